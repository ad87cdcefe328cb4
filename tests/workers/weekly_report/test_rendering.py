"""How a report reads: as a mail, as a page, as plain text, with pictures that are pictures."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.workers.weekly_report.sample import (
    DAY,
    HOUR,
    WEEK,
    alarm,
    at,
    episode,
    facts,
    function,
    limit,
    trip,
)
from workers.weekly_report.figures import reckon
from workers.weekly_report.gathered import Gathered, Level
from workers.weekly_report.mail import compose, pictures, standalone
from workers.weekly_report.page import page
from workers.weekly_report.picture import Picture, colour
from workers.weekly_report.text import text
from workers.weekly_report.words import lasting, percent

GOLDEN = Path(__file__).parent / "golden"
GMAIL_CLIPS = 102 * 1024


def busy(functions: int = 2):
    """A week in which every chapter has something to say."""
    names = [f"function{number}" for number in range(functions)] if functions > 2 else ["load", "save"]
    alarms = {f"errors-{name}": alarm(f"errors-{name}", resource=name) for name in names} | facts().alarms
    levels = {
        f"l{number}_e1": Level(
            peaks={day: 50 + index + number % 40 for index, day in enumerate(WEEK.trend_days)},
            above={WEEK.first + timedelta(days=1): 5400.0} if number % 40 > 10 else {},
        )
        for number in range(functions)
    }
    hours = range(int(WEEK.before.start), int(WEEK.end), HOUR)
    gathered = Gathered(
        changes=tuple(one for name in alarms for day in range(4) for one in trip(day + 0.3, 500, name)),
        episodes=(
            episode(1, after=240, lasted=5400, severity="P1"),
            episode(2, lasted=1200, severity="P2", resources=tuple(names)),
            episode(6.9, severity="P3"),
            episode(-1, after=60, lasted=2 * DAY),
        ),
        calls={name: ((at(1), 10_000.0),) for name in names},
        errors={name: ((at(1), 8.0),) for name in names},
        runs={f"canary-{name}": tuple((float(hour), 12.0) for hour in hours) for name in names[1:]},
        passed={f"canary-{name}": tuple((float(hour), 1190.0) for hour in hours) for name in names[1:]},
        levels=levels,
        pressure={"p0": ((at(2), 40.0), (at(-2), 3.0))},
        memory={names[0]: 960.0},
        missing=("memory use: AccessDeniedException",),
    )
    given = facts(
        alarms=alarms,
        functions=tuple(function(name, objective=99.9, critical=True) for name in names),
        limits=tuple(limit(id=f"l{number}_e1", resource=names[number]) for number in range(functions)),
        objective=99.95,
        notes=("demand-table scales its reads by itself, from 100 to 300 units.",),
    )
    return reckon(given, gathered, WEEK)


def quiet():
    return reckon(facts(functions=(), limits=(), pressures=(), alarms={}), Gathered(), WEEK)


WEEKS = {"busy": busy, "quiet": quiet}


@pytest.mark.parametrize("name", WEEKS)
def test_a_week_reads_exactly_so(name, golden):
    figures = WEEKS[name]()
    golden(GOLDEN / f"{name}.txt", text(figures))
    golden(GOLDEN / f"{name}.html", page(figures, lambda key: f"cid:{key}").replace("</tr>", "</tr>\n") + "\n")


class Tags(HTMLParser):
    """Opened and closed in order."""

    VOID = frozenset({"meta", "br", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "img":
            self.images.append(given)
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", WEEKS)
def test_the_page_is_whole_and_says_its_charts_in_words(name):
    tags = Tags()
    tags.feed(page(WEEKS[name](), lambda key: f"cid:{key}"))
    assert tags.open == []
    assert all(image["alt"] and image["width"] == "552" for image in tags.images)
    assert all(link.startswith("https://") for link in tags.links)


def mail(figures, **changes):
    given = {"sender": "watch@example.com", "to": ["crew@example.com"], "at": WEEK.end + 8 * HOUR}
    return compose(figures, **{**given, **changes})


def test_the_mail_holds_every_picture_that_its_page_shows():
    read = message_from_bytes(mail(busy()).as_bytes(), policy=default)
    plain, related = read.iter_parts()
    html, *images = related.iter_parts()
    assert (read.get_content_type(), plain.get_content_type(), html.get_content_type()) == (
        "multipart/alternative",
        "text/plain",
        "text/html",
    )
    wanted = set(re.findall(r'src="cid:([^"]+)"', html.get_content()))
    assert {image["Content-ID"].strip("<>") for image in images} == wanted
    assert {image.get_content_type() for image in images} == {"image/png"}
    assert len(images) >= 2
    assert "Week of 16 – 22 November 2026" in plain.get_content()


def test_a_week_has_one_message_id_and_the_same_bytes_whenever_it_is_composed():
    first, again = mail(busy()), mail(busy())
    assert first.as_bytes() == again.as_bytes()
    assert first["Message-ID"] == "<weekly.orders.qa1.2026-11-16@example.com>"
    later = reckon(facts(), Gathered(), WEEK.before)
    assert mail(later)["Message-ID"] != first["Message-ID"]


def test_no_header_can_be_smuggled_in_by_a_sender():
    made = mail(quiet(), sender="a@example.com>evil")
    assert made["Message-ID"] == "<weekly.orders.qa1.2026-11-16@example.comevil>"


@pytest.mark.parametrize("functions", [2, 8, 500])
def test_gmail_shows_all_of_it(functions):
    read = message_from_bytes(mail(busy(functions)).as_bytes(), policy=default)
    html = next(part for part in read.walk() if part.get_content_type() == "text/html")
    assert len(html.get_payload().encode()) < GMAIL_CLIPS


def test_a_standalone_page_needs_nothing_from_outside():
    html = standalone(busy())
    assert "cid:" not in html
    assert html.count("data:image/png;base64,") == len(pictures(busy()))
    assert not re.search(r'(src|background)="https?:', html)


def decode(png):
    """Width, height and the rows of pixels, by the standard."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    position, found = 8, {}
    while position < len(png):
        (length,), kind = struct.unpack(">I", png[position : position + 4]), png[position + 4 : position + 8]
        body = png[position + 8 : position + 8 + length]
        (crc,) = struct.unpack(">I", png[position + 8 + length : position + 12 + length])
        assert crc == zlib.crc32(kind + body)
        found[kind] = body
        position += 12 + length
    width, height = struct.unpack(">II", found[b"IHDR"][:8])
    lines = zlib.decompress(found[b"IDAT"])
    stride = width * 4 + 1
    return width, height, [lines[start + 1 : start + stride] for start in range(0, len(lines), stride)]


