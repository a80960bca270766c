"""Runs the machine: the same stories each time, unless a seed says otherwise."""

import logging

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.region_machine import machine
from tests.model.world import Reaching

STEPS = 12
SEED = 1489


def run(way: Reaching, examples: int, chosen: int = SEED, *, shrink: bool = True) -> None:
    """So many stories; the first that fails is told in its shortest form."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    stories = machine(way)
    chosen_settings = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        derandomize=False,
        database=None,
        deadline=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    logging.disable()  # a line for each request and act of thousands of stories
    try:
        run_state_machine_as_test(seed(chosen)(stories), settings=chosen_settings)
    finally:
        logging.disable(logging.NOTSET)
