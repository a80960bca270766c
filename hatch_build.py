"""What the build adds: compiled catalogues, and the files of ``resources/`` in the wheel."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = {".po", ".part"}


class ResourcesHook(BuildHookInterface[Any]):
    """Compile every catalogue; a real wheel carries ``resources/`` as ``ntand/_resources``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare one build; an editable one reads ``resources/`` where it lies."""
        resources = Path(self.root) / "resources"
        for catalogue in sorted(resources.glob("locale/*/LC_MESSAGES/*.po")):
            compile_catalogue(catalogue)
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update(
                {
                    str(path): f"ntand/_resources/{path.relative_to(resources).as_posix()}"
                    for path in sorted(resources.rglob("*"))
                    if path.is_file() and path.suffix not in SOURCES
                }
            )


def compile_catalogue(source: Path) -> None:
    """Write the ``.mo`` beside its ``.po``."""
    with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
        write_mo(mo, read_po(po, locale=source.parent.parent.name, domain=source.stem))
