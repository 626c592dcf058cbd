"""Recording what the board decided: everything at once, as the plan showed it (pilots/services/decisions.py)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import STATUS, Email

from common.models import StatusChange
from common.transitions import TransitionError
from ideas.enums import IdeaStatus
from people.models import User
from pilots.enums import Conflict, ListStatus, PilotStatus, ReleaseKind
from pilots.list_steps import steps_of
from pilots.models import Condition, Entry, PilotList, Release, Resolution
from pilots.motions import Motion, NewCondition
from pilots.services.decision_mails import HOLD, LIST_HEADER, held_mails
from pilots.services.decision_plans import plan_decisions
from pilots.services.decisions import PlanChangedError, record_decisions
from pilots.services.lists import reopen_review
from tests.factories.ideas import ContactFactory, IdeaFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.pilots import PartnerFactory, ReviewerFactory, SourceFactory, review_of
from tests.factories.workshops import MeetingFactory
from tests.pilots.meetings import (
    approve,
    approve_with,
    entries_of,
    list_to_decide,
    members_of,
    put_back,
    record,
    reject,
)
from workshops.content import Votes
from workshops.models import Decision, Point, Protocol
from workshops.services.statuses import approve_protocol, circulate_protocol


@pytest.fixture
def pilot_list(db: None) -> PilotList:
    return list_to_decide(budget=50_000)


@pytest.fixture
def entries(pilot_list: PilotList) -> list[Entry]:
    return entries_of(pilot_list)


def status_of(entry: Entry) -> str:
    entry.pilot.refresh_from_db()
    return entry.pilot.status


def texts(pilot_list: PilotList, motions: list[Motion], **more: object) -> str:
    """Return why these motions cannot be recorded."""
    return " ".join(obstacle.text for obstacle in plan_decisions(pilot_list, motions, **more).obstacles)  # type: ignore[arg-type]


# What is recorded -----------------------------------------------------------------------------------------------------


def test_block_is_one_decision(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    made = record(pilot_list, [approve(*entries)], by=team)

    [decision] = Decision.objects.all()
    assert [one.decision for one in made] == [decision] * 3
    assert decision.reference == f"B-{timezone.localdate().year}-001"
    assert decision.point.text.startswith(
        f"Im Block werden 3 Pilotprojekte beschlossen: {entries[0].pilot.reference} „"
    )
    assert decision.point.votes_yes == 5
    assert decision.point.protocol.meeting == pilot_list.meeting
    assert {status_of(entry) for entry in entries} == {PilotStatus.APPROVED}


def test_each_vote_is_a_decision(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    first, second, third = entries
    record(pilot_list, [approve(first), put_back(second), reject(third)], by=team)

    year = timezone.localdate().year
    assert list(Decision.objects.order_by("reference").values_list("reference", flat=True)) == [
        f"B-{year}-001",
        f"B-{year}-002",
        f"B-{year}-003",
    ]
    assert [status_of(entry) for entry in entries] == [
        PilotStatus.APPROVED,
        PilotStatus.STORED,
        PilotStatus.REJECTED,
    ]
    assert second.pilot.resubmit_on == timezone.localdate() + timedelta(days=180)


def test_conditions_are_tracked_and_stand_in_the_line(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    house, due_on = OrganisationFactory(name="Stadtwerke"), timezone.localdate() + timedelta(days=30)
    conditions = [
        NewCondition("Der Datenschutz ist geprüft.", house, due_on),
        NewCondition("Es gibt *zwei* Angebote", house, due_on),
    ]
    record(pilot_list, [approve_with(entries[0], *conditions)], by=team)

    stored = Condition.objects.order_by("pk")
    assert [(one.text, one.organisation, one.due_on, one.met_on) for one in stored] == [
        ("Der Datenschutz ist geprüft.", house, due_on, None),
        ("Es gibt *zwei* Angebote", house, due_on, None),
    ]
    text = Decision.objects.get().point.text
    assert "Auflagen: (1) Der Datenschutz ist geprüft (Stadtwerke, bis " in text
    assert r"(2) Es gibt \*zwei\* Angebote (Stadtwerke" in text


def test_list_is_decided_with_its_last_pilot(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    record(pilot_list, [approve(*entries[:2])], by=team)
    pilot_list.refresh_from_db()
    assert pilot_list.status == ListStatus.CLOSED

    record(pilot_list, [reject(entries[2])], by=team)
    pilot_list.refresh_from_db()
    release = Release.objects.get(list=pilot_list, kind=ReleaseKind.DECIDED)
    assert pilot_list.status == ListStatus.DECIDED
    assert [(one["reference"], one["status"]) for one in release.content["pilots"]] == [
        (entries[0].pilot.reference, "approved"),
        (entries[1].pilot.reference, "approved"),
        (entries[2].pilot.reference, "rejected"),
    ]
    assert [one["decision"] for one in release.content["resolutions"]] == [
        f"B-{timezone.localdate().year}-{number}" for number in ("001", "001", "002")
    ]


def test_status_changes_and_histories_name_the_decision(
    pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    [resolution, *_] = record(pilot_list, [approve(*entries)], by=team)

    change = StatusChange.objects.get(
        content_type__model="pilot", object_id=entries[0].pilot.pk, to_status=PilotStatus.APPROVED
    )
    assert (change.from_status, change.by_name) == (PilotStatus.LISTED, "Kim Team")
    assert change.reason.startswith(f"Beschluss {resolution.decision.reference}: Das Pilotprojekt")
    for row in (entries[0].pilot.history.first(), resolution.history.get()):
        assert row.history_user_name == "Kim Team"


def test_missing_protocol_is_made(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    pilot_list.meeting.protocol.delete()
    record(pilot_list, [approve(*entries)], by=team)
    assert Point.objects.get().protocol == Protocol.objects.get(meeting=pilot_list.meeting)


def test_approval_of_the_protocol_numbers_nothing_twice(
    pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    record(pilot_list, [approve(*entries)], by=team)
    protocol = Protocol.objects.get(meeting=pilot_list.meeting)
    approve_protocol(circulate_protocol(protocol, by=team), by=team)
    assert Decision.objects.count() == 1


# Ideas ----------------------------------------------------------------------------------------------------------------


def idea_of(entry: Entry, status: str = IdeaStatus.PILOT) -> object:
    return SourceFactory(pilot=entry.pilot, idea=IdeaFactory(status=status)).idea


@pytest.mark.parametrize(
    ("motion", "status"),
    [(approve, IdeaStatus.PILOT), (put_back, IdeaStatus.STORED), (reject, IdeaStatus.DECLINED)],
)
def test_idea_follows_its_pilot(pilot_list: PilotList, entries: list[Entry], team: User, motion, status) -> None:  # type: ignore[no-untyped-def]
    idea = idea_of(entries[0])
    record(pilot_list, [motion(entries[0])], by=team)
    idea.refresh_from_db()
    assert idea.status == status


def test_idea_goes_on_with_another_pilot(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    idea = idea_of(entries[0])
    SourceFactory(pilot=entries[1].pilot, idea=idea)
    record(pilot_list, [reject(entries[0])], by=team)
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.PILOT

    record(pilot_list, [put_back(entries[1])], by=team)
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.STORED


@pytest.mark.parametrize("status", [IdeaStatus.IN_REVIEW, IdeaStatus.ACCEPTED, IdeaStatus.MERGED])
def test_idea_that_stands_elsewhere_stays(pilot_list: PilotList, entries: list[Entry], team: User, status: str) -> None:
    idea = idea_of(entries[0], status)
    record(pilot_list, [reject(entries[0])], by=team)
    idea.refresh_from_db()
    assert idea.status == status


def test_open_idea_is_named_before_and_its_submitter_hears_that_the_answer_comes(
    pilot_list: PilotList, entries: list[Entry]
) -> None:
    asked, answered = idea_of(entries[0], IdeaStatus.IN_REVIEW), idea_of(entries[1], IdeaStatus.ACCEPTED)
    for idea in (asked, answered):
        ContactFactory(idea=idea, email=f"{idea.pk}@example.org")  # type: ignore[attr-defined]
    plan = plan_decisions(pilot_list, [approve(*entries)])
    assert plan.unanswered == [asked]
    assert ["noch „in Prüfung“" in str(mail.body) for mail in plan.mails] == [True, False]


# Mails ----------------------------------------------------------------------------------------------------------------


def test_mails_are_those_of_the_plan_and_wait(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    lead = UserFactory(organisation=entries[0].pilot.lead, email="lead@example.org")
    UserFactory(organisation=PartnerFactory(pilot=entries[1].pilot).organisation, email="partner@example.org")
    UserFactory(organisation=lead.organisation, email="gone@example.org", is_active=False)
    ContactFactory(idea=idea_of(entries[0]), email="idea@example.org")
    motions = [approve(*entries)]
    planned = [(mail.to, mail.subject, mail.body) for mail in plan_decisions(pilot_list, motions).mails]

    record(pilot_list, motions, by=team)

    mails = Email.objects.order_by("pk")
    assert [(mail.to, mail.subject, mail.message) for mail in mails] == planned
    assert sorted(mail.to[0] for mail in mails) == ["idea@example.org", "lead@example.org", "partner@example.org"]
    for mail in mails:
        assert mail.headers[LIST_HEADER] == pilot_list.slug
        assert timedelta(minutes=14) < mail.scheduled_time - timezone.now() <= HOLD


def test_one_mail_tells_of_all_pilots_of_a_house(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    house = OrganisationFactory()
    UserFactory(organisation=house)
    for entry in entries[:2]:
        PartnerFactory(pilot=entry.pilot, organisation=house)
    due_on = timezone.localdate() + timedelta(days=30)
    motions = [approve(*entries[:2]), approve_with(entries[2], NewCondition("Der Bau ist geprüft", house, due_on))]

    [mail] = plan_decisions(pilot_list, motions).mails

    for entry in entries:
        assert mail.body.count(f"{entry.pilot.reference} „") == 1
    assert "Auflagen: (1) Der Bau ist geprüft" in mail.body
    assert mail.subject.endswith("zu 3 Pilotprojekten")


# The plan -------------------------------------------------------------------------------------------------------------


def test_plan_writes_nothing(pilot_list: PilotList, entries: list[Entry]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        plan_decisions(pilot_list, [approve(*entries)])
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


def test_plan_sums_the_budget(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    record(pilot_list, [approve(entries[0])], by=team)
    plan = plan_decisions(pilot_list, [approve(entries[1]), reject(entries[2])])
    assert (plan.spent_before, plan.spent_after, plan.undecided) == (20_000, 40_000, 0)


def test_plan_asks_the_database_as_often_for_many_pilots(db: None) -> None:
    counts = []
    for size in (1, 12):
        pilot_list = list_to_decide(size)
        entries = entries_of(pilot_list)
        for entry in entries:
            ContactFactory(idea=idea_of(entry))
        with CaptureQueriesContext(connection) as queries:
            plan_decisions(pilot_list, [put_back(entry) for entry in entries])
        counts.append(len(queries))
    assert counts[0] == counts[1]


# What is refused ------------------------------------------------------------------------------------------------------


def test_stale_plan_records_nothing(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    motions = [approve(entries[0])]
    stamp = plan_decisions(pilot_list, motions).stamp
    record(pilot_list, [approve(entries[1])], by=team)

    with pytest.raises(PlanChangedError) as raised:
        record_decisions(pilot_list, motions, stamp=stamp, by=team)

    assert raised.value.plan.decisions[0].reference.endswith("-002")
    assert Decision.objects.count() == 1
    assert status_of(entries[0]) == PilotStatus.LISTED


def test_second_click_records_nothing_more(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    motions = [approve(*entries[:2]), put_back(entries[2])]
    stamp = plan_decisions(pilot_list, motions).stamp
    first = record_decisions(pilot_list, motions, stamp=stamp, by=team)
    again = record_decisions(pilot_list, motions, stamp=stamp, by=team)
    assert again == first
    assert Decision.objects.count() == 2


def test_other_outcome_for_a_decided_pilot_is_told(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    record(pilot_list, [approve(entries[0])], by=team)
    assert "inzwischen entschieden: beschlossen (Beschluss B-" in texts(pilot_list, [reject(entries[0])])


@pytest.mark.parametrize("role", ["company", "stranger", "board"])
def test_only_editors_record(
    pilot_list: PilotList, entries: list[Entry], role: str, request: pytest.FixtureRequest
) -> None:
    motions = [approve(*entries)]
    stamp = plan_decisions(pilot_list, motions).stamp
    with pytest.raises(PermissionDenied):
        record_decisions(pilot_list, motions, stamp=stamp, by=request.getfixturevalue(role))
    assert not Decision.objects.exists()


@pytest.mark.parametrize("status", [ListStatus.DRAFT, ListStatus.IN_REVIEW, ListStatus.DECIDED])
def test_only_closed_lists_are_decided(pilot_list: PilotList, entries: list[Entry], status: str) -> None:
    pilot_list.status = status
    pilot_list.save()
    assert "lassen sich festhalten, wenn die Bewertung geschlossen" in texts(pilot_list, [approve(*entries)])


def test_reviewing_ends_with_the_first_decision(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    assert [step.slug for step in steps_of(pilot_list)] == ["wieder-oeffnen"]
    record(pilot_list, [approve(entries[0])], by=team)
    assert steps_of(pilot_list) == []
    with pytest.raises(TransitionError, match="schon etwas beschlossen"):
        reopen_review(pilot_list, by=team, reason="Zwei fehlen noch.")


def test_nothing_is_recorded_before_the_meeting(db: None) -> None:
    pilot_list = list_to_decide(1, held_on=timezone.localdate() + timedelta(days=1))
    assert "Die Sitzung ist erst am" in texts(pilot_list, [approve(*entries_of(pilot_list))])


def test_protocol_in_circulation_says_what_to_do(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    record(pilot_list, [approve(entries[0])], by=team)
    protocol = circulate_protocol(Protocol.objects.get(meeting=pilot_list.meeting), by=team)
    assert "im Umlauf. Bitte geben Sie es" in texts(pilot_list, [approve(entries[1])])
    approve_protocol(protocol, by=team)
    assert "genehmigt und damit endgültig" in texts(pilot_list, [approve(entries[1])])


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        (Votes(6, 0, 0, 0), "Es sind 6 Stimmen, abstimmen dürfen aber höchstens 5"),
        (Votes(2, 0, 0, 0), "nicht beschlussfähig: Von 5 Stimmberechtigten müssen mindestens 3"),
        (Votes(2, 2, 1, 0), "nicht angenommen"),
        (Votes(3, 0, 0, 3), "abstimmen dürfen aber höchstens 2"),
    ],
)
def test_votes_must_add_up(pilot_list: PilotList, entries: list[Entry], votes: Votes, sentence: str) -> None:
    assert sentence in texts(pilot_list, [approve(*entries, votes=votes)])


def test_conflicted_members_are_left_out(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    one, other = members_of(pilot_list)[:2]
    one.organisation = entries[0].pilot.lead
    one.save()
    declared = ReviewerFactory(list=pilot_list, user=other)
    review_of(declared, entries[0], conflict=Conflict.DECLARED)

    assert "Als befangen bekannt: 2" in texts(pilot_list, [approve(entries[0])])
    assert "höchstens 3 (5 stimmberechtigt, davon 2" in texts(
        pilot_list, [approve(entries[0], votes=Votes(4, 0, 0, 2))]
    )
    record(pilot_list, [approve(entries[0], votes=Votes(3, 0, 0, 2)), approve(entries[1])], by=team)


def test_pilot_is_decided_by_the_half_without_conflicts(team: User) -> None:
    pilot_list = list_to_decide(1, members=6)
    [entry] = entries_of(pilot_list)
    for member in members_of(pilot_list)[:3]:
        member.organisation = entry.pilot.lead
        member.save()
    record(pilot_list, [approve(entry, votes=Votes(3, 0, 0, 3))], by=team)
    assert status_of(entry) == PilotStatus.APPROVED


def test_block_with_conflicts_names_the_pilots_to_vote_on_alone(pilot_list: PilotList, entries: list[Entry]) -> None:
    one = members_of(pilot_list)[0]
    one.organisation = entries[1].pilot.lead
    one.save()
    found = texts(pilot_list, [approve(*entries)])
    assert f"Bei {entries[1].pilot.reference} sind Mitglieder befangen. Bitte stimmen Sie darüber einzeln ab." in found


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (PilotStatus.STORED, "Wiedervorlage"),
        (PilotStatus.STORED, "begründen"),
        (PilotStatus.REJECTED, "begründen"),
        (PilotStatus.CONDITIONAL, "mindestens eine Auflage"),
    ],
)
def test_outcome_needs_its_details(
    pilot_list: PilotList, entries: list[Entry], outcome: PilotStatus, sentence: str
) -> None:
    bare = approve(entries[0])
    votes = Votes(0, 5, 0, 0) if outcome == PilotStatus.REJECTED else bare.votes
    assert sentence in texts(pilot_list, [Motion(outcome, bare.verdicts, votes)])


def test_days_lie_after_the_meeting(pilot_list: PilotList, entries: list[Entry]) -> None:
    late = NewCondition("Zu spät", OrganisationFactory(), date(2020, 1, 1))
    assert "liegt vor der Sitzung" in texts(pilot_list, [approve_with(entries[0], late)])


# Corrections ----------------------------------------------------------------------------------------------------------


def test_wrong_decision_is_corrected_by_a_new_one(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    idea = idea_of(entries[0])
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)

    [right] = record(pilot_list, [reject(entries[0], corrects=wrong, reason="Verwechselt.")], by=team)

    assert right.corrects == wrong
    assert right.decision.point.text.startswith(f"Berichtigung des Beschlusses {wrong.decision.reference}: ")
    assert status_of(entries[0]) == PilotStatus.REJECTED
    assert status_of(entries[1]) == PilotStatus.APPROVED
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.DECLINED
    assert Resolution.objects.get(pk=wrong.pk).outcome == PilotStatus.APPROVED


def test_correction_stops_the_mails_that_wait(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    lead = entries[0].pilot.lead
    UserFactory(organisation=lead, email="lead@example.org")
    wrong, *_ = record(pilot_list, [approve(one) for one in entries], by=team)
    motion = reject(entries[0], corrects=wrong)
    plan = plan_decisions(pilot_list, [motion])
    assert [mail.to for mail in plan.to_stop] == [["lead@example.org"]]

    record(pilot_list, [motion], by=team)

    [held] = held_mails(pilot_list)
    assert held.subject.startswith("Berichtigter Beschluss")
    assert f"Dies berichtigt den Beschluss {wrong.decision.reference}" in held.message
    assert Email.objects.get(status=STATUS.failed).subject.startswith("Beschluss des Gremiums")


def test_mail_about_other_pilots_too_is_left_to_be_edited(
    pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    PartnerFactory(pilot=entries[1].pilot, organisation=entries[0].pilot.lead)
    UserFactory(organisation=entries[0].pilot.lead, email="lead@example.org")
    wrong, *_ = record(pilot_list, [approve(one) for one in entries], by=team)
    plan = plan_decisions(pilot_list, [reject(entries[0], corrects=wrong)])
    assert (len(plan.to_stop), len(plan.to_edit)) == (0, 1)


def test_correction_of_votes_alone_moves_nothing(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)
    motion = reject(entries[0], corrects=wrong, reason="Eine Enthaltung fehlte.", votes=Votes(4, 0, 1, 0))
    record(pilot_list, [Motion(PilotStatus.APPROVED, motion.verdicts, motion.votes, corrects=wrong)], by=team)
    assert status_of(entries[0]) == PilotStatus.APPROVED
    assert Decision.objects.count() == 2


def test_only_the_last_decision_is_corrected(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)
    record(pilot_list, [reject(entries[0], corrects=wrong)], by=team)
    assert "inzwischen entschieden: abgelehnt" in texts(pilot_list, [put_back(entries[0])])
    assert "inzwischen entschieden" in texts(pilot_list, [reject(entries[0], reason="Nochmals.", corrects=wrong)])


def test_pilot_that_went_on_takes_no_other_outcome(pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)
    entries[0].pilot.refresh_from_db()
    entries[0].pilot.status = PilotStatus.IN_TENDER
    entries[0].pilot.save()
    assert "„in Ausschreibung“" in texts(pilot_list, [reject(entries[0], corrects=wrong)])


def test_approved_protocol_is_corrected_in_a_later_meeting(
    pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)
    protocol = Protocol.objects.get(meeting=pilot_list.meeting)
    approve_protocol(circulate_protocol(protocol, by=team), by=team)
    later = MeetingFactory(body=pilot_list.meeting.body, held_on=timezone.localdate())

    [right] = record(pilot_list, [reject(entries[0], corrects=wrong)], by=team, meeting=later)

    assert right.decision.point.protocol.meeting == later
