"""Everything the exchange can say no with has a sentence."""

import re
from pathlib import Path

import ntand.exchange
import ntand.mock_region
from ntand.sentences.exchange import sentences


def test_every_code_of_the_exchange_and_the_mock_has_a_sentence() -> None:
    used = set()
    for package, pattern, prefix in (
        (ntand.exchange, r'"(region\.\w+)"', ""),
        (ntand.mock_region, r'RegionError\(\s*"(\w+)"', "mock."),
    ):
        for path in Path(str(package.__file__)).parent.rglob("*.py"):
            found = re.findall(pattern, path.read_text(encoding="utf-8"))
            used |= {prefix + code for code in found}
    assert {"region.nonsense", "mock.port"} <= used
    assert used <= set(sentences())
