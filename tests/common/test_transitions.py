"""The one way to change a status: table, permission, record, and two people at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from common.models import StatusChange
from common.transitions import Move, TransitionError, change_status, change_statuses
from people.models import User
from tests.factories.people import UserFactory
from tests.factories.workshops import MeetingFactory
from workshops.enums import MeetingStatus
from workshops.models import Meeting

pytestmark = pytest.mark.django_db


def test_step_is_written_recorded_and_in_the_history(team: User) -> None:
    meeting = change_status(MeetingFactory(), MeetingStatus.INVITED, by=team, reason="Alles bereit")
    assert Meeting.objects.get().status == meeting.status == MeetingStatus.INVITED
    change = StatusChange.objects.get()
    assert (change.subject, change.from_status, change.to_status, change.by, change.by_name, change.reason) == (
        meeting, "planned", "invited", team, "Kim Team", "Alles bereit",
    )  # fmt: skip
    assert meeting.history.first().history_change_reason == "Alles bereit"


def test_steps_of_many_are_written_recorded_and_in_the_history(team: User) -> None:
    meetings = [MeetingFactory(), MeetingFactory(status=MeetingStatus.INVITED)]
    moves = [Move(meetings[0], MeetingStatus.INVITED), Move(meetings[1], MeetingStatus.CANCELLED, "Zu wenige")]
    change_statuses(moves, by=team)

    changes = StatusChange.objects.order_by("pk").values_list("object_id", "from_status", "to_status", "reason")
    assert list(changes) == [
        (meetings[0].pk, "planned", "invited", ""),
        (meetings[1].pk, "invited", "cancelled", "Zu wenige"),
    ]
    assert [one.history.first().history_change_reason for one in meetings] == ["Status: eingeladen", "Zu wenige"]
    assert {one.history.first().history_user_name for one in meetings} == {"Kim Team"}


def test_one_forbidden_step_of_many_writes_nothing(team: User, stranger: User) -> None:
    meetings = [MeetingFactory(), MeetingFactory()]
    with pytest.raises(TransitionError):
        change_statuses([Move(meetings[0], MeetingStatus.INVITED), Move(meetings[1], MeetingStatus.HELD)], by=team)
    meetings = list(Meeting.objects.all())
    with pytest.raises(PermissionDenied):
        change_statuses([Move(one, MeetingStatus.INVITED) for one in meetings], by=stranger)
    assert set(Meeting.objects.values_list("status", flat=True)) == {MeetingStatus.PLANNED}
    assert not StatusChange.objects.exists()


def test_step_without_a_reason_names_the_status_in_the_history(team: User) -> None:
    meeting = change_status(MeetingFactory(), MeetingStatus.INVITED, by=team)
    assert meeting.history.first().history_change_reason == "Status: eingeladen"


def test_forbidden_step_writes_nothing(team: User) -> None:
    meeting = MeetingFactory()
    with pytest.raises(TransitionError, match="von „geplant“ zu „durchgeführt“ ist nicht möglich"):
        change_status(meeting, MeetingStatus.HELD, by=team)
    assert Meeting.objects.get().status == MeetingStatus.PLANNED
    assert not StatusChange.objects.exists()
    assert meeting.history.count() == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_step_without_its_required_reason_is_refused(team: User, reason: str) -> None:
    with pytest.raises(TransitionError, match="Grund"):
        change_status(MeetingFactory(), MeetingStatus.CANCELLED, by=team, reason=reason)
    assert Meeting.objects.get().status == MeetingStatus.PLANNED


def test_step_without_permission_is_another_error(company: User) -> None:
    with pytest.raises(PermissionDenied):
        change_status(MeetingFactory(), MeetingStatus.INVITED, by=company)
    assert Meeting.objects.get().status == MeetingStatus.PLANNED


def test_system_needs_no_permission() -> None:
    change_status(MeetingFactory(), MeetingStatus.INVITED, by=None)
    assert (StatusChange.objects.get().by, StatusChange.objects.get().by_name) == (None, "")


def test_step_judges_the_stored_status_and_not_the_loaded_one(team: User) -> None:
    meeting = MeetingFactory()
    loaded = Meeting.objects.get()
    change_status(meeting, MeetingStatus.INVITED, by=team)
    assert loaded.status == MeetingStatus.PLANNED
    with pytest.raises(TransitionError):
        change_status(loaded, MeetingStatus.INVITED, by=team)


def test_name_in_the_record_survives_the_account() -> None:
    user = UserFactory(team=True, name="Kim Team")
    change_status(MeetingFactory(), MeetingStatus.INVITED, by=user)
    user.delete()
    assert (StatusChange.objects.get().by, StatusChange.objects.get().by_name) == (None, "Kim Team")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_one_step(team: User) -> None:
    meeting = MeetingFactory()
    start = Barrier(2)

    def invite(_: int) -> str:
        try:
            start.wait()
            change_status(meeting, MeetingStatus.INVITED, by=team)
        except TransitionError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcome = sorted(pool.map(invite, range(2)))
    assert outcome == ["done", "refused"]
    assert StatusChange.objects.count() == 1
