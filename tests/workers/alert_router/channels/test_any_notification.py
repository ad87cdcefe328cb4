"""Whatever an alarm says, each channel can say it within its vendor's limits."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from tests.workers.alert_router.channels.rig import SENDER
from tests.workers.alert_router.channels.sample import member, notification
from watchbill.local.standin import pagerduty as pagerduty_rules
from watchbill.local.standin import slack_block
from watchbill.local.standin import sns as sns_rules
from workers.alert_router.channels.email.message import compose
from workers.alert_router.channels.pagerduty.message import MAX_BYTES, event
from workers.alert_router.channels.slack.message import Standing, blocks, text
from workers.alert_router.channels.sns import message as sns
from workers.alert_router.notification import Action, Notification

WORDS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        ["", "<!channel>", "*`_~", "&amp;", "x" * 5_000, "é" * 2_000, "\r\nBcc: a@b", "\x00\x1b[31m", "🔥" * 900]
    ),
)
URLS = st.sampled_from(["", "https://example.com/", "https://example.com/?" + "q" * 4_000, "javascript:x", "http://a"])
KINDS = st.sampled_from(["runbook", "dashboard", "logs", "console", "chart", "other"])


@st.composite
def notifications(draw: st.DrawFn) -> Notification:
    members = draw(st.lists(st.builds(member, name=WORDS, value=WORDS, threshold=WORDS, reason=WORDS), max_size=4))
    links = draw(st.dictionaries(KINDS, URLS, max_size=6))
    words = {name: draw(WORDS) for name in ("title", "summary", "service", "environment", "owner", "rule", "resource")}
    return notification(
        draw(st.sampled_from(Action)),
        members=tuple(members) * draw(st.sampled_from([1, 1, 40])),
        links=tuple(links.items()),
        details=tuple(draw(st.lists(st.tuples(WORDS, WORDS), max_size=12))),
        severity=draw(st.sampled_from(["P1", "P2", "P3", "P4", "P9"])),
        **words,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(notifications(), st.sampled_from(Standing))
def test_every_channel_can_say_it(told: Notification, stands: Standing) -> None:
    made = {**event(told), "event_action": "trigger", "dedup_key": told.dedup_key}
    assert not list(pagerduty_rules._event_problems(made))
    assert len(str(made)) < MAX_BYTES

    shown = blocks(told, stands)
    assert not list(slack_block.problems(shown))
    assert slack_block.total(shown) < slack_block.MAX_CHARACTERS
    assert text(told)
    for block in Block.parse_all(shown):
        block.validate_json()

    mail = message_from_bytes(compose(told, None, sender=SENDER, to=["a@example.com"]).as_bytes(), policy=default)
    assert mail["Bcc"] is None
    assert mail.get_body(("html",)) is not None

    asked = {"Subject": sns.subject(told), "Message": sns.body(told)}
    assert not list(sns_rules._problems(asked))
    assert asked["Subject"].isascii()


def test_largest_message_of_all_still_fits_slack() -> None:
    long = "&" * 5_000
    url = "https://example.com/" + "q" * 2_900
    told = notification(
        **dict.fromkeys(("title", "summary", "service", "environment", "owner", "rule", "resource"), long),
        members=(member(name=long, value=long, threshold=long),) * 40,
        links=tuple((kind, url) for kind in ("runbook", "dashboard", "logs", "console", "other", "more")),
        details=((long, long),) * 12,
    )
    assert slack_block.total(blocks(told, Standing.OPEN)) < 10_000
    assert not list(slack_block.problems(blocks(told, Standing.OPEN)))
    usual = blocks(notification(details=(("note", "n" * 1_900),)), Standing.OPEN)
    assert "n" * 1_900 in str(usual)
