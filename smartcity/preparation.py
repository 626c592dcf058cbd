"""What must be true before the site is served: tables, static files, example data. Safe to repeat, fast when it is."""

import hashlib
import io
import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections, transaction

from smartcity.example_data.present import example_data_wanted

LOGINS = settings.VAR_DIR / "demo-logins.json"


def prepare() -> None:
    """Bring the database and the static files up to date and load the example data of the first start."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect_static()
    if example_data_wanted():
        # The passwords are written before the accounts are committed, so neither can exist without the other.
        with transaction.atomic():
            call_command("load_example_data", stdout=io.StringIO())
    connections.close_all()


def collect_static() -> None:
    """Collect and compress the static files, if one of them has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    wanted = _static_fingerprint()
    if settings.DEBUG or (stamp.exists() and stamp.read_text() == wanted):
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


def _static_fingerprint() -> str:
    """Return a digest over path, size and time of every static file, and over how they are stored."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def example_logins() -> dict[str, dict[str, str]]:
    """Return the logins of the example accounts by role; empty when there are none."""
    if not settings.EXAMPLE_DATA or not LOGINS.exists():
        return {}
    logins: dict[str, dict[str, str]] = json.loads(LOGINS.read_text())
    return logins
