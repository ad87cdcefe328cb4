"""GetMetricWidgetImage draws the data that is there: the router's own request for a chart comes back as a PNG."""

from __future__ import annotations

import json
import struct
import zlib

import pytest
from botocore.exceptions import ClientError

THRESHOLD, CURVE = (209, 50, 18), (31, 119, 180)


def picture(tower, **changes):
    metric = ["Shop", "Errors", "Service", "till", {"id": "m1", "stat": "Sum", "period": 60, "visible": False}]
    widget = {
        "width": 720,
        "height": 300,
        "start": "-PT1H",
        "end": "P0D",
        "metrics": [metric, [{"id": "e1", "expression": "m1 * 2"}]],
        "annotations": {"horizontal": [{"value": 10, "color": "#d13212"}]},
        **changes,
    }
    return tower.get_metric_widget_image(MetricWidget=json.dumps(widget))["MetricWidgetImage"]


def pixels(png):
    """(width, rows of pixels) of a PNG without filters, as the canvas writes it."""
    width, height = struct.unpack(">II", png[16:24])
    size = struct.unpack(">I", png[33:37])[0]
    raw = zlib.decompress(png[41 : 41 + size])
    rows = [raw[at + 1 : at + 1 + 3 * width] for at in range(0, len(raw), 3 * width + 1)]
    assert len(rows) == height
    return [[tuple(row[at : at + 3]) for at in range(0, len(row), 3)] for row in rows]


def highest(rows, colour):
    """How far from the top (in rows) a colour first shows; None where it does not."""
    return next((place for place, row in enumerate(rows) if colour in row), None)


def test_curve_rises_above_its_threshold_when_the_data_do(tower) -> None:
    tower.put(*[1] * 20)
    calm = pixels(picture(tower))
    assert highest(calm, CURVE) > highest(calm, THRESHOLD)
    tower.put(*[8] * 5)
    rows = pixels(picture(tower))
    assert highest(rows, CURVE) < highest(rows, THRESHOLD)


def test_widget_that_cannot_be_drawn_is_refused(tower) -> None:
    with pytest.raises(ClientError, match="ValidationError"):
        picture(tower, start="soon")