def test_a_picture_is_a_png_of_what_was_drawn():
    picture = Picture(20, 10)
    picture.bar(2, 4, 6, 10, colour("#2f6fde"))
    picture.bar(-5, 0, 99, 1, colour("#ffffff"), 0.5)
    width, height, rows = decode(picture.png())
    assert (width, height, len(rows)) == (20, 10, 10)
    assert rows[5][2 * 4 : 3 * 4] == bytes((0x2F, 0x6F, 0xDE, 255))
    assert rows[5][6 * 4 + 3] == 0
    assert rows[0][19 * 4 + 3] == 128


@pytest.mark.parametrize("end", [(18.0, 8.0), (18.0, 2.0), (2.0, 8.0), (2.0, 2.0)])
def test_a_line_goes_from_its_beginning_to_its_end_with_soft_edges(end):
    picture = Picture(20, 10)
    picture.line([(2.0, 2.0), end], colour("#d13212"), 2)
    _, _, rows = decode(picture.png())
    opacity = [[row[column * 4 + 3] for column in range(20)] for row in rows]
    for x, y in ((2.0, 2.0), end):
        assert opacity[int(y)][int(x)] > 100
    assert any(0 < value < 255 for row in opacity for value in row)
    assert opacity[9][19] == 0 or end == (18.0, 8.0)


@pytest.mark.parametrize("name", WEEKS)
def test_pictures_are_small(name):
    assert all(len(png) < 12_000 for png in pictures(WEEKS[name]()).values())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "–"),
        (0, "0 s"),
        (59.6, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_durations_in_words(seconds, words):
    assert lasting(seconds) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "–"), (100, "100 %"), (99.999, "> 99.99 %"), (99.9, "99.9 %"), (0, "0 %"), (-200, "-200 %")],
)
def test_percent_in_words(value, words):
    assert percent(value) == words
