"""What the server itself needs for faults: its connections, its clock, its certificate."""

import ssl
from collections.abc import Iterable

from uvicorn.config import Config

from ntand.mock_region.api.access_log import log
from ntand.mock_region.errors import RegionError
from ntand.mock_region.faults.connection import Protocol
from ntand.mock_region.faults.rules import Rule
from ntand.mock_region.tls import context_of


def prepare(config: Config, rules: Iterable[Rule]) -> None:
    """Let the rules reach connections and handshakes, and leave the header Date to them."""
    config.http, config.date_header = Protocol, False
    config.load()
    _show_other_certificates(config.ssl, rules)


def _show_other_certificates(context: ssl.SSLContext | None, rules: Iterable[Rule]) -> None:
    """Let the rules about connections choose the certificate of each handshake.

    Raises :class:`RegionError` when a certificate cannot be used, or there is no TLS.
    """
    others = [(rule, _context(rule)) for rule in rules if rule.fault.effect is None]
    if not others:
        return
    if context is None:
        raise RegionError(
            "plan_needs_tls", "The plan needs a server with TLS.", rule=others[0][0].number
        )

    # Called for every handshake, also when the client names no host, as with a bare address
    def choose(connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        struck = False
        for rule, other in others:
            if rule.count(free=not struck) is not None:
                connection.context, struck = other, True
                log.info("handshake", extra={"facts": {"fault": rule.fault.name}})

    context.sni_callback = choose


def _context(rule: Rule) -> ssl.SSLContext:
    try:
        return context_of(rule.fields["certificate"], rule.fields["key"])
    except RegionError as e:
        raise RegionError(
            "plan_certificate", "A certificate or its key cannot be used.", rule=rule.number
        ) from e
