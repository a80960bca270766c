#!/usr/bin/env python3
"""N-tand's developer command. Needs nothing but Python 3.11 on Windows or Debian.

python3 dev.py demo           set everything up and start the practice municipality
python3 dev.py run ARGS       ntand ARGS, from this checkout
python3 dev.py test           every check; --fast leaves the slow tests out;
                              what follows -- goes to pytest, which then runs alone
python3 dev.py fix            format, and mend what the linter can mend
python3 dev.py texts          renew the translation catalogues; --check only compares
python3 dev.py lock           renew requirements.lock after a change of dependencies;
                              --upgrade also takes newer versions of what stands there
python3 dev.py pictures       draw every page of the window into docs/pictures/window
python3 dev.py setup          only make the environment in .venv
"""

from __future__ import annotations  # so that an older Python reaches our sentence about it

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "made-from"
LOCK = ROOT / "requirements.lock"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
CATALOGUES = ROOT / "resources" / "locale"
LOCK_TOOL = "uv==0.13.9"

# Debian's package -> the file in it that Qt loads.
QT_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libx11-xcb1": "libX11-xcb.so.1",
}


class Stop(Exception):
    """The work cannot go on; the message says why and what to do."""


def say(text: str) -> None:
    """Tell the developer, at once also when the output is a pipe."""
    print(text, flush=True)


# --- The environment ------------------------------------------------------------------------


def set_up() -> None:
    """Make or renew ``.venv`` when what it was made from has changed."""
    provide_system_libraries()
    made_from = STAMP.read_text(encoding="utf-8").split() if STAMP.exists() else ["", ""]
    packages = fingerprint(LOCK.read_bytes(), sys.version.encode(), bytes(ROOT))
    project = fingerprint((ROOT / "pyproject.toml").read_bytes(), version_file())
    if made_from == [packages, project] and PYTHON.exists():
        compile_texts()
        return
    STAMP.unlink(missing_ok=True)
    if made_from[0] != packages or not PYTHON.exists():
        make_environment()
        install_packages()
    install_project()
    STAMP.write_text(f"{packages}\n{project}\n", encoding="utf-8")


def fingerprint(*parts: bytes) -> str:
    """One line that changes when any of the parts does."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def version_file() -> bytes:
    """The file with the version, which the installed metadata repeat."""
    return (ROOT / "ntand" / "__init__.py").read_bytes()


def make_environment() -> None:
    """Make ``.venv`` anew, with pip in it."""
    try:
        import ensurepip  # noqa: F401 - Debian keeps it in a package of its own
    except ImportError:
        apt_install(["python3-venv"], "Python's venv module is missing")
    say("Making the environment in .venv")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)], env=clean_env()) != 0:
        raise Stop(
            "The environment could not be made; the lines above say why. Close programs that\n"
            f"run from {VENV}, remove that folder, and try again."
        )


def install_packages() -> None:
    """Install exactly what the lock file names, each file checked against its hash."""
    say("Installing the locked packages (a minute or two)")
    wanted = ["--require-hashes", "--no-deps", "--requirement", str(LOCK)]
    if pip("install", *wanted) != 0:
        raise Stop(
            "The packages could not be installed; the lines above say why. This step needs the\n"
            "network. Behind a proxy, set HTTPS_PROXY. Nothing has to be undone: try again."
        )


def install_project() -> None:
    """Put the checkout itself into the environment, editable, with its commands."""
    if pip("install", "--no-build-isolation", "--no-deps", "--no-index", "--editable", ROOT) != 0:
        raise Stop("N-tand itself could not be installed; the lines above say why.")


def pip(*arguments: str | Path) -> int:
    """Run the environment's pip, errors alone told, and give its exit code."""
    quiet = ["-qq", "--disable-pip-version-check", "--no-input"]
    command = [str(PYTHON), "-m", "pip", arguments[0], *quiet, *arguments[1:]]
    return subprocess.call([str(part) for part in command], env=clean_env(), cwd=ROOT)


