"""Deployments folded for a reader: what ended together is one line, what failed keeps its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.watchbill.oncall.scene import AT
from watchbill.postmortem.fold import fold
from watchbill.postmortem.moment import Moment, Source


def moment(minutes: float, subject: str, what: str = "updated", detail: str = "", source: Source = Source.DEPLOYMENT):
    return Moment(at=AT + timedelta(minutes=minutes), source=source, subject=subject, what=what, detail=detail)


@pytest.mark.parametrize(
    ("moments", "told"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([moment(0, "a", "being updated"), moment(1, "a")], ["1 a: updated"], id="begun and ended"),
        pytest.param([moment(0, "a", "being updated")], ["0 a: being updated"], id="only begun"),
        pytest.param([moment(n, str(n)) for n in range(5)], ["0 0, 1, 2 and 2 more stacks: updated"], id="many"),
        pytest.param([moment(0, "a"), moment(20, "b")], ["0 a: updated", "20 b: updated"], id="two deployments"),
        pytest.param(
            [moment(0, "a"), moment(1, "b", "not updated, rolled back"), moment(2, "c")],
            ["0 a, c: updated", "1 b: not updated, rolled back"],
            id="a failure stands alone",
        ),
        pytest.param(
            [moment(0, "a"), moment(1, "x", "ALARM", source=Source.ALARM), moment(2, "b")],
            ["0 a, b: updated", "1 x: ALARM"],
            id="alarms are left as they are",
        ),
    ],
)
def test_deployments_are_folded(moments, told):
    assert [f"{(m.at - AT).seconds // 60} {m.subject}: {m.what}" for m in fold(moments)] == told
