"""Objects created in a bucket. The notification is a property of the bucket (generators/stores/s3_bucket.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Ref, Sub, awslambda

from generators.arn import arn_of
from generators.artefact import Fragment
from generators.declaration import declare
from generators.functions.site import FUNCTION
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from generators.functions.site import Site
    from monitors.resources.lambda_function.spec import Trigger

is_async = True


def statements(site: Site, trigger: Trigger) -> list[JSON]:
    """S3 invokes by the function's resource policy; the role only needs where failures go."""
    return site.parking.statements(trigger)


def fragments(site: Site, trigger: Trigger) -> Iterator[Fragment]:
    """S3 refuses a notification whose permission is missing. One permission serves all prefixes of a bucket."""
    bucket = site.source_of(trigger)
    if next(t for t in site.function.settings.triggers if t.bucket == trigger.bucket) is not trigger:
        return
    permission = declare(
        awslambda.Permission(
            names.logical_id("Bucket", bucket.key),
            Action="lambda:InvokeFunction",
            FunctionName=Ref(FUNCTION),
            Principal="s3.amazonaws.com",
            SourceArn=Sub(arn_of(bucket)),
            # A bucket's ARN names no account: whoever took the name of a deleted one could invoke.
            SourceAccount=Ref("AWS::AccountId"),
        ),
        source=site.function.source,
    )
    yield Fragment(unit=site.function.id, resources=(permission,))
