"""The service with a plan of faults before it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from random import Random

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ntand.mock_region.api.answers import refuse
from ntand.mock_region.errors import Refusal, RegionError
from ntand.mock_region.faults.callers import Operations, header, municipality_of
from ntand.mock_region.faults.plan import read_header
from ntand.mock_region.faults.rules import Asked, Rule
from ntand.mock_region.faults.strike import Strike
from ntand.mock_region.store.database import Database

HEADER = "Region-Fault"


class Misbehaving:
    """Lets the first rule that is due strike a published operation; the rest passes untouched.

    A request with the header ``Region-Fault`` gets that fault; the rules do not count it.
    """

    def __init__(self, app: ASGIApp, rules: Iterable[Rule], database: Database) -> None:
        self.app = app
        self.database = database
        self._rules = [rule for rule in rules if rule.fault.effect]
        self._asks_who = any(rule.when["municipality"] for rule in self._rules)
        self._operations = Operations()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or misbehave."""
        send = _dated(send)
        try:
            rule, random, receive = await self._struck(scope, receive)
        except RegionError as e:
            field = f"{HEADER}.{e.facts['field']}"
            await refuse(Refusal(400, "bad_parameter", field))(scope, receive, send)
            return
        if rule is None or rule.fault.effect is None:
            await self.app(scope, receive, send)
            return
        scope["fault"] = rule.fault.name
        await rule.fault.effect(
            Strike(self.app, scope, receive, send, rule.fields, random, self.database)
        )

    async def _struck(self, scope: Scope, receive: Receive) -> tuple[Rule | None, Random, Receive]:
        operation = self._operations.of(scope)
        if operation is None:
            return None, Random(), receive  # noqa: S311 - not used
        scope["operation"] = operation  # for the log: the request may never reach the service
        told = header(scope, HEADER.lower().encode())
        if told:
            own = read_header(told)
            return own, own.count() or Random(), receive  # noqa: S311 - never None
        who = None
        if self._asks_who:
            who, receive = await municipality_of(scope, receive, self.database)
        rule, random = self._due(Asked(scope["method"], scope["path"], operation, who))
        return rule, random, receive

    def _due(self, asked: Asked) -> tuple[Rule | None, Random]:
        """The first rule that strikes; all that fit count the request."""
        struck, chance = None, Random()  # noqa: S311 - not used
        for rule in self._rules:
            if not rule.fits(asked):
                continue
            random = rule.count(free=struck is None)
            if random is not None:
                struck, chance = rule, random
        return struck, chance


def _dated(send: Send) -> Send:
    """Tell the time in every answer: the server leaves it out so that a fault may lie."""

    async def dated(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            if not any(name.lower() == b"date" for name, _ in headers):
                headers.append((b"date", format_datetime(datetime.now(UTC), usegmt=True).encode()))
            message["headers"] = headers
        await send(message)

    return dated
