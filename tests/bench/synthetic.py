"""A spec of any size: N functions and N/10 each of streams, queues and tables."""

from __future__ import annotations

HEAD = """\
version: 1
service: bench
product: bench
region: us-east-1
owner: team
links: {repository: https://git.example/bench, runbooks: https://git.example/bench/runbooks}
teams:
  team: {channel: "#bench", on_call: nobody}
environments:
  qa1: {}
"""

PEER_RULES = """\
defaults:
  all:
    rules:
"""


def spec_text(count: int, *, disabled: tuple[str, ...] = ()) -> str:
    """YAML text. `disabled` names rules to turn off everywhere, to compare like with like."""
    lines = [HEAD]
    if disabled:
        off = "".join(f"      {rule}: {{enabled: false, reason: not made by the peer}}\n" for rule in disabled)
        lines.append(f"defaults:\n  all:\n    rules:\n{off}")
    tenth = count // 10
    lines.append("functions:")
    for number in range(count):
        trigger = (
            f"\n    triggers: [{{stream: stream-{number // 10}, on_failure: queue-{number // 10}}}]"
            if number % 10 == 0 and number // 10 < tenth
            else ""
        )
        lines.append(
            f"  fn-{number}:\n    handler: app.fn.handle\n    timeout_seconds: 30\n    use_log_stream: false{trigger}"
        )
    for section, body in (("streams", "{shards: 1}"), ("queues", "{}"), ("tables", "{}")):
        lines.append(f"{section}:" if tenth else f"{section}: {{}}")
        lines += [f"  {section[:-1]}-{number}: {body}" for number in range(tenth)]
    return "\n".join(lines) + "\n"
