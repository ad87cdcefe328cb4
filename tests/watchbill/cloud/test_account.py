"""The account of the spec is the only one that is touched; names of buckets are the account's own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from watchbill.cloud.artefact_bucket import bucket_name
from watchbill.cloud.error import CloudError
from watchbill.cloud.proposal import Owner, check_account

from .stacks import PLACE

HERE: Any = SimpleNamespace(local=False, place=PLACE, region=PLACE.region)


@pytest.mark.parametrize("account", [None, PLACE.account])
def test_the_right_account_passes(account: str | None) -> None:
    check_account(HERE, Owner(service="s", environment="e", prefix="p", account=account))


def test_another_account_is_refused_before_anything_is_done() -> None:
    with pytest.raises(
        CloudError, match=f"999999999999, but these credentials are for {PLACE.account}. Nothing was done"
    ):
        check_account(HERE, Owner(service="s", environment="e", prefix="p", account="999999999999"))


@pytest.mark.parametrize("prefix", ["prd2011-qa1", "x" * 30 + "-qa1", "x" * 30 + "-qa2"])
def test_bucket_names_fit_s3(prefix: str) -> None:
    assert len(bucket_name(prefix, HERE)) <= 63


def test_cut_bucket_names_stay_apart() -> None:
    assert bucket_name("x" * 50 + "-qa1", HERE) != bucket_name("x" * 50 + "-qa2", HERE)
