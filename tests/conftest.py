"""What every test may use. The database needs no word here: the embedded server starts with the first connection."""

import fcntl
import gc
import os
import select
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from people.enums import BodyKind
from people.models import Body, User
from smartcity.bootstrap import find_browser
from tests.factories.people import BodyFactory, MembershipFactory, OrganisationFactory, UserFactory

STARTING_SERVERS = ("test_serve.py", "test_bootstrap.py", "test_smoke.py", "test_postgres.py")
"""What waits for processes of its own most of the time; so that the longest are not given to one process."""


def pytest_collection_finish() -> None:
    """Look for cycles as seldom as the web server does, and not in what is loaded by now."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that wait, while other processes have something to do; the order is kept otherwise."""
    first = {name: place for place, name in enumerate(STARTING_SERVERS)}
    items.sort(key=lambda item: first.get(item.path.name, len(first)))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the installed Chromium, with everything off that would talk to other hosts."""
    flags = ["quic", "background-networking", "component-update", "sync", "gpu"]
    arguments = ["--no-first-run", *(f"--disable-{flag}" for flag in flags)]
    return browser_type_launch_args | {"executable_path": find_browser(), "args": arguments}


OTHER_SESSIONS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


STAYS = ("django_content_type", "auth_permission")
"""What Django writes with the tables and no test changes."""


def delete_all(style: object, tables: Iterable[str], **options: object) -> list[str]:
    """Return the SQL that empties tables of a few rows; foreign keys are checked at its end.

    Django would truncate them. That makes hundreds of files anew, ten times slower, and locks out a request that a page
    has left behind.
    """
    return [";".join(f'DELETE FROM "{table}"' for table in tables if table not in STAYS)]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None,
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Where tests run in parallel, let the first process apply the migrations; the others get copies of its work."""
    if worker_id == "master":
        return
    template = f"test_{connection.settings_dict['NAME']}_template"
    with (tmp_path_factory.getbasetemp().parent / template).open("a+") as made, django_db_blocker.unblock():
        fcntl.flock(made, fcntl.LOCK_EX)
        if made.seek(0, os.SEEK_END) == 0:
            make_database(template)
            made.write("made")
    connection.settings_dict["TEST"]["TEMPLATE"] = template


def make_database(name: str) -> None:
    """Make a database with every migration applied, in the place of one that an earlier run has left."""
    usual, wanted = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"] = usual, wanted


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Empty tables quickly, and let the live server's threads end before the database is dropped.

    A closing browser leaves them waiting.
    """
    connection.ops.sql_flush = delete_all
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for _ in range(50):
            cursor.execute(f"SELECT count(*) {OTHER_SESSIONS}")
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.1)
        cursor.execute(f"SELECT pg_terminate_backend(pid) {OTHER_SESSIONS}")


@pytest.fixture(autouse=True)
def server_has_answered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Wait at the end of a browser test until every connection to the server is closed: the database is emptied then.

    A page that is left still saves, and nobody waits for that. The server keeps a thread for each connection, and the
    browser ends them with its pages.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    listening = request.getfixturevalue("live_server").thread.httpd.socket
    browser = request.getfixturevalue("browser")
    yield
    for context in browser.contexts:
        context.close()
    for _ in range(1_000):
        is_called = bool(select.select([listening], [], [], 0)[0])
        if not is_called and not any("process_request_thread" in thread.name for thread in threading.enumerate()):
            return
        time.sleep(0.01)
    pytest.fail("A browser was still connected to the server ten seconds after the test.")


# The same people in every test (DESIGN: Roles) ------------------------------------------------------------------------


@pytest.fixture
def body(db: None) -> Body:
    """The body of :func:`member`."""
    return BodyFactory(name="Fachgruppe Verkehr", genitive="der Fachgruppe Verkehr", slug="fachgruppe-verkehr")


@pytest.fixture
def team(db: None) -> User:
    """The SMARTCity-Team."""
    return UserFactory(team=True, name="Kim Team")


@pytest.fixture
def admin(db: None) -> User:
    """The administration."""
    return UserFactory(admin=True, name="Alex Admin")


@pytest.fixture
def member(body: Body) -> User:
    """A member of :func:`body`."""
    return MembershipFactory(body=body, user__name="Mika Mitglied").user


@pytest.fixture
def stranger(db: None) -> User:
    """A member of another body."""
    return MembershipFactory(user__name="Sascha Fremd").user


@pytest.fixture
def board(db: None) -> User:
    """A member of the Strategiekreis."""
    steering = BodyFactory(name="Strategiekreis", genitive="des Strategiekreises", kind=BodyKind.STEERING)
    return MembershipFactory(body=steering, user__name="Robin Rat").user


@pytest.fixture
def company(db: None) -> User:
    """Somebody from a company, in no body."""
    return UserFactory(organisation=OrganisationFactory(), name="Toni Werk")