def clean_env() -> dict[str, str]:
    """The environment for programs started here: the checkout's own, nothing that leaks in."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"}
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    env["VIRTUAL_ENV"] = str(VENV)
    env["PATH"] = os.pathsep.join([str(PROGRAMS), env.get("PATH", os.defpath)])
    return env


# --- System libraries on Debian ----------------------------------------------------------------


def provide_system_libraries() -> None:
    """On Linux see to it that Qt can load: install what is missing, or name the command."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for package, file in QT_LIBRARIES.items() if not loads(file)]
    if os.environ.get("DISPLAY"):
        missing += [package for package, file in SCREEN_LIBRARIES.items() if not loads(file)]
    if missing:
        apt_install(missing, "Libraries that Qt needs are missing")


def loads(library: str) -> bool:
    """Whether the system finds and loads the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_install(packages: list[str], why: str) -> None:
    """Install Debian packages, or stop and name the command for someone who may."""
    rights = administrator_prefix()
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if rights is None:
        by_hand = f"sudo apt-get update && sudo {' '.join(install)}"
        raise Stop(f"{why}. On Debian, run this and try again:\n  {by_hand}")
    say(f"{why}. Installing: {' '.join(packages)}")
    rights += ["env", "DEBIAN_FRONTEND=noninteractive"]
    silent = subprocess.DEVNULL  # apt's faults come on stderr
    for step in (["apt-get", "update"], install):
        if subprocess.call(rights + step, stdin=silent, stdout=silent) != 0:
            raise Stop(f"apt-get did not succeed. Try by hand:\n  {' '.join(rights + step)}")


def administrator_prefix() -> list[str] | None:
    """What goes before a command to run it as root; None when we may not."""
    if shutil.which("apt-get") is None:
        return None
    if sys.platform != "win32" and os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0
    return ["sudo", "-n"] if allowed else None


# --- Translations ------------------------------------------------------------------------------


def compile_texts() -> None:
    """Compile every catalogue that is newer than its compiled form."""
    if any(newer(source, source.with_suffix(".mo")) for source in catalogues()):
        babel("compile", "--domain=ntand", f"--directory={CATALOGUES}")


def newer(source: Path, product: Path) -> bool:
    """Whether the product is missing or older than its source."""
    return not product.exists() or product.stat().st_mtime < source.stat().st_mtime


def texts(arguments: Sequence[str]) -> bool:
    """Bring the catalogues up to date with the code, or compare only (``--check``)."""
    with tempfile.TemporaryDirectory() as folder:
        renewed = Path(folder) / "locale"
        if "--check" not in arguments:
            take_in_parts()
        shutil.copytree(CATALOGUES, renewed)
        if not renew_catalogues(renewed, Path(folder) / "ntand.pot"):
            return False
        for catalogue in catalogues():
            text = (renewed / catalogue.relative_to(CATALOGUES)).read_bytes()
            if "--check" not in arguments:
                catalogue.write_bytes(text)
            elif catalogue.read_bytes() != text:
                say("The catalogues do not match the code. Run: python3 dev.py texts")
                return False
    compile_texts()
    return True


def renew_catalogues(folder: Path, template: Path) -> bool:
    """Take the sentences from the code, and keep the translations of those still there."""
    style = ["--no-location", "--sort-output", "--no-wrap", "--project=N-tand", "--version=1"]
    if not babel("extract", *style, f"--output-file={template}", ROOT / "ntand", ROOT / "ui"):
        return False
    update = ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"]
    update += ["--no-wrap", "--domain=ntand", f"--input-file={template}"]
    return babel("update", *update, f"--output-dir={folder}")


def catalogues() -> list[Path]:
    """The catalogue of every language."""
    return sorted(CATALOGUES.glob("*/LC_MESSAGES/ntand.po"))


def take_in_parts() -> None:
    """Put the entries of ``LANGUAGE/*.po.part`` first in the catalogue, where they win."""
    for catalogue in catalogues():
        parts = sorted(catalogue.parent.parent.glob("*.po.part"))
        header, _, entries = catalogue.read_text(encoding="utf-8").partition("\n\n")
        blocks = [header, *(part.read_text(encoding="utf-8").strip() for part in parts), entries]
        catalogue.write_text("\n\n".join(blocks), encoding="utf-8", newline="\n")


def babel(command: str, *arguments: str | Path) -> bool:
    """Run one of Babel's commands quietly."""
    return in_env("python", "-m", "babel.messages.frontend", "--quiet", command, *arguments)


# --- Checks ------------------------------------------------------------------------------------


def test(arguments: Sequence[str]) -> bool:
    """Run every check, go on after a failed one, and tell which failed and what each took."""
    if "--" in arguments:
        return in_env("pytest", *arguments[list(arguments).index("--") + 1 :])
    failed = [name for name, check in checks("--fast" in arguments) if not timed(name, check)]
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return not failed


def checks(fast: bool) -> list[tuple[str, Callable[[], bool]]]:
    """The checks in the order in which a mistake is cheapest to find."""
    side_by_side = ["--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder"]
    all_tests = [*side_by_side, "-p", "no:cacheprovider", "--durations=10"]
    return [
        ("format", lambda: in_env("ruff", "format", "--check", "--quiet", ".")),
        ("lint", lambda: in_env("ruff", "check", "--quiet", "--output-format=concise", ".")),
        ("types", lambda: in_env("mypy")),
        ("import rules", lambda: in_env("lint-imports")),
        ("translations", lambda: texts(["--check"])),
        ("tests", lambda: in_env("pytest", *all_tests, *(["-m", "not slow"] if fast else []))),
    ]


def timed(name: str, check: Callable[[], bool]) -> bool:
    """Run one check between two lines that name it and its seconds."""
    say(f"\n== {name}")
    start = time.monotonic()
    passed = check()
    say(f"-- {name}: {'passed' if passed else 'FAILED'}, {time.monotonic() - start:.1f} s")
    return passed


def fix(_arguments: Sequence[str]) -> bool:
    """Format the code and mend what the linter can mend."""
    mended = in_env("ruff", "check", "--fix", ".")
    return in_env("ruff", "format", ".") and mended


# --- Lock file ---------------------------------------------------------------------------------


def lock(arguments: Sequence[str]) -> bool:
    """Renew the lock file for every platform and Python, with hashes and no registry's name."""
    with tempfile.TemporaryDirectory() as folder:
        tools = Path(folder) / PROGRAMS.name
        subprocess.check_call([sys.executable, "-m", "venv", folder], env=clean_env())
        fetch = [str(tools / PYTHON.name), "-m", "pip", "install", "--quiet", LOCK_TOOL]
        subprocess.check_call(fetch, env=clean_env())
        resolve = [str(tools / "uv"), "pip", "compile", "pyproject.toml", "--universal", "--quiet"]
        resolve += ["--all-extras", "--group=dev", "--generate-hashes", "--no-emit-index-url"]
        resolve += ["--custom-compile-command=python3 dev.py lock", f"--output-file={LOCK.name}"]
        subprocess.check_call([*resolve, *arguments], cwd=ROOT, env=clean_env())
    if "://" in LOCK.read_text(encoding="utf-8"):
        raise Stop("The lock file names an address: it must name packages and hashes alone.")
    return True


# --- Commands ----------------------------------------------------------------------------------


def in_env(program: str, *arguments: str | Path) -> bool:
    """Run a program of the environment from the checkout's root; True when it succeeds."""
    command = [str(PROGRAMS / program), *map(str, arguments)]
    return subprocess.call(command, env=clean_env(), cwd=ROOT) == 0


def run(arguments: Sequence[str]) -> bool:
    """Run ``ntand`` where the developer stands; on POSIX in this process's place."""
    command = [str(PROGRAMS / "ntand"), *arguments]
    if os.name == "posix":
        os.execve(command[0], command, clean_env())  # noqa: S606 - no shell is wanted
    raise SystemExit(subprocess.call(command, env=clean_env()))


COMMANDS: dict[str, Callable[[Sequence[str]], bool]] = {
    "demo": lambda arguments: run(["demo", *arguments]),
    "run": run,
    "test": test,
    "fix": fix,
    "texts": texts,
    "lock": lock,
    "setup": lambda _arguments: True,
    "pictures": lambda arguments: in_env("python", "-m", "tests.pictures", *arguments),
}


def main(arguments: list[str]) -> int:
    """Do one command; the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python is given
        say("N-tand needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
        return 1
    if not arguments or arguments[0] not in COMMANDS:
        say(__doc__ or "")
        return 0 if arguments[:1] in (["--help"], ["-h"]) else 2
    name, *rest = arguments
    try:
        if name != "lock":
            set_up()
        return 0 if COMMANDS[name](rest) else 1
    except Stop as reason:
        say(str(reason))
    except subprocess.CalledProcessError as fault:
        say(f"Did not succeed: {' '.join(map(str, fault.cmd))}")
    except KeyboardInterrupt:
        say("Stopped.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
