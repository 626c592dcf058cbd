"""The web server: its command line, and what each of its worker processes loads.

``python -m smartcity.web`` is the web server alone, as a service manager wants it. The module imports little, so that a
worker which is told to end while it starts does end.
"""

import gc
import multiprocessing
import os
import signal
import sys
from typing import Any

from smartcity.processes import end_with_parent, share_heaps

GRACE = 10
"""Seconds that a worker gets to finish what it is doing when the server stops."""


def web_command(host: str, port: int) -> list[str]:
    """Return the command line of the web server as it runs in production, bound to ``host`` and ``port``."""
    options = {
        "interface": "wsgi",
        "host": host,
        "port": str(port),
        "workers": "2",
        "blocking-threads": "4",
        "blocking-threads-idle-timeout": "600",  # a thread takes its database connection with it
        "workers-kill-timeout": str(GRACE),
        "log-level": "warning",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "granian", *arguments, "--no-ws", "--factory", "smartcity.web:application"]


def application() -> Any:
    """Return the WSGI application, in a worker process that ends with the web server."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the handler inherited from granian would swallow it
    end_with_parent(signal.SIGTERM)
    parent = multiprocessing.parent_process()
    if parent and not parent.is_alive():
        sys.exit(1)
    share_heaps()
    from smartcity import wsgi  # loads Django

    _load_pages()
    gc.freeze()  # what is loaded by now stays: the collector need not go through it again and again
    # A page makes thousands of objects that soon go by themselves; looking for cycles ten times on the way took a tenth
    # of its time.
    gc.set_threshold(50_000, 20, 50)
    return wsgi.application


def _load_pages() -> None:
    """Import all views now, for which the first visitor would have to wait more than a second."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 (reading it imports them)


if __name__ == "__main__":
    command = web_command(os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or "8000"))
    os.execv(command[0], command)
