"""Recording decisions while something goes wrong: a connection is killed half-way, or two people do it at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection
from post_office.models import Email

from common.models import ReferenceCounter, StatusChange
from people.models import User
from pilots.enums import ListStatus, PilotStatus
from pilots.models import Pilot, PilotList, Release, Resolution
from pilots.services.decision_plans import plan_decisions
from pilots.services.decisions import PlanChangedError, record_decisions
from tests.factories.people import UserFactory
from tests.pilots.meetings import approve, entries_of, list_to_decide, put_back, reject
from workshops.models import Decision, Point

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = {
    "workshops_decision": "decisions",
    "pilots_resolution": "resolutions",
    "common_statuschange": "status changes",
    "pilots_release": "the frozen list",
    "post_office_email": "mails, the last step",
}
"""Where recording is stopped: at the first row of this table."""


@pytest.fixture
def team() -> User:
    return UserFactory(team=True, name="Kim Team")


@contextmanager
def happening(table: str, what: str) -> Iterator[None]:
    """Let the database do ``what`` (PL/pgSQL) at each new row of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION stop_it() RETURNS trigger AS $$ BEGIN {what}; RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        cursor.execute(f"CREATE TRIGGER stop_it BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION stop_it()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER stop_it ON {table}")
            cursor.execute("DROP FUNCTION stop_it")


def in_threads(*works: Callable[[], object]) -> list[object]:
    """Run these at once, each with a connection of its own, and return what each returned or raised."""
    results: list[object] = [None] * len(works)
    start = Barrier(len(works))

    def run(place: int, work: Callable[[], object]) -> None:
        start.wait()
        try:
            results[place] = work()
        except (DatabaseError, PlanChangedError) as error:
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def assert_nothing_is_recorded(pilot_list: PilotList) -> None:
    for model in (Decision, Resolution, Point, StatusChange, Release, Email):
        assert not model.objects.exists(), model
    for model in (Decision, Resolution):
        assert not model.history.exists(), model
    assert not ReferenceCounter.objects.filter(prefix="B").exclude(last=0).exists()
    assert set(Pilot.objects.values_list("status", flat=True)) == {PilotStatus.LISTED}
    pilot_list.refresh_from_db()
    assert pilot_list.status == ListStatus.CLOSED


@pytest.mark.parametrize("table", TABLES, ids=TABLES.values())
def test_connection_that_is_killed_half_way_leaves_nothing(team: User, table: str) -> None:
    pilot_list = list_to_decide(4)
    entries = entries_of(pilot_list)
    UserFactory(organisation=entries[0].pilot.lead)
    motions = [approve(*entries[:2]), put_back(entries[2]), reject(entries[3])]
    stamp = plan_decisions(pilot_list, motions).stamp

    with happening(table, "PERFORM pg_terminate_backend(pg_backend_pid())"):
        [outcome] = in_threads(lambda: record_decisions(pilot_list, motions, stamp=stamp, by=team))

    assert isinstance(outcome, DatabaseError)
    assert_nothing_is_recorded(pilot_list)
    assert len(record_decisions(pilot_list, motions, stamp=stamp, by=team)) == 4


def test_of_two_secretaries_the_second_is_told(team: User) -> None:
    pilot_list = list_to_decide(2)
    entries = entries_of(pilot_list)
    wanted = [[approve(*entries)], [reject(entry) for entry in entries]]
    stamps = [plan_decisions(pilot_list, motions).stamp for motions in wanted]

    outcomes = in_threads(
        *(
            lambda motions=motions, stamp=stamp: record_decisions(pilot_list, motions, stamp=stamp, by=team)
            for motions, stamp in zip(wanted, stamps, strict=True)
        )
    )

    [told] = [one for one in outcomes if isinstance(one, PlanChangedError)]
    assert all("inzwischen entschieden" in obstacle.text for obstacle in told.plan.obstacles if obstacle.entry)
    assert Resolution.objects.count() == 2
    assert Resolution.objects.values("outcome").distinct().count() == 1


def test_double_click_records_once(team: User) -> None:
    pilot_list = list_to_decide(2)
    motions = [approve(*entries_of(pilot_list))]
    stamp = plan_decisions(pilot_list, motions).stamp

    def click() -> object:
        return record_decisions(pilot_list, motions, stamp=stamp, by=team)

    first, second = in_threads(click, click)
    assert first == second
    assert Decision.objects.count() == 1


def test_lists_that_are_decided_at_once_share_no_number(team: User) -> None:
    lists = [list_to_decide(1) for _ in range(2)]
    wanted = [[approve(*entries_of(one))] for one in lists]
    stamps = [plan_decisions(one, motions).stamp for one, motions in zip(lists, wanted, strict=True)]

    outcomes = in_threads(
        *(
            lambda one=one, motions=motions, stamp=stamp: record_decisions(one, motions, stamp=stamp, by=team)
            for one, motions, stamp in zip(lists, wanted, stamps, strict=True)
        )
    )

    assert sum(isinstance(one, PlanChangedError) for one in outcomes) == 1
    assert Decision.objects.get().reference.endswith("-001")
    assert ReferenceCounter.objects.get(prefix="B").last == 1
