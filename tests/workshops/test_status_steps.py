"""The status tables of DESIGN 5, each step from every status, and what a step does besides."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from post_office.models import Email

from common.models import StatusChange
from common.transitions import TransitionError
from people.models import Body, User
from tests.factories.people import MembershipFactory
from tests.factories.workshops import MeetingFactory, PointFactory, row_below
from workshops.enums import MeetingStatus, PointKind, ProtocolStatus, TaskStatus
from workshops.models import Decision, Meeting, Protocol
from workshops.services.statuses import (
    MEETING_STEPS,
    PROTOCOL_STEPS,
    TASK_STEPS,
    approve_protocol,
    cancel_meeting,
    circulate_protocol,
    hold_meeting,
    invite_to_meeting,
    return_protocol,
)
from workshops.steps import STEPS, open_steps

pytestmark = pytest.mark.django_db

MEETING_MOVES = {
    (MeetingStatus.PLANNED, MeetingStatus.INVITED),
    (MeetingStatus.PLANNED, MeetingStatus.CANCELLED),
    (MeetingStatus.INVITED, MeetingStatus.HELD),
    (MeetingStatus.INVITED, MeetingStatus.CANCELLED),
}
PROTOCOL_MOVES = {
    (ProtocolStatus.DRAFT, ProtocolStatus.CIRCULATED),
    (ProtocolStatus.CIRCULATED, ProtocolStatus.DRAFT),
    (ProtocolStatus.CIRCULATED, ProtocolStatus.APPROVED),
}
TASK_MOVES = {
    (TaskStatus.OPEN, TaskStatus.IN_PROGRESS),
    (TaskStatus.OPEN, TaskStatus.DROPPED),
    (TaskStatus.IN_PROGRESS, TaskStatus.DONE),
    (TaskStatus.IN_PROGRESS, TaskStatus.DROPPED),
    (TaskStatus.DONE, TaskStatus.OPEN),
    (TaskStatus.DROPPED, TaskStatus.OPEN),
}
REASON_REQUIRED = {
    (MeetingStatus.PLANNED, MeetingStatus.CANCELLED),
    (MeetingStatus.INVITED, MeetingStatus.CANCELLED),
    (ProtocolStatus.CIRCULATED, ProtocolStatus.DRAFT),
    (TaskStatus.OPEN, TaskStatus.DROPPED),
    (TaskStatus.IN_PROGRESS, TaskStatus.DROPPED),
}


def meeting_at(status: str) -> Meeting:
    return MeetingFactory(status=status)


def protocol_at(status: str) -> Protocol:
    protocol = MeetingFactory(protocol__status=status).protocol
    row_below(protocol)
    return protocol


def task_at(status: str) -> Any:
    return PointFactory(kind=PointKind.TASK, task_status=status)


TABLES = [
    (meeting_at, MeetingStatus, MEETING_STEPS, MEETING_MOVES),
    (protocol_at, ProtocolStatus, PROTOCOL_STEPS, PROTOCOL_MOVES),
    (task_at, TaskStatus, TASK_STEPS, TASK_MOVES),
]
EVERY_PAIR = [
    pytest.param(make, source, target, steps, moves, id=f"{statuses.__name__}-{source}-{target}")
    for make, statuses, steps, moves in TABLES
    for source in statuses
    for target in steps
]
EVERY_MOVE = [
    pytest.param(make, source, target, steps, id=f"{statuses.__name__}-{source}-{target}")
    for make, statuses, steps, moves in TABLES
    for source, target in sorted(moves)
]


def stored_status(instance: Any) -> str:
    instance.refresh_from_db()
    return str(getattr(instance, instance.TRANSITIONS.field))


@pytest.mark.parametrize(("make", "source", "target", "steps", "moves"), EVERY_PAIR)
def test_step_follows_the_table(make: Any, source: str, target: str, steps: Any, moves: set[Any], team: User) -> None:
    instance = make(source)
    if (source, target) in moves:
        steps[target](instance, by=team, reason="Weil")
        assert stored_status(instance) == target
        assert StatusChange.objects.get().reason == "Weil"
    else:
        with pytest.raises(TransitionError):
            steps[target](instance, by=team, reason="Weil")
        assert stored_status(instance) == source
        assert not StatusChange.objects.exists()


@pytest.mark.parametrize(("make", "source", "target", "steps"), EVERY_MOVE)
def test_step_asks_for_a_reason_where_it_must(make: Any, source: str, target: str, steps: Any, team: User) -> None:
    instance = make(source)
    if (source, target) in REASON_REQUIRED:
        with pytest.raises(TransitionError, match="Grund"):
            steps[target](instance, by=team)
        assert stored_status(instance) == source
    else:
        steps[target](instance, by=team)
        assert stored_status(instance) == target


@pytest.mark.parametrize("who", ["member", "company", "stranger", "board"])
@pytest.mark.parametrize(("make", "source", "target", "steps"), EVERY_MOVE)
def test_only_editors_take_steps(
    make: Any, source: str, target: str, steps: Any, who: str, request: pytest.FixtureRequest
) -> None:
    instance = make(source)
    with pytest.raises(PermissionDenied):
        steps[target](instance, by=request.getfixturevalue(who), reason="Weil")
    assert stored_status(instance) == source


@pytest.mark.parametrize(("make", "statuses", "steps", "moves"), TABLES)
def test_buttons_are_the_steps_that_the_table_allows(
    make: Any, statuses: Any, steps: Any, moves: set[Any], team: User, company: User
) -> None:
    for source in statuses:
        instance = make(source)
        assert {(source, step.to) for step in open_steps(instance, team)} == {
            move for move in moves if move[0] == source
        }
        assert open_steps(instance, company) == []
        assert {step.to for step in STEPS[type(instance)]} == set(steps)


def test_meeting_of_tomorrow_cannot_have_been_held(team: User) -> None:
    meeting = MeetingFactory(status=MeetingStatus.INVITED, held_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(TransitionError, match="noch in der Zukunft"):
        hold_meeting(meeting, by=team)
    assert [step.to for step in open_steps(meeting, team)] == [MeetingStatus.CANCELLED]


def upcoming(body: Body, **fields: Any) -> Meeting:
    return MeetingFactory(body=body, held_on=timezone.localdate() + timedelta(days=7), **fields)


def test_invitation_is_mailed_to_the_members_of_today(body: Body, member: User, team: User) -> None:
    MembershipFactory(body=body, user__is_active=False)
    MembershipFactory(body=body, ends_on=date(2020, 12, 31))
    MembershipFactory()
    meeting = invite_to_meeting(upcoming(body, place="Rathaus {{ 1 }}"), by=team)
    mail = Email.objects.get()
    assert mail.to == [member.email]
    assert mail.subject == f"Einladung: {meeting.title} am {meeting.held_on:%d.%m.%Y}"
    assert "Rathaus {{ 1 }}" in mail.message
    assert f"/workshops/{meeting.slug}/" in mail.message


def test_past_meeting_is_recorded_without_mail(body: Body, member: User, team: User) -> None:
    meeting = invite_to_meeting(MeetingFactory(body=body), by=team)
    cancel_meeting(meeting, by=team, reason="Doch nicht")
    assert not Email.objects.exists()


def test_refused_step_sends_nothing(body: Body, member: User, team: User) -> None:
    with pytest.raises(TransitionError):
        invite_to_meeting(upcoming(body, status=MeetingStatus.CANCELLED), by=team)
    assert not Email.objects.exists()


@pytest.mark.parametrize(("status", "mails"), [(MeetingStatus.PLANNED, 0), (MeetingStatus.INVITED, 1)])
def test_cancellation_is_mailed_to_those_who_were_invited(
    body: Body, member: User, team: User, status: str, mails: int
) -> None:
    cancel_meeting(upcoming(body, status=status), by=team, reason="Zu wenige <Zusagen>")
    assert Email.objects.count() == mails
    assert all("Grund: Zu wenige <Zusagen>" in mail.message for mail in Email.objects.all())


def test_circulated_protocol_is_mailed(body: Body, member: User, team: User) -> None:
    protocol = MeetingFactory(body=body).protocol
    row_below(protocol)
    circulate_protocol(protocol, by=team)
    assert Email.objects.get().to == [member.email]


def test_empty_protocol_is_not_circulated(team: User) -> None:
    protocol = MeetingFactory().protocol
    with pytest.raises(TransitionError, match="noch leer"):
        circulate_protocol(protocol, by=team)
    assert stored_status(protocol) == ProtocolStatus.DRAFT


def test_approval_numbers_decisions_in_the_order_of_their_lines(team: User) -> None:
    protocol = MeetingFactory(held_on=date(2021, 1, 14), protocol__status=ProtocolStatus.CIRCULATED).protocol
    first = row_below(protocol, decision=True, text="Erstens")
    row_below(protocol, text="Dazwischen")
    second = row_below(protocol, decision=True, text="Zweitens")
    approve_protocol(protocol, by=team)
    assert list(Decision.objects.order_by("reference").values_list("reference", "point", "decided_on")) == [
        ("B-2021-001", first.pk, date(2021, 1, 14)),
        ("B-2021-002", second.pk, date(2021, 1, 14)),
    ]


def test_next_protocol_of_the_year_goes_on_counting(team: User) -> None:
    for day in (date(2021, 1, 14), date(2021, 3, 4), date(2022, 1, 13)):
        protocol = MeetingFactory(held_on=day, protocol__status=ProtocolStatus.CIRCULATED).protocol
        row_below(protocol, decision=True)
        approve_protocol(protocol, by=team)
    assert sorted(Decision.objects.values_list("reference", flat=True)) == ["B-2021-001", "B-2021-002", "B-2022-001"]


def test_returned_protocol_can_be_circulated_again(team: User) -> None:
    protocol = protocol_at(ProtocolStatus.CIRCULATED)
    return_protocol(protocol, by=team, reason="Einwendung zu II.1")
    circulate_protocol(protocol, by=team)
    assert [change.to_status for change in StatusChange.objects.order_by("pk")] == ["draft", "circulated"]
