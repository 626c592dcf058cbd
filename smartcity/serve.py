"""``make run``: everything that the site needs, in one go, until Ctrl-C.

The supervisor prepares the installation, starts the web server and the mail worker, and stops them again. It ends when
``make`` ends, and its children end when it does, be it by SIGKILL: the kernel tells them. The embedded PostgreSQL looks
after itself (``smartcity.postgres``).
"""

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from smartcity.postgres import Cluster, PostgresError, release
from smartcity.processes import end_with_parent, ending_with_parent
from smartcity.web import GRACE, web_command

CHECKOUT = Path(__file__).resolve().parent.parent
PATIENCE = 30
"""Seconds that the web server gets to answer."""


class CannotServe(Exception):
    """The site cannot be served; the message is a German sentence for the person at the console."""


class Stopped(Exception):
    """Somebody asked the supervisor to stop (Ctrl-C, SIGTERM, or the end of ``make``)."""


def main() -> int:
    """Serve until asked to stop; return the exit code."""
    end_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGINT, _ask_to_stop)
    signal.signal(signal.SIGTERM, _ask_to_stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # unless started with nohup
        signal.signal(signal.SIGHUP, _ask_to_stop)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")
    os.chdir(CHECKOUT)
    try:
        with ExitStack() as stack:
            _serve(stack)
    except Stopped:
        return 0
    except (CannotServe, ImproperlyConfigured, PostgresError) as error:
        print(error, file=sys.stderr)
    except OperationalError as error:
        print(f"Die Datenbank ist nicht erreichbar: {str(error).splitlines()[0]}", file=sys.stderr)
    return 1


def _ask_to_stop(number: int, frame: Any) -> None:
    for further in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(further, signal.SIG_IGN)
    raise Stopped


def _serve(stack: ExitStack) -> None:
    address = (os.environ.get("HOST") or "127.0.0.1", _port(os.environ.get("PORT") or "8000"))
    var = CHECKOUT / "var"
    var.mkdir(mode=0o700, exist_ok=True)
    children = stack.enter_context((var / "children.lock").open("a"))
    with (var / "supervisor.lock").open("a") as supervisor:
        _wait_for_turn(supervisor, children)
        _serve_alone(stack, address, children)


def _wait_for_turn(supervisor: IO[str], children: IO[str]) -> None:
    """Make sure that this checkout is served once, and wait until what an earlier supervisor started has ended.

    A supervisor that is asked to stop gives its own lock back at once; the other is kept by its children too.
    """
    if not _try_lock(supervisor):
        raise CannotServe("Das System läuft in diesem Ordner schon. Beenden Sie es dort mit Strg+C.")
    deadline = time.monotonic() + PATIENCE
    while not _try_lock(children):
        if time.monotonic() > deadline:
            raise CannotServe(
                "Der frühere Webserver dieses Ordners endet nicht. Beenden Sie ihn und starten Sie erneut."
            )
        time.sleep(0.05)


def _try_lock(file: IO[str]) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _serve_alone(stack: ExitStack, address: tuple[str, int], children: IO[str]) -> None:
    _check_free(address)
    django.setup()
    stack.callback(_release_database)
    from smartcity.preparation import example_logins, prepare  # needs the settings

    prepare()
    web = stack.enter_context(_running(web_command(*address), children))
    running = [web, *(stack.enter_context(_running(command, children)) for command in _worker_commands())]
    _wait_until_answers(address, web)
    _greet(address, example_logins())
    while all(process.poll() is None for process in running):
        time.sleep(0.2)
    raise CannotServe("Ein Teil des Systems ist unerwartet beendet worden; der Grund steht darüber.")


def _worker_commands() -> list[list[str]]:
    from django.conf import settings

    return [[sys.executable, "manage.py", "send_mails"]] if settings.EMAIL_URL else []


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise CannotServe(f"PORT muss eine Zahl von 1 bis 65535 sein, nicht „{text}“.")


def _check_free(address: tuple[str, int]) -> None:
    host, port = address
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(target)
    except PermissionError:
        raise CannotServe(f"Port {port} ist geschützt. Wählen Sie einen ab 1024: make run PORT=8001") from None
    except OSError as error:
        raise CannotServe(
            f"{host}:{port} ist nicht frei ({error.strerror}). Wählen Sie einen anderen Port: make run PORT={port + 1}"
        ) from None


@contextmanager
def _running(command: list[str], children: IO[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a child in a session of its own (Ctrl-C is for the supervisor) and end it in good order afterwards."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=[children.fileno()],
        preexec_fn=ending_with_parent(signal.SIGTERM),  # noqa: PLW1509 (there is one thread only)
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(GRACE + 5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_answers(address: tuple[str, int], web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while web.poll() is None and time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
            connection.request("GET", "/healthz")
            connection.getresponse()
            connection.close()
            return
        time.sleep(0.05)
    raise CannotServe("Der Webserver antwortet nicht; der Grund steht darüber.")


def _greet(address: tuple[str, int], logins: dict[str, dict[str, str]]) -> None:
    host, port = address
    print(f"\nSMARTCity Gera läuft: http://{host}:{port}\n")
    if logins:
        print("Zugänge der Beispieldaten (auch in var/demo-logins.json):")
        for role, login in logins.items():
            print(f"  {role:8} {login['email']:22} {login['password']}")
        print()
    print("Beenden mit Strg+C.", flush=True)


def _release_database() -> None:
    """Give the embedded database back; it stops now, unless a command still uses it."""
    from django.db import connection

    connection.close()
    if instance := connection.settings_dict.get("INSTANCE"):
        release(Cluster(instance))


if __name__ == "__main__":
    sys.exit(main())
