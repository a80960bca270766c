"""A test of the connection to the region that says which link fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from ntand.errors import NtandError, Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import require
from ntand.services.exchange.opening import needed_secret, own_ca
from ntand.services.installation import Installation


class LinkName(StrEnum):
    """What the way to the region is made of, in the order in which it is tried."""

    NAME = "name"  # the name leads to an address
    REACH = "reach"  # something answers there
    TLS = "tls"  # encrypted, and the service is who it says
    TOKEN = "token"  # noqa: S105 - the link where credentials are accepted
    VERSION = "version"  # it speaks the version known here
    CLOCK = "clock"  # the clocks agree


class LinkState(StrEnum):
    """How a link was found."""

    OK = "ok"
    FAILED = "failed"
    NOT_TRIED = "not_tried"  # one before it failed


@dataclass(frozen=True, slots=True)
class Link:
    """One link as found. A ``code`` beside ``ok`` is a warning: it works, but not as it should."""

    name: LinkName
    state: LinkState
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Access:
    """Where a service is and how to sign in there, before it has been connected to."""

    url: str
    client_id: str
    secret: str
    ca_file: Path | None = None


def test_connection(
    installation: Installation,
    actor: Actor,
    access: Access | None = None,  # noqa: PT028 - no test of ours
) -> tuple[Link, ...]:
    """Try each link up to the first that fails: of what is given, else of what is connected to.

    Nothing is stored and no person's data leaves the machine.

    Raises:
        Refused: not connected, or the address cannot be used at all.
        StoreError: ``region.secret_missing``.
    """
    from ntand.exchange.probe import Probe

    require(installation, actor, "region.test", Permission.EXCHANGE)
    way = access or _connected(installation)
    probe = Probe(way.url, way.client_id, way.secret, ca_file=way.ca_file, home=installation.home)
    steps: Mapping[LinkName, Callable[[], timedelta | None]] = {
        LinkName.NAME: probe.name,
        LinkName.REACH: probe.reach,
        LinkName.TLS: probe.tls,
        LinkName.TOKEN: probe.token,
        LinkName.VERSION: probe.version,
        LinkName.CLOCK: probe.clock,
    }
    links: list[Link] = []
    for name, step in steps.items():
        broken = bool(links) and links[-1].state is not LinkState.OK
        links.append(Link(name, LinkState.NOT_TRIED) if broken else _tried(name, step))
    return tuple(_not_encrypted(link) for link in links) if probe.plain else tuple(links)


def _not_encrypted(link: Link) -> Link:
    """The link as it is on this computer alone, where nothing needs to be encrypted."""
    found = link.name is LinkName.TLS and link.state is LinkState.OK
    return replace(link, code="region.plain") if found else link


def _tried(name: LinkName, step: Callable[[], timedelta | None]) -> Link:
    try:
        apart = step()
    except NtandError as error:
        facts = {name: str(value) for name, value in error.facts.items()}
        return Link(name, LinkState.FAILED, error.code, facts)
    if apart is None:
        return Link(name, LinkState.OK)
    minutes = str(round(apart / timedelta(minutes=1)))
    return Link(name, LinkState.OK, "region.clock_off", {"minutes": minutes})


def _connected(installation: Installation) -> Access:
    settings = installation.settings
    if not settings.connected:
        raise Refused("region.not_connected")
    return Access(
        settings.region_url,
        settings.region_client,
        needed_secret(installation),
        own_ca(installation),
    )
