"""The certificate the service shows, looked at before anything is served."""

import ssl
from pathlib import Path

from ntand.mock_region.errors import RegionError


def context_of(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS with the certificate, its chain after it, and its key, all PEM and without a password.

    Raises :class:`RegionError` saying which of the files is at fault.
    """
    for path in (certificate, key):
        try:
            path.read_bytes()
        except OSError as e:
            raise RegionError("tls_file", "The file cannot be read.", name=path.name) from e
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(certificate)
    except ssl.SSLError as e:
        raise RegionError(
            "bad_certificate", "The file holds no certificate.", name=certificate.name
        ) from e
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # Never asked for at the keyboard: the service may run where nobody sits
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError as e:
        if e.reason == "KEY_VALUES_MISMATCH":
            raise RegionError(
                "certificate_key", "The key belongs to another certificate.", name=key.name
            ) from e
        raise RegionError("bad_key", "The file holds no open private key.", name=key.name) from e
    return context
