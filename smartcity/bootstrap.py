"""Sets up what `make` needs: virtual environment, npm assets, and a browser for the tests.

Run by the Makefile with the system's Python as ``python3 -m smartcity.bootstrap run|check|test``, so it uses the
standard library only and must be readable for a Python that is too old. A repeat that finds everything in place does
nothing; after an interruption the part that was not finished starts again.
"""

from __future__ import annotations  # for a Python that is too old

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
PYTHON_NEEDED = (3, 11)
NPM_NEEDED = 9
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Chromium without windows and menus of its own, which no test sees and every test waits for."""
REQUIREMENTS = {
    "run": ["requirements.txt"],
    "check": ["requirements.txt", "requirements-dev.txt"],
    "test": ["requirements.txt", "requirements-dev.txt"],
}


class Missing(Exception):
    """A prerequisite is missing; the message is a German sentence for the person at the console."""


def main(purpose: str) -> int:
    """Set up what ``purpose`` needs; return the exit code."""
    try:
        check_python(sys.version_info)
        var = CHECKOUT / "var"
        check_owner(CHECKOUT, var)
        var.mkdir(mode=0o700, exist_ok=True)
        with (var / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if purpose == "test":
                set_up_browser()
            set_up_assets(CHECKOUT)
            set_up_packages(CHECKOUT, REQUIREMENTS[purpose])
    except Missing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check_python(version: Sequence[Any]) -> None:
    """Raise ``Missing`` if ``version`` (major, minor, …) is too old."""
    if tuple(version[:2]) < PYTHON_NEEDED:
        found = ".".join(map(str, version[:2]))
        raise Missing(
            f"Python {found} ist zu alt, nötig ist 3.11 oder neuer. Nennen Sie ein anderes: make run PYTHON=python3.11"
        )


def check_owner(checkout: Path, var: Path) -> None:
    """Raise ``Missing`` if the current account may not write where it has to."""
    for folder in (checkout, var):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise Missing(f"Sie dürfen in {folder} nicht schreiben. Rufen Sie make als dessen Eigentümer auf.")


def set_up_packages(checkout: Path, requirements: list[str]) -> None:
    """Make ``.venv`` and install the locked ``requirements`` into it."""
    venv = checkout / ".venv"
    stamp = venv / "installed"
    base = digest(str(checkout), sys.version)
    wanted = [base] + [digest((checkout / name).read_bytes()) for name in requirements]
    found = stamp.read_text().split() if stamp.exists() else []
    if set(wanted) <= set(found):
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Missing("Dem Python fehlt das Modul venv. Unter Debian hilft: apt-get install python3-venv")
    if found[:2] != wanted[:2]:  # another Python, another place, or other versions: from scratch
        print("Virtuelle Umgebung .venv wird angelegt …", flush=True)
        run([sys.executable, "-m", "venv", "--clear", venv], "Die virtuelle Umgebung lässt sich nicht anlegen.")
    stamp.unlink(missing_ok=True)
    print("Python-Pakete werden installiert …", flush=True)
    files = [part for name in requirements for part in ("-r", checkout / name)]
    pip = [venv / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    run(
        [*pip, "--require-hashes", *files], "Die Python-Pakete lassen sich nicht installieren. Besteht eine Verbindung?"
    )
    stamp.write_text("\n".join(wanted))


def set_up_assets(checkout: Path) -> None:
    """Bring the locked npm packages into ``node_modules``."""
    stamp = checkout / "node_modules" / "installed"
    wanted = digest((checkout / "package-lock.json").read_bytes(), (checkout / ".npmrc").read_bytes())
    if stamp.exists() and stamp.read_text() == wanted:
        return
    check_npm(shutil.which("npm"))
    print("npm-Pakete werden installiert …", flush=True)
    run(["npm", "ci"], "Die npm-Pakete lassen sich nicht installieren. Besteht eine Verbindung?", cwd=checkout)
    stamp.write_text(wanted)


def check_npm(npm: str | None) -> None:
    """Raise ``Missing`` unless ``npm`` (its path, or None) runs and is new enough."""
    advice = f"Nötig ist npm {NPM_NEEDED} oder neuer. Unter Debian hilft: apt-get install npm"
    if npm is None:
        raise Missing(f"npm fehlt. {advice}")
    done = subprocess.run([npm, "--version"], capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"npm läuft nicht (ist Node.js installiert?). {advice}")
    if int(done.stdout.split(".")[0]) < NPM_NEEDED:
        raise Missing(f"npm {done.stdout.strip()} ist zu alt. {advice}")


def find_browser() -> str | None:
    """Return the path of the browser for the tests: ``CHROMIUM`` or the first one installed; None without any."""
    chosen = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [chosen] if chosen else BROWSERS)), None)


def set_up_browser() -> None:
    """Install what the browser tests need from Debian's packages, if it is missing and root asks."""
    if os.environ.get("CHROMIUM") and not find_browser():
        raise Missing(f"CHROMIUM={os.environ['CHROMIUM']} ist kein Programm. Nennen Sie den Pfad des Browsers.")
    packages = [] if find_browser() else [BROWSERS[0], "fonts-liberation"]
    packages += [] if has_library("libatomic.so.1") else ["libatomic1"]  # for Playwright's driver
    if not packages:
        return
    install = ["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", *packages]
    advice = f"Für die Browsertests fehlt etwas. Unter Debian hilft: apt-get install {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(advice)
    print("Pakete für die Browsertests werden installiert …", flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run(["apt-get", "update", "--quiet"], advice, env=environment)
    run(install, advice, env=environment)


def has_library(name: str) -> bool:
    """Tell whether the dynamic linker finds the library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def run(command: Sequence[object], sentence: str, **options: Any) -> None:
    """Run ``command``; if it fails, its output is already on the console and ``sentence`` follows."""
    if subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, **options).returncode:
        raise Missing(sentence)


def digest(*parts: str | bytes) -> str:
    """Return a short fingerprint of texts and bytes."""
    joined = b"\0".join(part.encode() if isinstance(part, str) else part for part in parts)
    return hashlib.sha256(joined).hexdigest()[:20]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
