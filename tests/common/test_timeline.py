"""The Verlauf: steps of several models as one list, field by field, in German words."""

from datetime import date, time

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from common.history import delete_with_reason, save_with_reason
from common.timeline import CHANGED, CREATED, DELETED, FieldChange, Watched, differences, status_steps, timeline
from common.transitions import change_status
from people.models import Body, Organisation, User
from tests.factories.people import BodyFactory, OrganisationFactory
from tests.factories.workshops import AttendanceFactory, MeetingFactory
from workshops.enums import MeetingStatus
from workshops.models import Attendance, Meeting

pytestmark = pytest.mark.django_db

ORGANISATIONS = Watched(Organisation, Q(), ("name", "short_name"))


def changed(meeting: Meeting, by: User, **values: object) -> Meeting:
    for name, value in values.items():
        setattr(meeting, name, value)
    return save_with_reason(meeting, by=by, reason="Bearbeitet")


def words(change: FieldChange) -> tuple[str, str, str]:
    return change.field, change.old, change.new


def test_creation_change_and_deletion_follow_each_other(team: User) -> None:
    organisation = save_with_reason(Organisation(name="Gera Netz"), by=team, reason="Neu")
    organisation.name = "Gera Netz GmbH"
    save_with_reason(organisation, by=team, reason="Umbenannt")
    delete_with_reason(organisation, by=team, reason="Doppelt")
    steps = timeline([ORGANISATIONS], offset=0, limit=10)
    assert [(step.kind, step.by, step.reason, step.is_latest) for step in steps] == [
        (DELETED, "Kim Team", "Doppelt", True),
        (CHANGED, "Kim Team", "Umbenannt", False),
        (CREATED, "Kim Team", "Neu", False),
    ]
    assert [[words(change) for change in step.changes] for step in steps] == [
        [("Name", "Gera Netz GmbH", "")],
        [("Name", "Gera Netz", "Gera Netz GmbH")],
        [("Name", "", "Gera Netz")],
    ]


def test_several_models_are_one_list_and_are_paged() -> None:
    attendance = AttendanceFactory()
    watched = [ORGANISATIONS, Watched(Attendance, Q(), ("organisation", "status"))]
    steps = timeline(watched, offset=0, limit=10)
    assert [step.model for step in steps] == [Attendance, Organisation]
    assert [step.object_id for step in timeline(watched, offset=1, limit=10)] == [attendance.organisation_id]


def test_values_are_shown_in_german_words(team: User) -> None:
    steering = BodyFactory(name="Strategiekreis")
    meeting = MeetingFactory(body__name="Fachgruppe", format="session", is_public=False, place="Rathaus")
    changed(meeting, team, body=steering, format="workshop", is_public=True, place="", held_on=date(2021, 1, 14),
            starts_at=time(14), ends_at=None, number=None)  # fmt: skip
    fields = ("body", "format", "number", "held_on", "starts_at", "place", "is_public")
    [step, _] = timeline([Watched(Meeting, Q(), fields)], offset=0, limit=10)
    assert [words(change) for change in step.changes] == [
        ("Gremium", "Fachgruppe", "Strategiekreis"),
        ("Art", "Sitzung", "Workshop"),
        ("Nummer", str(meeting.history.last().number), ""),
        ("Datum", "04.12.2020", "14.01.2021"),
        ("Beginn", "09:00", "14:00"),
        ("Ort", "Rathaus", ""),
        ("öffentlich", "nein", "ja"),
    ]


def test_object_of_a_foreign_key_that_is_gone_is_called_so(team: User) -> None:
    organisation = OrganisationFactory()
    attendance = AttendanceFactory(organisation=organisation)
    attendance.organisation = OrganisationFactory(name="Gera Kultur GmbH")
    save_with_reason(attendance, by=team, reason="Verwechselt")
    delete_with_reason(organisation, by=team, reason="Doppelt")
    [step, _] = timeline([Watched(Attendance, Q(), ("organisation",))], offset=0, limit=10)
    assert [words(change) for change in step.changes] == [("Organisation", "gelöscht", "Gera Kultur GmbH")]


def test_query_count_does_not_grow_with_steps(team: User) -> None:
    meeting = MeetingFactory()
    watched = [ORGANISATIONS, Watched(Meeting, Q(), ("place", "body")), Watched(Attendance, Q(), ("organisation",))]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            timeline(watched, offset=0, limit=100)
        return len(captured)

    AttendanceFactory(meeting=meeting)
    few = queries()
    for count in range(30):
        AttendanceFactory(meeting=meeting)
        changed(meeting, team, place=f"Raum {count}")
    assert queries() == few == 3


def test_status_steps_name_both_statuses(team: User) -> None:
    meeting = change_status(MeetingFactory(), MeetingStatus.INVITED, by=team, reason="Alles bereit")
    change_status(meeting, MeetingStatus.HELD, by=None)
    steps = status_steps(meeting)
    assert [(step["by"], step["reason"], [words(change) for change in step["changes"]]) for step in steps] == [
        ("System", "", [("Status", "eingeladen", "durchgeführt")]),
        ("Kim Team", "Alles bereit", [("Status", "geplant", "eingeladen")]),
    ]


def test_differences_leave_out_what_is_equal() -> None:
    body = BodyFactory(name="Strategiekreis")
    old = {"place": "Rathaus", "body": body, "number": 5}
    new = {"place": "Videokonferenz", "body": body, "number": None}
    assert differences(Meeting, old, new) == [
        FieldChange("place", "Ort", "Rathaus", "Videokonferenz"),
        FieldChange("number", "Nummer", "5", ""),
    ]
    other: Body = BodyFactory(name="Stadtrat")
    assert differences(Meeting, {"body": body}, {"body": other}) == [
        FieldChange("body", "Gremium", "Strategiekreis", "Stadtrat")
    ]
