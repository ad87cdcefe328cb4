"""AWS's refusals in a sentence: what was asked, why it failed, what to do."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitors.model.errors import WatchbillError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.exceptions import ClientError


class CloudError(WatchbillError):
    """The cloud could not be asked, or said no."""


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what botocore raises into CloudError, so that no command ends in a traceback."""
    from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, NoCredentialsError

    try:
        yield
    except NoCredentialsError as error:
        raise CloudError(
            "no AWS credentials found. Set AWS_PROFILE (or a role in CI), or try it without an account: --local"
        ) from error
    except EndpointConnectionError as error:
        address = error.kwargs.get("endpoint_url")
        raise CloudError(f"nobody answers at {address}. Is the embedded cloud running?") from error
    except ClientError as error:
        raise CloudError(_refusal(error)) from error
    except BotoCoreError as error:
        raise CloudError(str(error)) from error


def _refusal(error: ClientError) -> str:
    operation, answer = error.operation_name, error.response["Error"]
    code, message = answer.get("Code", ""), answer.get("Message", "")
    hint = ""
    if message.lstrip().startswith("<"):  # the embedded cloud's answer to a call that it does not know at all
        message = f"HTTP {code}: a page instead of an answer; there is no such call here"
    if code in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"):
        hint = f" The role in use may not call {operation}."
    elif code in ("ExpiredToken", "ExpiredTokenException", "RequestExpired"):
        hint = " Log in again, then run the same command: it goes on where it stopped."
    return f"{operation}: {message or code}{hint}"
