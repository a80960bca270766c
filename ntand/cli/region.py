"""The mock of the region's service: serve, register, dump, act, simulate."""

import json
import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import DONE, Answer
from ntand.cli.fault_help import PLAN, PlanHelp
from ntand.cli.parser import Commands
from ntand.cli.session import Session
from ntand.errors import BadFile, NtandError, UsageError
from ntand.i18n import _, marked

if TYPE_CHECKING:
    from ntand.cli.console import Console

_SEED, _STEPS = 1, 10
_SHOWN_BY_THE_LINE = frozenset({"mock.municipality"})


def declare(commands: Commands) -> None:
    """The commands of this group."""
    region = commands.group("region", _("A stand-in for the region's service"))
    _declare_serve(region)
    register = region.add(
        "register", _("Give a municipality its credentials"), _register, homeless=True
    )
    _data(register)
    register.add_argument(
        "--municipality", metavar="CODE", required=True, help=_("SCB's code, such as 1489")
    )
    dump = region.add("dump", _("Everything the region holds"), _dump, homeless=True)
    _data(dump)
    act = region.add("act", _("Make the region do something now"), _act, homeless=True)
    _data(act)
    act.add_argument("event", metavar="EVENT.json", type=values.path, help=_("what is to happen"))
    simulate = region.add(
        "simulate", _("Let the region and the dental providers act now"), _simulate, homeless=True
    )
    _data(simulate)
    simulate.add_argument(
        "--seed", metavar="N", type=_seed, default=_SEED, help=_("the same: the same course")
    )
    simulate.add_argument(
        "--steps", metavar="N", type=values.count, default=_STEPS, help=_("a few acts each")
    )


def _declare_serve(region: Commands) -> None:
    serve = region.add("serve", _("Serve it on this computer"), _serve, homeless=True)
    _data(serve)
    serve.add_argument(
        "--port", metavar="P", type=values.port, default=0, help=_("the port; 0: any that is free")
    )
    serve.add_argument(
        "--faults", metavar=PLAN, type=values.path, help=_("misbehave by a plan; see below")
    )
    for name, what in (
        ("--certificate", _("answer by TLS with this certificate, PEM")),
        ("--key", _("the certificate's key, PEM without a password")),
    ):
        serve.add_argument(name, metavar="FILE", type=values.path, help=what)
    serve.add_argument(
        "--simulate",
        metavar="SEED",
        nargs="?",
        type=_seed,
        const=_SEED,
        help=_("let the region act by itself every few seconds"),
    )
    serve.formatter_class, serve.epilog = PlanHelp, PLAN


def _seed(given: str) -> int:
    """A whole number to 9 digits."""
    if re.fullmatch(r"[0-9]{1,9}", given, re.ASCII):
        return int(given)
    raise ArgumentTypeError(_("this is no whole number from 0"))


def _data(command: ArgumentParser) -> None:
    command.add_argument(
        "--data", metavar="DIR", required=True, type=values.path, help=_("the region's folder")
    )


def _serve(session: Session, args: Namespace) -> int:
    from ntand import mock_region

    with _our_errors():
        mock_region.serve(
            args.data,
            args.port,
            lambda url: _ready(session.console, url),
            faults=args.faults,
            tls=_tls(args),
            simulate=args.simulate,
        )
    return DONE


def _tls(args: Namespace) -> tuple[Path, Path] | None:
    if (args.certificate is None) is not (args.key is None):
        raise UsageError("mock.certificate_pair")
    return (args.certificate, args.key) if args.certificate else None


def _ready(console: "Console", url: str) -> None:
    if console.as_json:
        console.data({"url": url})
    else:
        console.line(_("The region's service answers at {url}\nCtrl+C ends it.").format(url=url))


def _register(_session: Session, args: Namespace) -> Answer:
    from ntand import mock_region

    with _our_errors():
        return _shown(mock_region.register(args.data, args.municipality))


def _dump(_session: Session, args: Namespace) -> Answer:
    from ntand import mock_region

    with _our_errors():
        return _shown(mock_region.dump(args.data))


def _act(_session: Session, args: Namespace) -> Answer:
    from ntand import mock_region

    event = _event(args.event)
    with _our_errors():
        return _shown(mock_region.act(args.data, event))


def _simulate(_session: Session, args: Namespace) -> Answer:
    from ntand import mock_region

    with _our_errors():
        return _shown({"done": mock_region.simulate(args.data, args.seed, args.steps)})


def _event(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadFile("file.not_found", name=path.name) from None
    except (OSError, ValueError, RecursionError):
        raise BadFile("mock.event_unreadable", name=path.name) from None
    if not isinstance(found, dict):
        raise BadFile("mock.event_unreadable", name=path.name)
    return found


def _shown(data: Mapping[str, object]) -> Answer:
    return Answer(data, lambda: "", json_only=True)


@contextmanager
def _our_errors() -> Iterator[None]:
    """The mock knows nothing of our errors: its own become ours here."""
    from ntand.mock_region import RegionError

    try:
        yield
    except RegionError as error:
        kind = UsageError if error.code in _SHOWN_BY_THE_LINE else NtandError
        raise kind(error.code, **_in_our_language(error.facts)) from None


def _in_our_language(facts: Mapping[str, object]) -> Mapping[str, object]:
    """The facts, with what a field of a plan may hold put into words."""
    if "allowed" not in facts:
        return facts
    return {**facts, "allowed": marked(str(facts["allowed"])).format(known=facts["known"])}
