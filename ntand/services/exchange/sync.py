"""The exchange with the region: receive, send, and keep each step in a commit of its own."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ntand.errors import Refused, StoreError
from ntand.ports import Progress, Silent
from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing, require
from ntand.services.exchange.course import Course, Synced, Watched
from ntand.services.exchange.incoming.loading import load
from ntand.services.exchange.incoming.receiving import receive
from ntand.services.exchange.opening import SECRET, drop_former_ca, keep_ca, region_api
from ntand.services.exchange.outbox.sending import Sending, renew_sent_anew
from ntand.services.exchange.outbox.waiting import count_pending
from ntand.services.exchange.pausing import refuse_while_paused
from ntand.services.exchange.runs import begin_run, end_run, forget_failures
from ntand.services.installation import Installation
from ntand.settings import Channel, write_settings
from ntand.store.home_lock import home_lock, store_lock
from ntand.store.keys import keep_secret
from ntand.store.tables import Manner
from ntand.store.work import reading

if TYPE_CHECKING:
    from ntand.exchange.api import RegionApi

__all__ = ["Synced", "connect", "exchange", "sync"]

_ROUNDS = 3


def connect(
    installation: Installation,
    actor: Actor,
    url: str,
    client_id: str,
    secret: str,
    *,
    ca_file: Path | None = None,
) -> Installation:
    """Point at the region's service and sign in; what was pointed at before stays if it fails.

    ``ca_file`` holds an employer's own issuer, trusted beside the system's; a copy is kept.
    """
    from ntand.exchange.api import RegionApi

    require(installation, actor, "connect", Permission.EXCHANGE)
    home = installation.home
    with RegionApi(url, client_id, secret, ca_file=ca_file, home=home) as api:
        api.sign_in()
    keep_secret(home, SECRET, secret)
    kept = keep_ca(home, ca_file)
    settings = replace(
        installation.settings,
        region_url=url,
        region_client=client_id,
        region_ca=kept,
        channel=Channel.SERVICE,
    )
    write_settings(home, settings)
    drop_former_ca(home, kept)
    with changing(installation, actor, "connect", Permission.EXCHANGE) as act:
        forget_failures(act.connection)
    return replace(installation, settings=settings)


def sync(
    installation: Installation,
    actor: Actor,
    progress: Progress | None = None,
    *,
    manner: Manner = Manner.ASKED,
) -> Synced:
    """Fetch what is new, send what waits, and say what is left.

    Raises:
        Cancelled: within a second or two of it; what was exchanged before stays.
        Refused: not connected, paused, or another sync runs on this home or this database.
        TemporaryFailure: the region does not answer; what was exchanged before stays.
    """
    require(installation, actor, "sync", Permission.EXCHANGE)
    if installation.settings.channel is Channel.PORTAL:
        return Synced(pending=_pending(installation))
    if not installation.settings.connected:
        raise Refused("region.not_connected")
    alone = home_lock(installation.home, "sync"), store_lock(installation.engine, "sync")
    patient = manner is not Manner.TIMER
    watched = Watched(progress or Silent())
    opened = region_api(installation, patient=patient, given_up=watched.given_up)
    with alone[0], alone[1], opened as api:
        return exchange(installation, actor, api, watched, manner=manner)


def exchange(
    installation: Installation,
    actor: Actor,
    api: "RegionApi",
    progress: Progress | None = None,
    *,
    manner: Manner = Manner.ASKED,
) -> Synced:
    """The same through this door to the region; that no other runs is the caller's to see to.

    A timer leaves alone what is so new that it may still be taken back.
    """
    require(installation, actor, "sync", Permission.EXCHANGE)
    with reading(installation.engine) as connection:
        refuse_while_paused(connection)
    run = begin_run(installation, actor, manner)
    course = Course(installation, actor, api, progress or Silent(), manner, run)
    try:
        _carry_out(course)
    except BaseException as error:
        with suppress(StoreError):  # the error itself tells more
            end_run(installation, run, course.done, error)
        raise
    end_run(installation, run, course.done)
    return replace(course.done, pending=_pending(installation))


def _carry_out(course: Course) -> None:
    """Receive and send, until nothing meets a newer state than the one known."""
    receive(course)
    if load(course):
        receive(course)  # what happened while the lists were read
    for left in reversed(range(_ROUNDS)):
        sending = Sending(course, last=not left)
        sending.run()
        if not sending.to_be_read:
            return
        # The region knows something newer: read it, then try those once more.
        receive(course)
        if sending.anew:
            renew_sent_anew(course, sending.anew)


def _pending(installation: Installation) -> int:
    with reading(installation.engine) as connection:
        return count_pending(connection, installation)
