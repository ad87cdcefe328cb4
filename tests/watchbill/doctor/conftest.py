"""A patient on a real cloud; and one whose answers a test writes down."""

from __future__ import annotations

import pytest

from watchbill.doctor.patient import Patient
from watchbill.oncall.moment import now


@pytest.fixture
def patient(ward) -> Patient:
    """As the spec was deployed, the router with it."""
    return Patient(plan=ward.plan, connection=ward.connection, at=now())
