"""What functions find outside AWS: stand-ins under the vendors' own names and certificates, and nobody else."""

from __future__ import annotations

import pytest

from tests.watchbill.local.running.conftest import START, Bench
from watchbill.local.clock import VirtualClock
from watchbill.local.running import Runner
from watchbill.local.running.outside import Outside
from watchbill.local.standin.authority import Authority
from watchbill.local.standin.campaign_service import CampaignServiceStandin

ASK = """
import os
from urllib.error import URLError
from urllib.request import urlopen

def handle(event, context):
    try:
        answer = urlopen(event["url"])
    except URLError as error:
        return type(error.reason).__name__ + ": " + str(error.reason)
    return answer.read().decode(), os.environ.get("ADDRESS")
"""
CAMPAIGNS = {"E1": [{"id": "c1", "name": "Tour"}]}


@pytest.fixture
def led(cloud, tmp_path):
    """A bench whose functions find a stand-in under the name `campaigns.example`, and nothing else."""
    cloud.reset()
    authority = Authority(tmp_path, ["campaigns.example"])
    with CampaignServiceStandin(CAMPAIGNS) as service:
        outside = Outside(
            addresses={"ADDRESS": service.url},
            ports={"campaigns.example": service.secure(authority)},
            certificates=str(authority.file),
        )
        with Runner(cloud, VirtualClock(START), outside=outside) as runner:
            bench = Bench(cloud, runner, tmp_path)
            variables = {"Variables": {"ADDRESS": "https://deployed.example"}}
            policy = '{"Version": "2012-10-17", "Statement": []}'
            cloud.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=policy)
            bench.deploy(ASK, Environment=variables)
            yield lambda url: runner.invoke("worker", {"url": url}).answer


def test_vendor_is_reached_by_its_own_name_over_tls(led) -> None:
    body, address = led("https://campaigns.example/events/E1/campaigns")
    assert "Tour" in body
    assert address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("url", ["https://slack.com/api", "http://192.0.2.7/"])
def test_nobody_else_is(led, url) -> None:
    assert "nothing stands in for it" in led(url)
