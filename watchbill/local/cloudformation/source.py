"""Where a template comes from: the request's body, an S3 address, or the stack itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from botocore.exceptions import ClientError

from watchbill.local.api.error import validation_error
from watchbill.local.cloudformation.template import Template, read_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.local.cloudformation.stack import Stack

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
MAX_INLINE = 51_200  # bytes of UTF-8
MAX_STORED = 1_000_000  # bytes of an object in S3
_VIRTUAL_HOST = re.compile(r"(?P<bucket>.+)\.s3[.-]([a-z0-9-]+\.)?amazonaws\.com")
_PATH_HOST = re.compile(r"s3[.-]([a-z0-9-]+\.)?amazonaws\.com")


def fetch_template(
    parameters: dict[str, Any], stack: Stack | None, client: Callable[[str], Any], endpoint_url: str
) -> Template:
    """The template a request names. Raises AwsError ValidationError when it names none, two, or too large a one."""
    body, url = parameters.get("TemplateBody"), parameters.get("TemplateURL")
    previous = bool(parameters.get("UsePreviousTemplate"))
    if [body is not None, url is not None, previous].count(True) != 1:
        raise validation_error("Either Template URL or Template Body must be specified.")
    if previous:
        if stack is None or stack.desired is None:
            raise validation_error("UsePreviousTemplate is only for a stack that exists")
        return stack.desired.template
    if url is not None:
        return read_template(_download(url, client, endpoint_url))
    text = str(body)
    if len(text.encode()) > MAX_INLINE:
        raise validation_error(
            f"1 validation error detected: Value '{text[:100]}…' at 'templateBody' failed to satisfy "
            f"constraint: Member must have length less than or equal to {MAX_INLINE}"
        )
    return read_template(text)


def _download(url: str, client: Callable[[str], Any], endpoint_url: str) -> str:
    bucket, key = _locate(url, endpoint_url)
    try:
        content: bytes = client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        raise validation_error(f"S3 error: {error.response['Error']['Message']} ({url})") from error
    if len(content) > MAX_STORED:
        raise validation_error(f"Template may not exceed {MAX_STORED} bytes in size.")
    return content.decode()


def _locate(url: str, endpoint_url: str) -> tuple[str, str]:
    """Bucket and key of AWS's two forms of address and of our own loopback one."""
    parts = urlsplit(url)
    path = unquote(parts.path.lstrip("/"))
    virtual = _VIRTUAL_HOST.fullmatch(parts.hostname or "")
    ours = f"{parts.scheme}://{parts.netloc}" == endpoint_url
    if virtual and not _PATH_HOST.fullmatch(parts.hostname or ""):
        return virtual["bucket"], path
    if (ours or _PATH_HOST.fullmatch(parts.hostname or "")) and "/" in path:
        bucket, _, key = path.partition("/")
        return bucket, key
    raise validation_error(f"TemplateURL must be a supported URL: {url}")
