"""The guards of ``tests/conftest.py`` bite: they are tried in pytest runs of their own."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
CONFTEST = Path(__file__).parents[1] / "conftest.py"

FAULTS = {
    "socket.create_connection(('192.0.2.1', 80), 1)": "only loopback is allowed",
    "socket.getaddrinfo('example.org', 80)": "only loopback is allowed",
    "logging.getLogger('ntand.x').warning('oh')": "unexpected in the log",
    "logging.getLogger('ntand.x').debug('of 19%s-9%s', '900101', '803')": "identity number",
    "logging.getLogger('other').info('of %s9803', '900161')": "identity number",
}
ALLOWED = [
    "socket.create_server(('127.0.0.1', 0)).close()",
    "socket.getaddrinfo('localhost', 80)",
    "logging.getLogger('ntand.x').info('item 7b5c1c6a-0000-4000-8000-190001019803')",
    "assert 'ntand-home' in os.environ['NTAND_HOME']",
    "logging.getLogger('ntand.x').warning('expected'); assert 'expected' in caplog.text",
]


def run_lines(pytester: pytest.Pytester, lines: list[str]) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    tests = (
        f"def test_{number}({'caplog' if 'caplog' in line else ''}):\n    {line}\n"
        for number, line in enumerate(lines)
    )
    pytester.makepyfile("import logging, os, socket\n" + "\n".join(tests))
    return pytester.runpytest_subprocess()


def test_each_fault_fails_its_test(pytester: pytest.Pytester) -> None:
    result = run_lines(pytester, list(FAULTS))
    result.assert_outcomes(failed=len(FAULTS))
    result.stdout.fnmatch_lines([f"*{said}*" for said in FAULTS.values()])


def test_what_is_allowed_passes(pytester: pytest.Pytester) -> None:
    run_lines(pytester, ALLOWED).assert_outcomes(passed=len(ALLOWED))
