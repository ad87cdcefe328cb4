"""What looks like a secret is refused; what only sounds like one is not."""

from __future__ import annotations

import pytest

from monitors.spec.reader import read_yaml
from monitors.spec.secret import find_sensitive, find_tokens, hidden_lines, looks_secret

GUILTY = {
    "AWS": "AKIAIOSFODNN7EXAMPLE",
    "Slack": "xoxb-0000000000-notarealtoken",
    "webhook": "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24,
    "GitHub": "ghp_" + "a1B2" * 9,
    "GitLab": "glpat-" + "abcdefgh1234_-567890",
    "JWT": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLWhlcmU",
    "PEM": "-----BEGIN EC PRIVATE KEY-----",
    "URL": "postgres://orders:open-sesame@db.example.com/orders",
}
INNOCENT = [
    "prd2011/slack/bot-token",
    "/prd2011/pagerduty/routing-key",
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:prd2011/slack/bot-token-AbCdEf",
    "https://git.example.com/team/repository/-/blob/main/docs/runbooks",
    "https://example.com:8443/path@2x.png",
    "workers.load_scores_to_dynamodb.handler.handle",
    "loadScoresToDynamoDBFromTheKinesisStreamOfScores",
    "verifiedfan-api@verifiedfan.example",
    "arn:aws:kinesis:us-east-1:123456789012:stream/prd2011-qa1-api-scores-stream",
    "mask-of-zorro",
]


@pytest.mark.parametrize("text", GUILTY.values(), ids=GUILTY)
def test_a_token_is_found_wherever_it_stands(text: str) -> None:
    assert looks_secret(text)
    for line in (f"a: {text}", f"a: 1 # {text}", f'"{text}": x', f"  - {text}"):
        assert [problem.secret for problem in find_tokens(f"x: 1\n{line}\n", "f")] == [True]


@pytest.mark.parametrize("text", INNOCENT)
def test_an_innocent_text_passes_even_under_a_telling_key(text: str) -> None:
    tree, _ = read_yaml(f"secret: {text}\nfunctions: {{load: {{api_key: {text}}}}}\n", "f")
    assert tree is not None
    assert not looks_secret(text)
    assert list(find_sensitive(tree)) == []
    assert list(find_tokens(text, "f")) == []


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("API_KEY", "3f9A8b1C7d2E6f4A9b0c", True),
        ("slackToken", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", True),
        ("routing-key", "8b7d3c1e-1a2b-4c3d-9e8f-001122334455", True),
        ("DB_PASSWORD", "hunter2", True),
        ("DB_PASSWORD", "prd2011/db/password", False),
        ("partition_key", "PK", False),
        ("PASSWORD_MIN_LENGTH", "12", False),
        ("monkeys", "3f9A8b1C7d2E6f4A9b0c", False),
        ("request", "3f9A8b1C7d2E6f4A9b0c", False),
    ],
)
def test_a_telling_key_makes_a_random_value_a_secret(key: str, value: str, found: bool) -> None:
    tree, _ = read_yaml(f'{key}: "{value}"\n', "f")
    assert tree is not None
    assert bool(list(find_sensitive(tree))) is found


def test_every_line_of_a_secret_is_hidden_and_no_other() -> None:
    key = "private_key: |\n  -----BEGIN PRIVATE KEY-----\n  abc\n  -----END PRIVATE KEY-----\n"
    text = f"a: 1\n{key}b: 2\npassword: >\n  x\n  y\nc: 3\n"
    assert hidden_lines(text, "f") == {3, 4, 5, 7, 8, 9}


def test_broken_yaml_hides_what_follows_a_telling_key() -> None:
    assert 2 in hidden_lines("a: [\npassword: hunter2\n", "f")
