"""A patient on a real cloud, with or without the router in its spec; and one whose answers a test writes down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.watchbill.oncall.scene import plan_of
from tests.watchbill.ward import SPEC
from watchbill.doctor.patient import Patient
from watchbill.oncall.moment import now

if TYPE_CHECKING:
    from monitors.model.plan import Plan


@pytest.fixture
def patient(ward) -> Patient:
    """As the spec was deployed: without a router."""
    return Patient(plan=ward.plan, connection=ward.connection, at=now())


@pytest.fixture(scope="session")
def routed_plan(tmp_path_factory) -> Plan:
    return plan_of(tmp_path_factory.mktemp("routed"), SPEC)


@pytest.fixture
def routed_patient(patient, routed_plan) -> Any:
    """The spec asks for the router; the account has what a test makes of it."""
    return replace(patient, plan=routed_plan)
