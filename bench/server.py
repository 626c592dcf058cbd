"""The web server as ``make run`` starts it, on a free port, for the length of a run."""

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.client import HOST
from bench.errors import BenchError
from smartcity.processes import ending_with_parent
from smartcity.web import web_command

PATIENCE = 60
"""Seconds that the server gets to start, and to stop."""


@dataclass(frozen=True)
class Server:
    """A running web server."""

    port: int
    pid: int

    def peak_memory(self) -> float:
        """Return the most memory that one worker process has held so far, in MB."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return max(_peak_memory(int(child)) for child in children)


@contextmanager
def running_server() -> Iterator[Server]:
    """Start the web server, wait until it answers, and end it afterwards, also when this process is killed."""
    port = _free_port()
    process = subprocess.Popen(
        web_command(HOST, port),
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "bench.settings"},
        stdin=subprocess.DEVNULL,
        preexec_fn=ending_with_parent(signal.SIGTERM),  # noqa: PLW1509 (there is one thread only)
    )
    try:
        _wait_until_answers(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise BenchError("The web server does not answer; its own output says why.")


def _peak_memory(pid: int) -> float:
    match = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(match[1]) / 1024 if match else 0.0
