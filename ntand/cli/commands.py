"""Every command of the program, group by group, in the order in which the help shows them."""

from ntand.cli import (
    certificates,
    exchange,
    figures,
    files,
    installation,
    people,
    region,
    region_registers,
    renumbering,
    start,
    yearly_round,
)

open_window = start.open_window
GROUPS = (
    installation.declare_first,
    files.declare,
    people.declare,
    renumbering.declare,
    certificates.declare,
    yearly_round.declare,
    figures.declare,
    exchange.declare,
    region_registers.declare,
    installation.declare,
    region.declare,
    start.declare,
)
