"""The example data of the first start, and their removal."""

import json
import stat
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoDbBlocker

from common.models import ReferenceCounter, StatusChange
from ideas.enums import Channel, IdeaStatus
from ideas.models import Answer, Call, Contact, Idea, Merge, MergeMember, Uptake
from milestones.enums import FigureKey
from milestones.models import Criterion, DateChange, Milestone
from milestones.selectors import standing_of_one, with_standing
from people.models import Body, Membership, Organisation, User
from pilots.enums import ListStatus
from pilots.models import (
    Condition,
    Pilot,
    PilotList,
    ProgressReport,
    Release,
    Resolution,
    Review,
    Score,
    Tender,
)
from pilots.selectors.reviews import progress_of
from smartcity.example_data.clock import stopped_at
from smartcity.example_data.load import load_example_data
from smartcity.example_data.people import write_logins
from smartcity.example_data.remove import remove_example_data
from smartcity.thread.kinds import Key, Kind
from smartcity.thread.story import red_thread
from strategy.content import content_from, files_of
from strategy.enums import LinkKind, Origin, SubConceptStatus, VersionStatus
from strategy.models import ActionField, ConceptLink, Measure, StrategyVersion, SubConcept, Vision
from strategy.selectors.consultations import waiting_consultations
from tests.factories.ideas import IdeaFactory
from tests.factories.workshops import MeetingFactory
from tests.visitors import client_of
from workshops.enums import MeetingStatus, PointKind, ProtocolStatus
from workshops.models import Decision, Meeting, Point, Protocol, ProtocolImport, Section

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def logins(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, dict[str, str]]]:
    """Load the data once; each test starts from there, because it takes back what it changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_example_data()
        transaction.set_rollback(True)


def test_workshop_is_the_seed_protocol(logins: object) -> None:
    meeting = Meeting.objects.get(slug="fachgruppe-unternehmen-5")
    assert meeting.title == "5. Workshop der Fachgruppe Unternehmen der kommunalen Infrastruktur"
    assert (meeting.held_on, meeting.starts_at, meeting.ends_at) == (date(2020, 12, 4), time(9), time(10, 30))
    assert (meeting.status, meeting.protocol.status) == (MeetingStatus.HELD, ProtocolStatus.APPROVED)
    assert meeting.is_public
    assert meeting.moderation == "Tilia GmbH"
    assert meeting.attendances.count() == 7
    days = Point.objects.filter(kind=PointKind.MILESTONE).order_by("due_on").values_list("due_on", flat=True)
    assert list(days) == [date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30)]
    assert Point.objects.filter(kind=PointKind.STATEMENT).count() == 2


def test_board_meeting_is_planned_with_agenda_and_draft(logins: object) -> None:
    meeting = Meeting.objects.get(slug="strategiekreis-2021-01-14")
    assert (meeting.status, meeting.protocol.status) == (MeetingStatus.PLANNED, ProtocolStatus.DRAFT)
    titles = [item.title for item in Section.objects.get(protocol=meeting.protocol).items.all()]
    assert titles == [
        "Begrüßung und Feststellung der Beschlussfähigkeit",
        "Vorstellung der Pilotprojekte",
        "Beschluss der Pilotprojekte",
        "Nächste Schritte auf dem Weg zur Strategie",
    ]


def test_ideas_are_handed_in_over_all_channels_and_stand_everywhere(logins: object) -> None:
    ideas = Idea.objects.all()
    assert ideas.handed_in().count() >= 24
    assert set(ideas.values_list("channel", flat=True)) == set(Channel)
    assert set(ideas.values_list("status", flat=True)) == set(IdeaStatus)
    assert set(ideas.values_list("is_example", flat=True)) == {True}
    assert all(idea.reference.startswith("I-2020-") for idea in ideas.handed_in())


def test_strategy_is_whole_and_connected(logins: object) -> None:
    counts = [model.objects.count() for model in (Vision, ActionField, SubConcept, Measure)]
    assert counts == [4, 12, 6, 30]
    assert set(SubConcept.objects.values_list("status", flat=True)) == set(SubConceptStatus)
    assert set(ConceptLink.objects.values_list("kind", flat=True)) == set(LinkKind)
    bottom_up = Measure.objects.filter(origin=Origin.BOTTOM_UP)
    assert not bottom_up.filter(sources=None).exists()
    assert Uptake.objects.filter(section=None).count() == 0
    # Something is left to do in each report of gaps.
    assert ActionField.objects.filter(visions=None).count() == Measure.objects.filter(action_fields=None).count() == 1
    assert Measure.history.filter(history_date__year__gt=2020).count() == 0


def test_ideas_tell_of_2020_and_not_of_today(logins: object) -> None:
    rows = [(Idea.objects, "submitted_at"), (Answer.objects, "published_at"), (Merge.objects, "at"),
            (Uptake.history, "history_date"), (Idea.history, "history_date")]  # fmt: skip
    assert [manager.filter(**{f"{field}__year__gt": 2020}).count() for manager, field in rows] == [0] * len(rows)
    idea = Idea.objects.get(title="Rohrbrüche hören, bevor sie sprudeln")
    assert StatusChange.objects.get(
        content_type__model="idea", object_id=idea.pk, to_status="accepted"
    ).at.date() == date(2020, 12, 9)
    assert timezone.now().year > 2020


def test_winners_stand_first_in_the_gallery(logins: object) -> None:
    answer = client_of(None).get("/ideen/galerie/?aufruf=ideenwettbewerb-2020")
    assert [idea.shows_prize for idea, _ in answer.context["ideas"]] == [True, True, True, False]


def test_two_ideas_came_of_the_protocol(logins: object) -> None:
    ideas = Idea.objects.exclude(point=None).order_by("reference")
    assert [idea.point.text[:20] for idea in ideas] == ["Ideenpaten begleiten", "„Es gibt viele konkr"]
    assert {idea.point_snapshot["meeting"][:21] for idea in ideas} == {"5. Workshop der Fachg"}


def test_a_line_of_the_seed_is_followed_to_a_milestone(logins: object) -> None:
    point = Point.objects.get(text__contains="Es gibt viele konkrete Projekte")
    thread = red_thread(Key(Kind.POINT, point.pk), User.objects.get(email="team@example.org"))
    assert {station.kind: len(station.nodes) for station in thread.stations} == {
        Kind.POINT: 1,
        Kind.IDEA: 1,
        Kind.PILOT: 1,
        Kind.DECISION: 1,
        Kind.MEASURE: 1,
        Kind.MILESTONE: 1,
    }
    days = [entry.day for entry in thread.entries]
    assert days == sorted(days)
    assert [entry.day for entry in thread.entries if entry.is_here] == [date(2020, 12, 4)]
    assert any("haben die Pilotliste bewertet" in entry.sentence for entry in thread.entries)


def test_board_reviews_a_list_of_22_pilots(logins: object) -> None:
    pilot_list = PilotList.objects.get(slug="strategiekreis-2021-01-14")
    assert (pilot_list.is_reviewable, pilot_list.budget) == (True, 1_250_000)
    states = {reviewer.user.email: progress_of(reviewer).in_words for reviewer in pilot_list.reviewers.all()}
    assert len(states) == 6
    assert states["board@example.org"] == "Offen: 3 von 22"
    assert sum(words == "Offen: 0 von 22" for words in states.values()) == 3
    assert pilot_list.reviewers.handed_in().count() == 3


def test_first_list_is_decided_and_followed_up(logins: object) -> None:
    pilots = Pilot.objects.filter(reference__startswith="P-2020-").order_by("reference")
    assert [pilot.status for pilot in pilots] == ["running", "in_tender", "stored", "rejected", "running"]
    assert PilotList.objects.get(slug="strategiekreis-2020-09-24").status == ListStatus.DECIDED
    assert list(Decision.objects.order_by("reference").values_list("reference", flat=True)) == [
        f"B-2020-00{number}" for number in range(1, 6)
    ]
    assert list(Pilot.objects.published().order_by("reference")) == [pilots[0], pilots[4]]


def test_draft_of_the_strategy_is_before_two_bodies(logins: object) -> None:
    strategy = StrategyVersion.objects.get()
    assert (strategy.number, strategy.status) == (1, VersionStatus.IN_CONSULTATION)
    answered, waiting = strategy.consultations.all()
    assert [one.outcome for one in answered.opinions.all()] == ["adopted", "partly", ""]
    assert (answered.is_handed_in, waiting.is_handed_in, waiting.is_overdue) == (True, False, False)
    [picture] = files_of(content_from(answered.release.content))
    assert picture.title == "Woher die Ideen kommen und wohin sie gehen"
    assert list(waiting_consultations(User.objects.get(email="member@example.org"))) == [waiting]


def test_milestones_lead_from_the_board_to_the_council(logins: object) -> None:
    way = Milestone.objects.filter(decision=None).order_by("planned_on")
    assert [(one.reference, one.planned_on) for one in way] == [
        ("M-01", date(2021, 1, 14)),
        ("M-02", date(2021, 3, 31)),
        ("M-03", date(2021, 6, 30)),
        ("M-04", date(2021, 9, 30)),
        ("M-05", date(2021, 12, 16)),
    ]
    lines = Point.objects.filter(kind=PointKind.MILESTONE).order_by("due_on")
    assert [one.point for one in way if one.point] == list(lines)
    assert [list(one.predecessors.all()) for one in way] == [[], *([before] for before in way[:4])]


def test_milestones_stand_as_they_did_in_the_week_before_the_board_met(logins: object) -> None:
    with stopped_at(date(2021, 1, 11)):
        rows = with_standing(Milestone.objects.filter(decision=None).order_by("planned_on"))
    assert [row.standing.status.value for row in rows[:2]] == ["endangered", "endangered"]
    assert {row.standing.status.value for row in rows[2:]} <= {"running", "planned"}
    measured, _ = standing_of_one(rows[0].milestone)
    assert [one.in_words for one in measured] == ["erfüllt", "offen", "0 von 22"]
    measured, _ = standing_of_one(rows[1].milestone)
    assert [one.in_words for one in measured][:2] == ["offen", "17 von 23"]
    assert set(Criterion.objects.exclude(figure="").values_list("figure", flat=True)) == set(FigureKey)


def test_each_role_can_sign_in_and_nobody_got_mail(logins: dict[str, dict[str, str]]) -> None:
    assert list(logins) == ["admin", "team", "company", "member", "board"]
    for login in logins.values():
        assert User.objects.get(email=login["email"]).check_password(login["password"])
    assert Email.objects.count() == 0


def test_logins_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "demo-logins.json"
    write_logins({"team": {"email": "team@example.org", "password": "geheim"}}, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == {"team": {"email": "team@example.org", "password": "geheim"}}


def test_command_refuses_an_installation_with_accounts(logins: object) -> None:
    with pytest.raises(CommandError, match="schon Konten"):
        call_command("load_example_data")


def test_removal_leaves_nothing_behind(logins: object) -> None:
    remove_example_data()
    models = [Meeting, Protocol, Section, Point, Organisation, Body, Membership, User, ProtocolImport, StatusChange,
              Idea, Contact, Answer, Uptake, Merge, ActionField, SubConcept, Decision, Pilot, PilotList, Review, Score,
              Release, Resolution, Condition, Tender, ProgressReport, Milestone, Criterion,
              DateChange]  # fmt: skip
    assert {model.__name__: model._default_manager.count() for model in models} == dict.fromkeys(
        [model.__name__ for model in models], 0
    )
    histories = [Meeting, Protocol, Section, Point, Organisation, Body, Membership, User, Idea, Call, Uptake, Merge,
                 Pilot, Review, Score, Decision]  # fmt: skip
    standing = Call.objects.get()  # has a step of its own where a test before this one emptied the database
    assert standing.slug == "ideenformular"
    assert not ReferenceCounter.objects.exists()
    steps = [(model, step.id) for model in histories for step in model.history.all()]
    assert [step for step in steps if step != (Call, standing.pk)] == []


def test_removal_keeps_ideas_that_were_merged_with_real_ones(logins: object) -> None:
    merge = Merge.objects.first()
    MergeMember.objects.create(merge=merge, idea=IdeaFactory(reference="I-2021-0001"))
    _, kept = remove_example_data()
    assert {idea.title for idea in Idea.objects.all()} >= {"Gießpaten für Stadtbäume", "Gießpaten für junge Bäume"}
    assert any("Gießpaten" in name for name in kept)


def test_removal_keeps_what_real_data_need(logins: object) -> None:
    body = Body.objects.get(slug="strategiekreis")
    real = MeetingFactory(body=body)
    _, kept = remove_example_data()
    assert kept == ["Strategiekreis"]
    body.refresh_from_db()
    assert not body.is_example
    assert list(Meeting.objects.all()) == [real]
