"""Slack's messages are drawn whole: every block that we send, and nothing that an alarm could smuggle in."""

from __future__ import annotations

import pytest

from tests.workers.alert_router.channels.sample import member, notification
from watchbill.local.standin.slack import Message, Workspace
from watchbill.preview.slack import UnknownBlockError, mrkdwn, render_blocks, render_channel
from workers.alert_router.channels.slack.message import Standing, blocks, reply, text
from workers.alert_router.notification import Action


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("*bold* and `code`\nnext", "<b>bold</b> and <code>code</code><br>next"),
        ("<!date^1772331240^{time}|02:14 UTC>", "02:14 UTC"),
        ('<https://example.com/?a="b|read>', '<a href="https://example.com/?a=&quot;b">read</a>'),
        ("<!channel> & <script>", "&lt;!channel&gt; & &lt;script&gt;"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (":unheard_of:", ":unheard_of:"),
    ],
)
def test_markup(words: str, html: str) -> None:
    assert mrkdwn(words) == html


def test_channel_shows_message_buttons_and_thread() -> None:
    told, over = notification(members=(member(), member(1))), notification(Action.RESOLVE)
    parent = Message(channel="C", ts="1", text=text(told), blocks=blocks(told, Standing.OPEN), edits=1)
    answer = Message(channel="C", ts="2", text=reply(over), blocks=[], thread_ts="1")
    page = render_channel(Workspace(messages=[parent, answer]), "#verifiedfan-api", {"1": "chart.png"})
    for shown in ("P2 In alarm", "Acknowledge</a>", "Runbook</a>", "2 alarms", "(edited)", 'src="chart.png"'):
        assert shown in page
    assert page.index("Runbook") < page.index('class="thread"') < page.index("Resolved after 12 min.")
    assert ":large_orange_circle:" not in page


def test_block_that_cannot_be_drawn_is_no_hole_in_the_picture() -> None:
    with pytest.raises(UnknownBlockError, match="video"):
        render_blocks([{"type": "video"}])
