"""``make run`` in a checkout of its own: starts, says what one needs to know, and leaves nothing behind."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from smartcity.postgres import Cluster
from smartcity.postgres.cluster import CHECKOUT, remove

ROLES = ["admin", "team", "company", "member", "board"]
PATIENCE = 90
"""Seconds for what takes a few on an idle machine."""


@dataclass
class Checkout:
    """A copy of the project with a database of its own."""

    folder: Path
    port: int

    def make_run(self, **environment: str) -> subprocess.Popen[str]:
        """Start ``make run`` without the set-up, which would build another virtual environment."""
        return subprocess.Popen(
            ["make", "--old-file=setup-run", "run"],
            cwd=self.folder,
            env=clean_environment() | {"PORT": str(self.port)} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def processes(self) -> dict[int, str]:
        """Return the processes that work in this checkout or in its database: id and command line."""
        places = {self.folder, Cluster("app", self.folder / "var").data}
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "cwd").readlink() in places:
                    found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
        return found

    def supervisor(self) -> int:
        return next(number for number, line in self.processes().items() if "-m smartcity.serve" in line)

    def wait_until_empty(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert self.processes() == {}

    def status(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz") as response:
            return int(response.status)


def clean_environment() -> dict[str, str]:
    theirs = ("DJANGO_", "EMBEDDED_", "EXAMPLE_", "DATABASE_", "EMAIL_", "HOST", "PORT", "MAKE", "PYTEST")
    return {name: value for name, value in os.environ.items() if not name.startswith(theirs)}


@dataclass
class Run:
    """A ``make run`` that answers, and what it printed so far."""

    process: subprocess.Popen[str]
    greeting: str


def output_until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Beenden mit Strg+C"):
            return "".join(lines)
    raise AssertionError("".join(lines))


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    folder = tmp_path_factory.mktemp("serve") / "checkout"
    without = shutil.ignore_patterns(".*", "node_modules", "tests", "var")
    shutil.copytree(CHECKOUT, folder, ignore=without)
    for shared in (".venv", "node_modules"):
        (folder / shared).symlink_to(CHECKOUT / shared)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    checkout = Checkout(folder, port)
    yield checkout
    checkout.wait_until_empty()
    remove(Cluster("app", folder / "var"))


@pytest.fixture
def run(checkout: Checkout) -> Iterator[Run]:
    process = checkout.make_run()
    yield Run(process, output_until_ready(process))
    end(process)
    checkout.wait_until_empty()


def test_first_start_prints_address_and_one_login_per_role(checkout: Checkout, run: Run) -> None:
    assert checkout.status() == 200
    assert f"http://127.0.0.1:{checkout.port}\n" in run.greeting
    file = checkout.folder / "var" / "demo-logins.json"
    assert file.stat().st_mode & 0o777 == 0o600
    logins = json.loads(file.read_text())
    assert list(logins) == ROLES
    printed = re.findall(r"^  (\w+) +(\S+) +(\S+)$", run.greeting, re.MULTILINE)
    assert printed == [(role, login["email"], login["password"]) for role, login in logins.items()]


def test_second_run_in_the_same_checkout_is_refused(checkout: Checkout, run: Run) -> None:
    output, _ = checkout.make_run(PORT="0").communicate()
    assert output.startswith("PORT muss eine Zahl von 1 bis 65535 sein, nicht „0“.\n")
    output, _ = checkout.make_run().communicate()
    assert output.startswith("Das System läuft in diesem Ordner schon.")
    assert checkout.status() == 200


def test_taken_port_is_named(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        output, _ = checkout.make_run(PORT=str(port)).communicate()
    assert output.startswith(f"127.0.0.1:{port} ist nicht frei")
    assert checkout.processes() == {}


def test_interrupt_ends_everything(checkout: Checkout, run: Run) -> None:
    os.kill(checkout.supervisor(), signal.SIGINT)
    assert run.process.wait(PATIENCE) == 0
    assert checkout.processes() == {}


def test_kill_leaves_nothing_behind_and_loses_nothing(checkout: Checkout, run: Run) -> None:
    running = run.process
    with ExitStack() as stack:
        for victim in ("supervisor", "make"):
            os.kill(running.pid if victim == "make" else checkout.supervisor(), signal.SIGKILL)
            running = checkout.make_run()  # at once: it waits for what is about to end
            stack.callback(end, running)
            assert output_until_ready(running) == run.greeting
            assert checkout.status() == 200
    checkout.wait_until_empty()


def test_mail_worker_runs_with_a_mail_server_and_ends_with_the_site(checkout: Checkout) -> None:
    process = checkout.make_run(EMAIL_URL="smtp://127.0.0.1:9")
    try:
        output_until_ready(process)
        assert [line for line in checkout.processes().values() if "manage.py send_mails" in line]
    finally:
        end(process)
    checkout.wait_until_empty()
