"""A certificate authority of this machine alone, so that stand-ins are reached by real TLS."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ADDRESSES = ("127.0.0.1", "localhost")


class Authority:
    """Issues certificates for loopback and `names`. Clients trust it by SSL_CERT_FILE (boto3: AWS_CA_BUNDLE)."""

    def __init__(self, folder: Path, names: Iterable[str] = ()) -> None:
        import trustme

        known, unknown = trustme.CA(), trustme.CA()
        self.file = folder / "authority.pem"
        known.cert_pem.write_to_path(str(self.file))
        for_all = (*ADDRESSES, *names)
        self.trusted, self.untrusted = _context(known.issue_cert(*for_all)), _context(unknown.issue_cert(*for_all))

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in order to trust the stand-ins."""
        return {"SSL_CERT_FILE": str(self.file), "AWS_CA_BUNDLE": str(self.file)}


def _context(certificate: object) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)  # type: ignore[attr-defined]  # trustme is imported late
    return context
