"""Deployed functions as Lambda runs them: one version's configuration and its code, unpacked."""

from __future__ import annotations

import shutil
import sysconfig
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local.running.code import unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.outside import Outside


class FunctionMissingError(LookupError):
    """There is no such function, version or alias; the message is AWS's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One version of a function, as GetFunction shows it. Equal while neither code nor configuration changes."""

    name: str
    arn: str
    version: str
    handler: str
    runtime: str
    timeout: float
    memory_mb: int
    role: str
    revision: str
    """Differs after any change: environments of another revision are not used again."""
    reserved: int | None
    """Reserved concurrency; None: the function draws on the account's."""
    variables: tuple[tuple[str, str], ...]
    log_group: str
    log_json: bool
    log_level: str
    system_log_level: str
    dead_letters: str
    folder: Path

    def environment(self, log_stream: str, endpoint_url: str, region: str) -> dict[str, str]:
        """Variables of its process: its own, and those that Lambda reserves, which win."""
        lambda_own = {
            "_HANDLER": self.handler,
            "AWS_ACCESS_KEY_ID": "embedded",
            "AWS_DEFAULT_REGION": region,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{self.runtime}",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self.memory_mb),
            "AWS_LAMBDA_FUNCTION_NAME": self.name,
            "AWS_LAMBDA_FUNCTION_VERSION": self.version,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": self.log_group,
            "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
            "AWS_REGION": region,
            "AWS_SECRET_ACCESS_KEY": "embedded",
            "LAMBDA_TASK_ROOT": str(self.folder),
            "LANG": "en_US.UTF-8",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "TZ": ":UTC",
        }
        if self.log_json:
            lambda_own |= {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": self.log_level}
        # Packages that the zip leaves out come from this interpreter, as they would from a layer.
        packages = sysconfig.get_paths()
        path = [str(self.folder), packages["purelib"], packages["platlib"]]
        local = {"AWS_ENDPOINT_URL": endpoint_url, "PYTHONPATH": ":".join(dict.fromkeys(path))}
        return {**local, **dict(self.variables), **lambda_own, "PYTHONPATH": local["PYTHONPATH"]}


class Functions:
    """Looks functions up through the API, once until something about Lambda changes. Thread-safe."""

    def __init__(self, cloud: EmbeddedCloud, outside: Outside) -> None:
        self._cloud = cloud
        self._outside = outside
        self._root = Path(tempfile.mkdtemp(prefix="watchbill-code-"))
        self._known: dict[tuple[str, str], Function] = {}
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Look everything up again: Lambda's API was told something."""
        with self._lock:
            self._known.clear()

    def close(self) -> None:
        shutil.rmtree(self._root, ignore_errors=True)

    def find(self, name: str, qualifier: str = "") -> Function:
        """By name, partial or full ARN, version or alias. Raises FunctionMissingError."""
        name, qualifier = split_name(name, qualifier)
        with self._lock:
            known = self._known.get((name, qualifier))
            if known is None:
                known = self._known[name, qualifier] = self._look_up(name, qualifier)
            return known

    def _look_up(self, name: str, qualifier: str) -> Function:
        client = self._cloud.client("lambda")
        version = self._version(name, qualifier)
        try:
            found = client.get_function(FunctionName=name, **({"Qualifier": version} if version else {}))
        except ClientError as error:
            raise FunctionMissingError(f"Function not found: {_arn(self._cloud.region, name, qualifier)}") from error
        shown = found["Configuration"]
        log = shown.get("LoggingConfig") or {}
        return Function(
            name=shown["FunctionName"],
            arn=_arn(self._cloud.region, name, qualifier),
            version=shown["Version"],
            handler=shown["Handler"],
            runtime=shown["Runtime"],
            timeout=float(shown["Timeout"]),
            memory_mb=int(shown["MemorySize"]),
            role=shown["Role"],
            revision=_revision(found),
            # GetFunction of moto shows no reservation of 0, which is how a function is switched off.
            reserved=client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions"),
            variables=self._led(shown.get("Environment", {}).get("Variables", {})),
            log_group=log.get("LogGroup") or f"/aws/lambda/{shown['FunctionName']}",
            log_json=log.get("LogFormat") == "JSON",
            log_level=log.get("ApplicationLogLevel", "INFO"),
            system_log_level=log.get("SystemLogLevel", "INFO"),
            dead_letters=(shown.get("DeadLetterConfig") or {}).get("TargetArn", ""),
            folder=self._unpack(shown["CodeSha256"], name, version),
        )

    def _led(self, variables: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        addresses = self._outside.addresses
        led = {name: addresses.get(name, value) for name, value in variables.items()}
        return tuple(sorted({**self._outside.environment(), **led}.items()))

    def _version(self, name: str, qualifier: str) -> str:
        if not qualifier or qualifier == "$LATEST" or qualifier.isdigit():
            return qualifier
        try:
            alias = self._cloud.client("lambda").get_alias(FunctionName=name, Name=qualifier)
        except ClientError as error:
            raise FunctionMissingError(f"Function not found: {_arn(self._cloud.region, name, qualifier)}") from error
        return str(alias["FunctionVersion"])

    def _unpack(self, digest: str, name: str, version: str) -> Path:
        """One folder a digest."""
        folder = self._root / digest.replace("/", "_").replace("=", "")
        if not folder.exists():
            folder.mkdir()
            unpack(self._code(name, version), folder, self._root / "shared")
        return folder

    def _code(self, name: str, version: str) -> bytes:
        """The zip. AWS gives a presigned link to it; moto's link leads nowhere, so its bytes are taken from moto."""
        from moto.awslambda.utils import get_backend

        from watchbill.local.api.service import ACCOUNT

        function: Any = get_backend(ACCOUNT, self._cloud.region).get_function(name, version or None)
        return bytes(function.code_bytes)


def split_name(name: str, qualifier: str = "") -> tuple[str, str]:
    """Bare name and qualifier of any form in which Lambda's API takes a function."""
    if ":function:" in name:
        name = name.partition(":function:")[2]
    elif name.count(":") == 2:  # account:function:name
        name = name.rpartition(":")[2]
    name, _, inner = name.partition(":")
    return name, qualifier or inner


def _arn(region: str, name: str, qualifier: str) -> str:
    from watchbill.local.api.service import ACCOUNT

    return f"arn:aws:lambda:{region}:{ACCOUNT}:function:{name}" + (f":{qualifier}" if qualifier else "")


def _revision(found: Mapping[str, Any]) -> str:
    """moto's RevisionId is made up anew at every look, so what decides is compared itself."""
    shown = {k: v for k, v in found["Configuration"].items() if k not in ("RevisionId", "LastModified")}
    return repr(sorted(shown.items(), key=lambda pair: pair[0]))
