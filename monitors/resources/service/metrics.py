"""Account-wide metrics: what a service shares with everything else in its account and region."""

from __future__ import annotations

from monitors.model.metric import Metric


def lambda_account(name: str, statistic: str, period: int = 60) -> Metric:
    """An AWS/Lambda metric without dimensions: all functions of the account in this region."""
    return Metric(namespace="AWS/Lambda", name=name, statistic=statistic, period=period)


def dynamodb_account(name: str, statistic: str, period: int = 60) -> Metric:
    """An AWS/DynamoDB metric without dimensions: all tables of the account in this region."""
    return Metric(namespace="AWS/DynamoDB", name=name, statistic=statistic, period=period)


def dynamodb_user_errors(period: int = 60) -> Metric:
    """HTTP 400 answers; there is no series by table. Throttles and failed conditions are not in it."""
    return dynamodb_account("UserErrors", "Sum", period)
