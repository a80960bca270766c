"""A stand-in for the region's service, as a program of its own.

It shares nothing with the rest of ntand: the two agree only through what it publishes
at ``/openapi.json``; see ``api/description``.
The functions here may be called while another process serves the same folder.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from ntand.mock_region.errors import RegionError

__all__ = ["RegionError", "act", "dump", "register", "serve", "simulate"]


def serve(
    data: Path,
    port: int,
    ready: Callable[[str], None],
    *,
    faults: Path | None = None,
    tls: tuple[Path, Path] | None = None,
    simulate: int | None = None,
) -> None:
    """Serve the region in ``data`` on 127.0.0.1 until SIGTERM or Ctrl+C, then return.

    ``port`` 0 takes any free one; ``ready`` gets the address when requests are answered.
    ``faults`` is a plan to misbehave by; see ``faults.table``. ``tls``: a certificate and its key.
    With the seed ``simulate`` the region and its dental providers act by themselves.
    """
    # The web server is loaded only here: the other functions must start quickly
    from ntand.mock_region import server

    server.serve(data, port, ready, faults=faults, tls=tls, simulate=simulate)


def register(data: Path, municipality: str) -> dict[str, str]:
    """``client_id`` and ``client_secret`` of the municipality; again gives a new secret."""
    from ntand.mock_region.store import accounts
    from ntand.mock_region.store.database import Database

    with Database(data, create=True) as database, database.writing() as connection:
        return accounts.give_credentials(connection, municipality)


def dump(data: Path) -> dict[str, list[dict[str, str]]]:
    """All certificates, offers and units, by municipality, then key."""
    from ntand.mock_region.store.columns import CERTIFICATE, OFFER, UNIT
    from ntand.mock_region.store.database import Database
    from ntand.mock_region.store.records import all_of

    with Database(data, create=False) as database, database.reading() as connection:
        kinds = (CERTIFICATE, OFFER, UNIT)
        return {kind.plural: list(all_of(connection, kind)) for kind in kinds}


def act(data: Path, event: Mapping[str, object]) -> dict[str, object]:
    """Make the region do something now; see ``acting.events`` for what an event looks like."""
    from ntand.mock_region.acting import events
    from ntand.mock_region.store.database import Database

    with Database(data, create=False) as database, database.writing() as connection:
        return events.act(connection, event)


def simulate(data: Path, seed: int, steps: int) -> dict[str, int]:
    """Let the region and its dental providers act now, a few things a step: how many of each."""
    from ntand.mock_region.acting import simulation
    from ntand.mock_region.store.database import Database

    with Database(data, create=False) as database:
        return dict(sorted(simulation.simulate(database, seed, steps).items()))
