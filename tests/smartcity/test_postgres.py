"""The embedded PostgreSQL: starts when needed, ends with its last user, survives whatever is killed."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest

from smartcity.postgres import Cluster, PostgresError, database_config, hold, release
from smartcity.postgres.cluster import CHECKOUT, checkout_id, remove
from smartcity.postgres.keeper import _postmaster, _processes_in
from smartcity.postgres.lease import _keeper_lives

HOLDER = """
import sys, time
from pathlib import Path
from smartcity.postgres import Cluster, hold
hold(Cluster(sys.argv[1], Path(sys.argv[2])))
print("holding", flush=True)
time.sleep(600)
"""


@pytest.fixture
def make_cluster(tmp_path: Path) -> Iterator[Callable[..., Cluster]]:
    """Clusters in checkouts of their own, which leave nothing behind."""
    made: list[Cluster] = []

    def make(name: str = "app", checkout: str = "one") -> Cluster:
        made.append(Cluster(name, tmp_path / checkout / "var"))
        return made[-1]

    yield make
    for cluster in made:
        release(cluster)
        if cluster.data.exists():
            remove(cluster)
        shutil.rmtree(cluster.socket_folder, ignore_errors=True)


@pytest.fixture
def cluster(make_cluster: Callable[..., Cluster]) -> Cluster:
    return make_cluster()


def run_sql(cluster: Cluster, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(host=cluster.socket_folder, port=5432, user="smartcity", dbname="smartcity")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def hold_elsewhere(cluster: Cluster) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, cluster.name, str(cluster.var)]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "holding\n"
    return process


def end(process: subprocess.Popen[str], how: signal.Signals) -> None:
    process.send_signal(how)
    process.communicate()


def wait_until_down(cluster: Cluster) -> None:
    deadline = time.monotonic() + 20
    while _processes_in(cluster.data) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _processes_in(cluster.data) == []


def test_data_survive_the_end_of_the_server(cluster: Cluster) -> None:
    hold(cluster)
    run_sql(cluster, "CREATE TABLE note AS SELECT 'kept' AS text")
    release(cluster)
    assert _processes_in(cluster.data) == []
    assert not cluster.socket_folder.exists()
    hold(cluster)
    assert run_sql(cluster, "SELECT text FROM note") == [("kept",)]


def test_data_of_the_tests_end_with_the_server(make_cluster: Callable[..., Cluster]) -> None:
    cluster = make_cluster("test")
    hold(cluster)
    assert run_sql(cluster, "SELECT current_setting('fsync')") == [("off",)]
    release(cluster)
    assert not cluster.data.exists()


def test_server_opens_no_port_and_lets_in_no_other_account(cluster: Cluster) -> None:
    hold(cluster)
    assert run_sql(cluster, "SELECT current_setting('listen_addresses')") == [("",)]
    assert cluster.socket_folder.stat().st_mode & 0o777 == 0o700
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    assert (cluster.data / "pg_hba.conf").read_text() == "local all all peer map=owner\n"


def test_application_finds_the_settings_it_relies_on(make_cluster: Callable[..., Cluster]) -> None:
    cluster = make_cluster("test")
    hold(cluster)
    settings = ", ".join(f"current_setting('{name}')" for name in ("jit", "server_encoding", "is_superuser"))
    assert run_sql(cluster, f"SELECT {settings}, upper('äöü')") == [("off", "UTF8", "off", "ÄÖÜ")]


def test_two_checkouts_do_not_share_a_server(make_cluster: Callable[..., Cluster]) -> None:
    one, two = make_cluster("test", "one"), make_cluster("test", "two")
    for cluster in (one, two):
        hold(cluster)
        run_sql(cluster, f"CREATE TABLE note AS SELECT '{cluster.checkout}' AS text")
    assert run_sql(one, "SELECT text FROM note") == [(one.checkout,)]
    assert run_sql(two, "SELECT text FROM note") == [(two.checkout,)]


def test_server_stays_until_its_last_user_leaves(make_cluster: Callable[..., Cluster]) -> None:
    cluster = make_cluster("test")
    other = hold_elsewhere(cluster)
    hold(cluster)
    end(other, signal.SIGTERM)
    time.sleep(0.3)  # the keeper looks every tenth of a second
    assert run_sql(cluster, "SELECT 1") == [(1,)]


def test_server_ends_when_its_user_is_killed(make_cluster: Callable[..., Cluster]) -> None:
    cluster = make_cluster()
    end(hold_elsewhere(cluster), signal.SIGKILL)
    wait_until_down(cluster)


def test_whoever_waited_until_the_server_stopped_finds_no_keeper(make_cluster: Callable[..., Cluster]) -> None:
    cluster = make_cluster("test")
    holder = hold_elsewhere(cluster)
    with (cluster.folder / "users.lock").open() as users:
        end(holder, signal.SIGKILL)
        with suppress(BlockingIOError):
            while True:  # until the keeper has noticed
                fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
                fcntl.flock(users, fcntl.LOCK_UN)
                time.sleep(0.01)
        fcntl.flock(users, fcntl.LOCK_SH)
        assert not _keeper_lives(cluster)


def test_killed_server_starts_again_and_has_lost_nothing(cluster: Cluster) -> None:
    hold(cluster)
    run_sql(cluster, "CREATE TABLE note AS SELECT 'kept' AS text")
    postmaster = _postmaster(cluster.data)
    assert postmaster
    os.kill(postmaster, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while _postmaster(cluster.data) == postmaster and time.monotonic() < deadline:
        hold(cluster)
    assert run_sql(cluster, "SELECT text FROM note") == [("kept",)]


def test_killed_keeper_takes_the_server_down_in_good_order(cluster: Cluster) -> None:
    hold(cluster)
    run_sql(cluster, "CREATE TABLE note AS SELECT 'kept' AS text")
    postmaster = _postmaster(cluster.data)
    keeper = int(Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(keeper, signal.SIGKILL)
    wait_until_down(cluster)
    assert "database system is shut down" in cluster.log.read_text()
    hold(cluster)
    assert run_sql(cluster, "SELECT text FROM note") == [("kept",)]


def test_stale_pid_file_does_not_stop_the_start(cluster: Cluster) -> None:
    hold(cluster)
    release(cluster)
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n0\n5432\n\n\n\nready\n")
    hold(cluster)
    assert run_sql(cluster, "SELECT 1") == [(1,)]


def test_interrupted_creation_is_repeated(cluster: Cluster) -> None:
    unfinished = cluster.data.with_name("unfinished")
    hold(cluster)
    release(cluster)
    cluster.data.rename(unfinished)
    (unfinished / "PG_VERSION").unlink()
    hold(cluster)
    assert run_sql(cluster, "SELECT 1") == [(1,)]
    assert not unfinished.exists()


def test_folder_that_others_may_enter_is_refused(cluster: Cluster) -> None:
    cluster.socket_folder.mkdir()
    cluster.socket_folder.chmod(0o755)
    with pytest.raises(PostgresError, match="gehört jemand anderem"):
        hold(cluster)
    assert _processes_in(cluster.data) == []


def test_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    hold(cluster)
    release(cluster)
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match="startet nicht: database files are incompatible"):
        hold(cluster)


def test_moved_checkout_keeps_its_name(tmp_path: Path) -> None:
    name = checkout_id(tmp_path / "old" / "var")
    (tmp_path / "old").rename(tmp_path / "new")
    assert checkout_id(tmp_path / "new" / "var") == name


def test_copied_checkout_gets_a_name_of_its_own(tmp_path: Path) -> None:
    name = checkout_id(tmp_path / "original" / "var")
    shutil.copytree(tmp_path / "original", tmp_path / "copy")
    assert checkout_id(tmp_path / "copy" / "var") != name
    assert checkout_id(tmp_path / "original" / "var") == name


def test_socket_path_fits_into_its_limit_however_deep_the_checkout_lies(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["checkout"] * 30)
    socket = Cluster("bench", deep / "var").socket_folder / ".s.PGSQL.5432"
    assert len(bytes(socket)) <= 107


def test_settings_name_the_embedded_server() -> None:
    config = database_config("app")
    assert config["ENGINE"] == "smartcity.postgres"
    assert config["HOST"] == str(Cluster("app").socket_folder)
