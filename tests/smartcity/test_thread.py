"""The red thread: what lies on it, in which order it is told, and what of it each reader may see."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.models import StatusChange
from common.removal import last_removal
from ideas.enums import Extent, IdeaStatus
from ideas.models import Answer, Idea, Merge, MergeMember, Uptake
from ideas.origins import Origin
from milestones.enums import DateKind
from milestones.models import DateChange, Milestone
from people.models import Body, User
from people.rules import Person
from pilots.enums import ListStatus, PilotStatus
from pilots.models import MeasureSource, Pilot
from smartcity.thread.kinds import Key, Kind
from smartcity.thread.story import Thread, red_thread
from strategy.models import Measure
from strategy.services.removal import remove_node, restore_node
from tests.factories.ideas import IdeaFactory
from tests.factories.milestones import DateChangeFactory, MilestoneFactory
from tests.factories.pilots import (
    EntryFactory,
    PilotFactory,
    PilotListFactory,
    ProgressReportFactory,
    ResolutionFactory,
    SourceFactory,
)
from tests.factories.strategy import IndicatorValueFactory, MeasureFactory, SubConceptFactory
from tests.factories.workshops import DecisionFactory, MeetingFactory, row_below
from tests.visitors import client_of, queries_of, text_of
from workshops.enums import MeetingFormat, PointKind, ProtocolStatus
from workshops.models import Decision, Point

pytestmark = pytest.mark.django_db

GUEST = AnonymousUser()
LINE = "Es gibt viele konkrete Projekte, die schnell beginnen können"


def moment(month: int, day: int, year: int = 2020) -> datetime:
    return datetime(year, month, day, 10, tzinfo=UTC)


def step(subject: Any, source: str, target: str, at: datetime, *, by: User | None = None, reason: str = "") -> None:
    """Note a step of an object's status."""
    StatusChange.objects.create(
        subject=subject, from_status=source, to_status=target, at=at, by=by, by_name=str(by or ""), reason=reason
    )


def since(instance: Any, at: datetime) -> Any:
    """Let an object have been made then."""
    instance.history.update(history_date=at)
    return instance


@dataclass
class World:
    """One object of each kind, each come of the one before."""

    point: Point
    idea: Idea
    pilot: Pilot
    decision: Decision
    measure: Measure
    milestone: Milestone

    def keys(self) -> dict[Kind, Key]:
        return {kind: Key(kind, getattr(self, kind).pk) for kind in Kind}


@pytest.fixture
def world(team: User, company: User, board: User) -> World:
    """A line of a public protocol and everything that came of it."""
    workshop = MeetingFactory(number=5, is_public=True, protocol__status=ProtocolStatus.APPROVED)
    point = row_below(workshop.protocol, text=f"„{LINE}“")
    idea = _idea(point, team, company)
    pilot = _pilot(idea)
    decision = _decision(pilot, board.memberships.get().body)
    measure = since(
        MeasureFactory(title="Licht nach Bedarf", starts_on=date(2021, 2, 1), ends_on=date(2021, 12, 31)),
        moment(12, 28),
    )
    since(MeasureSource.objects.create(measure=measure, pilot=pilot, reason="Bewährt sich."), moment(12, 28))
    IndicatorValueFactory(
        indicator__measure=measure, indicator__name="Leuchten", value=125, measured_on=date(2021, 6, 30)
    )
    milestone = MilestoneFactory(
        public=True, title="Erste Leuchten", decision=decision, planned_on=date(2021, 4, 14), reference="M-07"
    )
    since(milestone, moment(12, 18))
    DateChangeFactory(milestone=milestone, decision=decision, at=moment(12, 20), by_name="Kim Team", reason="Es eilt.")
    return World(point, idea, pilot, decision, measure, milestone)


def _idea(point: Point, team: User, company: User) -> Idea:
    idea: Idea = IdeaFactory(
        reference="I-2020-0029",
        title="Kluge Leuchten",
        point=point,
        point_snapshot=Origin.of(point).as_snapshot(),
        submitter=company,
        submitted_at=moment(12, 7),
        status=IdeaStatus.PILOT,
        agrees_to_publication=True,
        published_at=moment(12, 9),
    )
    step(idea, IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, moment(12, 8), by=team, reason="Eilt sehr")
    step(idea, IdeaStatus.IN_REVIEW, IdeaStatus.PILOT, moment(12, 9), by=team, reason="Das erproben wir.")
    Answer.objects.create(
        idea=idea, outcome=IdeaStatus.PILOT, text="Das erproben wir.", prepared_by=team, published_at=moment(12, 9)
    )
    concept = SubConceptFactory(title="Beleuchtung", slug="beleuchtung")
    uptake = Uptake.objects.create(idea=idea, sub_concept=concept, extent=Extent.PARTLY, reason="Passt zum Netz.")
    since(uptake, moment(12, 8))
    return idea


def _pilot(idea: Idea) -> Pilot:
    pilot: Pilot = PilotFactory(
        reference="P-2020-009", title="Leuchten", status=PilotStatus.RUNNING, created_at=moment(12, 10)
    )
    SourceFactory(pilot=pilot, idea=idea)
    step(pilot, PilotStatus.APPROVED, PilotStatus.RUNNING, moment(1, 4, 2021))
    ProgressReportFactory(pilot=pilot, reported_on=date(2021, 1, 20), percent=30, text="Zehn Masten stehen.")
    return pilot


def _decision(pilot: Pilot, body: Body) -> Decision:
    meeting = MeetingFactory(
        format=MeetingFormat.SESSION,
        number=None,
        held_on=date(2020, 12, 17),
        body=body,
        protocol__status=ProtocolStatus.APPROVED,
    )
    pilot_list = PilotListFactory(meeting=meeting, status=ListStatus.DECIDED)
    step(pilot_list, ListStatus.DRAFT, ListStatus.IN_REVIEW, moment(12, 11))
    step(pilot_list, ListStatus.IN_REVIEW, ListStatus.CLOSED, moment(12, 15))
    line = row_below(
        meeting.protocol, kind=PointKind.DECISION, text="Das Pilotprojekt wird beschlossen.", votes_yes=5, votes_no=1
    )
    decision: Decision = DecisionFactory(reference="B-2020-009", point=line)
    ResolutionFactory(entry=EntryFactory(list=pilot_list, pilot=pilot), decision=decision)
    return decision


def kinds_of(thread: Thread) -> list[str]:
    return [station.kind for station in thread.stations]


def told(thread: Thread) -> list[tuple[str, str]]:
    return [(f"{entry.day:%d.%m.%y}", entry.sentence) for entry in thread.entries]


def test_the_whole_story_is_told_by_the_days_of_its_events(world: World, team: User) -> None:
    assert told(red_thread(world.keys()[Kind.IDEA], team)) == [
        ("04.12.20", f"Im {world.point.protocol.meeting.title} wurde festgehalten:"),
        ("07.12.20", "Das SMARTCity-Team hat aus einer Zeile des Protokolls die Idee angelegt."),
        ("08.12.20", "Kim Team hat begonnen, die Idee zu prüfen."),
        ("08.12.20", "Das SMARTCity-Team hat die Idee zum Teil in das Teilkonzept „Beleuchtung“ übernommen."),
        ("09.12.20", "Das SMARTCity-Team hat die Idee in der Ideengalerie veröffentlicht."),
        ("09.12.20", "Kim Team hat geantwortet: Die Idee wird Kandidat für ein Pilotprojekt."),
        ("10.12.20", "Das SMARTCity-Team hat das Pilotprojekt angelegt."),
        ("11.12.20", "Die Mitglieder des Strategiekreises beginnen, die Pilotliste zu bewerten."),
        ("15.12.20", "Die Mitglieder des Strategiekreises haben die Pilotliste bewertet."),
        ("17.12.20", "In der Sitzung des Strategiekreises wurde mit 5 Ja, 1 Nein und 0 Enthaltungen beschlossen:"),
        ("18.12.20", "Das SMARTCity-Team hat den Meilenstein angelegt."),
        ("20.12.20", "Kim Team hat den geplanten Termin vom 31. März 2021 auf den 14. April 2021 verschoben."),
        ("28.12.20", "Das SMARTCity-Team hat die Maßnahme in die Strategie aufgenommen."),
        ("28.12.20", "Das SMARTCity-Team stützt die Maßnahme auf das Pilotprojekt P-2020-009."),
        ("04.01.21", "Das SMARTCity-Team hat die Umsetzung des Pilotprojekts begonnen."),
        ("20.01.21", "Das SMARTCity-Team berichtet: Das Pilotprojekt ist zu 30 Prozent umgesetzt."),
        ("01.02.21", "Beginn der Maßnahme."),
        ("14.04.21", "Der Meilenstein ist geplant."),
        ("30.06.21", "Das SMARTCity-Team hat gemessen: Leuchten 125 von 400 Stück."),
        ("31.12.21", "Ende der Maßnahme, wie es vorgesehen ist."),
    ]


def test_milestone_tells_of_every_change_of_its_dates_with_who_and_why(team: User) -> None:
    point = row_below(MeetingFactory(is_public=True, protocol__status=ProtocolStatus.APPROVED).protocol)
    milestone = MilestoneFactory(
        public=True, point=point, planned_on=date(2021, 3, 31), reached_on=date(2021, 4, 20), organisation=None
    )
    since(milestone, moment(1, 4, 2021))
    april, reached = date(2021, 4, 15), date(2021, 4, 20)
    wrong = date(2021, 4, 19)
    for kind, old_on, new_on, at, reason in [
        (DateKind.FORECAST, None, april, moment(1, 6, 2021), "Zwei Gruppen beginnen später."),
        (DateKind.FORECAST, april, None, moment(1, 7, 2021), "Doch nicht."),
        (DateKind.REACHED, None, wrong, moment(4, 21, 2021), "Alles liegt vor."),
        (DateKind.REACHED, wrong, None, moment(4, 22, 2021), "Es fehlt etwas."),
        (DateKind.REACHED, None, reached, moment(4, 23, 2021), "Jetzt liegt alles vor."),
    ]:
        DateChangeFactory(
            milestone=milestone, kind=kind, old_on=old_on, new_on=new_on, at=at, reason=reason, by_name="Kim Team"
        )
    entries = red_thread(Key(Kind.MILESTONE, milestone.pk), team).entries[1:]
    assert [(f"{entry.day:%d.%m.%y}", entry.sentence, entry.text) for entry in entries] == [
        ("04.01.21", "Das SMARTCity-Team hat aus einer Zeile des Protokolls den Meilenstein angelegt.", ""),
        ("06.01.21", "Kim Team erwartet den Meilenstein am 15. April 2021.", "Zwei Gruppen beginnen später."),
        ("07.01.21", "Kim Team erwartet den Meilenstein nicht mehr am 15. April 2021.", "Doch nicht."),
        ("20.04.21", "Kim Team hat eingetragen, dass der Meilenstein erreicht ist.", "Jetzt liegt alles vor."),
        (
            "22.04.21",
            "Kim Team hat zurückgenommen, dass der Meilenstein am 19. April 2021 erreicht war.",
            "Es fehlt etwas.",
        ),
    ]


@pytest.mark.parametrize("kind", [Kind.POINT, Kind.IDEA, Kind.PILOT, Kind.DECISION])
def test_every_station_tells_the_same_story(world: World, team: User, kind: Kind) -> None:
    thread = red_thread(world.keys()[kind], team)
    assert kinds_of(thread) == list(Kind)
    assert told(thread) == told(red_thread(world.keys()[Kind.POINT], team))


@pytest.mark.parametrize(("end", "other"), [(Kind.MEASURE, Kind.MILESTONE), (Kind.MILESTONE, Kind.MEASURE)])
def test_the_ends_know_how_they_came_about_but_not_each_other(world: World, team: User, end: Kind, other: Kind) -> None:
    assert kinds_of(red_thread(world.keys()[end], team)) == [kind for kind in Kind if kind != other]


def test_later_edits_move_nothing(world: World, team: User) -> None:
    before = told(red_thread(world.keys()[Kind.IDEA], team))
    for instance in (world.idea, world.pilot, world.measure, world.milestone):
        instance.title += " neu"
        instance.save()
    assert told(red_thread(world.keys()[Kind.IDEA], team)) == before


def test_pilots_of_one_decision_are_not_on_each_others_thread(world: World, team: User) -> None:
    other = PilotFactory(reference="P-2020-010", status=PilotStatus.APPROVED)
    pilot_list = world.pilot.entries.get().list
    ResolutionFactory(entry=EntryFactory(list=pilot_list, pilot=other), decision=world.decision)
    assert len(stations(red_thread(world.keys()[Kind.DECISION], team))[Kind.PILOT]) == 2
    assert stations(red_thread(Key(Kind.PILOT, other.pk), team)) == {
        Kind.PILOT: [str(other)],
        Kind.DECISION: ["Beschluss B-2020-009"],
        Kind.MILESTONE: ["M-07 Erste Leuchten"],
    }


def test_the_station_of_a_decision_says_once_what_it_is(world: World, team: User) -> None:
    page = text_of(client_of(team).get(reverse("thread:pilot", args=[world.pilot.reference])))
    part = page.partition('id="stationen"')[2].partition("</section>")[0]
    assert ">Beschluss</h3>" in part
    assert ">B-2020-009</a>" in part
    assert "Beschluss B-2020-009" not in part


def stations(thread: Thread) -> dict[Kind, list[str]]:
    return {station.kind: [node.label for node in station.nodes] for station in thread.stations}


def chain(team: User, length: int) -> Idea:
    """Return the last one of so many ideas, each merged into the next."""
    ideas = IdeaFactory.create_batch(length, status=IdeaStatus.MERGED)
    for source, result in pairwise(ideas):
        merge = Merge.objects.create(reason="Gleiches Anliegen", by=team, at=moment(11, 20))
        MergeMember.objects.create(merge=merge, idea=source)
        MergeMember.objects.create(merge=merge, idea=result, is_result=True)
    return ideas[-1]  # type: ignore[no-any-return]


def test_merged_ideas_are_followed_over_any_number_of_merges(team: User) -> None:
    idea = chain(team, 5)
    thread = red_thread(Key(Kind.IDEA, idea.pk), team)
    assert len(stations(thread)[Kind.IDEA]) == 5
    [source] = idea.merges.get().merge.members.filter(is_result=False)
    assert told(thread)[-1] == ("20.11.20", f"Kim Team hat die Idee aus {source.idea.reference} gebildet.")


def test_a_merge_that_was_undone_ties_nothing(team: User) -> None:
    idea = chain(team, 2)
    merge = idea.merges.get().merge
    merge.undone_at = timezone.now()
    merge.save()
    assert red_thread(Key(Kind.IDEA, idea.pk), team).is_alone


def test_the_page_takes_as_many_queries_for_a_long_thread(world: World, team: User) -> None:
    client, short, long = client_of(team), chain(team, 2), chain(team, 15)
    taken = {queries_of(client, address_of(Kind.IDEA, idea.reference)) for idea in (short, long, world.idea)}
    assert max(taken) <= 10
    assert len({queries_of(client, address_of(Kind.IDEA, idea.reference)) for idea in (short, long)}) == 1


# What each reader may see ---------------------------------------------------------------------------------------------


def address_of(kind: Kind, name: str) -> str:
    return reverse(f"thread:{kind}", args=[name])


SEEN = {
    "guest": [Kind.POINT, Kind.IDEA],
    "company": [Kind.POINT, Kind.IDEA],
    "stranger": [Kind.POINT, Kind.IDEA],
    "board": list(Kind),
    "team": list(Kind),
    "admin": list(Kind),
}
"""From the line on: the idea is in the gallery, the pilot is not published, the board's protocol is not public."""


@pytest.mark.parametrize("who", SEEN)
def test_the_thread_ends_at_what_a_reader_may_not_see(world: World, who: str, request: pytest.FixtureRequest) -> None:
    assert kinds_of(red_thread(world.keys()[Kind.POINT], person(who, request))) == SEEN[who]


def person(who: str, request: pytest.FixtureRequest) -> Person:
    found: Person = AnonymousUser() if who == "guest" else request.getfixturevalue(who)
    return found


@pytest.mark.parametrize("who", SEEN)
def test_no_thread_tells_what_its_reader_may_not_know(world: World, who: str, request: pytest.FixtureRequest) -> None:
    """Each word stands in one place; a reader finds it on no thread, or on one at least."""
    fill_with_words(world)
    user = person(who, request)
    known = WORDS[who]
    pages = [page_of(world, kind, client_of(user if isinstance(user, User) else None)) for kind in Kind]
    assert {word for word in ALL_WORDS if any(word in page for page in pages)} == known


PUBLIC_WORDS = {"Zeilenwort", "Ideenwort", "Terminwort"}
SIGNED_IN_WORDS = PUBLIC_WORDS | {"Massnahmenwort", "Uebernahmewort"}
INNER_WORDS = {"Pilotwort", "Beschlusswort", "Berichtwort", "Herkunftswort"}
WORDS = {
    "guest": PUBLIC_WORDS,
    "company": SIGNED_IN_WORDS | {"Antwortwort"},
    "stranger": SIGNED_IN_WORDS,
    "board": SIGNED_IN_WORDS | INNER_WORDS,
    "team": SIGNED_IN_WORDS | INNER_WORDS | {"Antwortwort", "Listenwort"},
    "admin": SIGNED_IN_WORDS | INNER_WORDS | {"Antwortwort", "Listenwort"},
}
"""Why the dates of a public milestone moved is public; into which Teilkonzept an idea went is told with its answer."""
ALL_WORDS = {word for words in WORDS.values() for word in words}


def test_what_was_brought_back_is_not_told_as_new(team: User) -> None:
    measure = since(MeasureFactory(), moment(3, 1))
    remove_node(measure, version=1, reason="Aus Versehen.", by=team)
    restore_node(last_removal(Measure, measure.pk), by=team)
    thread = red_thread(Key(Kind.MEASURE, measure.pk), team)
    assert [entry.day for entry in thread.entries] == [date(2020, 3, 1)]


def fill_with_words(world: World) -> None:
    """Put a word of its own into everything that a thread can tell."""
    StatusChange.objects.filter(reason="Das erproben wir.").update(reason="Antwortwort")
    StatusChange.objects.filter(to_status=ListStatus.CLOSED).update(reason="Listenwort")
    for instance, name, word in [
        *((change, "reason", "Terminwort") for change in DateChange.objects.all()),
        (world.point, "text", "Zeilenwort"),
        (world.idea, "title", "Ideenwort"),
        (world.pilot, "title", "Pilotwort"),
        (world.decision.point, "text", "Beschlusswort"),
        (world.measure, "title", "Massnahmenwort"),
        (world.idea.uptakes.get(), "reason", "Uebernahmewort"),
        (world.pilot.reports.get(), "text", "Berichtwort"),
        (world.measure.sources.get(), "reason", "Herkunftswort"),
    ]:
        setattr(instance, name, word)
        instance.save()


def page_of(world: World, kind: Kind, client: Client) -> str:
    """Return the page of one thread, empty where it is refused; what the reader is called is left out."""
    instance = getattr(world, kind)
    args = {Kind.POINT: lambda: [world.point.protocol.meeting.slug, instance.pk], Kind.MEASURE: lambda: [instance.slug]}
    named = args.get(kind, lambda: [instance.reference])()
    response = client.get(reverse(f"thread:{kind}", args=named))
    assert response.status_code in (200, 302, 404)
    return text_of(response) if response.status_code == 200 else ""


def test_everybody_reads_of_a_published_pilot_what_is_public(world: World) -> None:
    world.pilot.published_at = moment(12, 22)
    world.pilot.save()
    ProgressReportFactory(pilot=world.pilot, reported_on=date(2021, 2, 20), percent=60, is_public=True)
    thread = red_thread(world.keys()[Kind.PILOT], GUEST)
    assert [line for line in told(thread) if line[0] > ""][-3:] == [
        ("22.12.20", "Das SMARTCity-Team hat das Pilotprojekt veröffentlicht."),
        ("04.01.21", "Das SMARTCity-Team hat die Umsetzung des Pilotprojekts begonnen."),
        ("20.02.21", "Das SMARTCity-Team berichtet: Das Pilotprojekt ist zu 60 Prozent umgesetzt."),
    ]


def test_a_decision_that_the_reader_may_not_see_is_not_named_as_reason(world: World) -> None:
    [change] = [
        entry for entry in red_thread(world.keys()[Kind.MILESTONE], GUEST).entries if "verschoben" in entry.sentence
    ]
    assert change.links == ()
    assert change.sentence.startswith("Das SMARTCity-Team")


# The pages ------------------------------------------------------------------------------------------------------------


def test_a_line_that_records_a_decision_has_the_thread_of_the_decision(world: World, team: User) -> None:
    line = world.decision.point
    address = reverse("thread:point", args=[line.protocol.meeting.slug, line.pk])
    assert client_of(team).get(address)["location"] == address_of(Kind.DECISION, "B-2020-009")


def test_lines_of_which_something_came_lead_to_their_thread(world: World) -> None:
    page = text_of(client_of(None).get(world.point.protocol.get_absolute_url()))
    assert page.count("Roter Faden") == 1
    assert reverse("thread:point", args=[world.point.protocol.meeting.slug, world.point.pk]) in page


def test_readers_of_the_gallery_find_the_thread_beside_the_idea(world: World) -> None:
    response = client_of(None).get(world.idea.get_absolute_url())
    assert [tab["label"] for tab in response.context["tabs"]] == ["Idee", "Roter Faden"]


def test_an_object_of_which_nothing_came_says_so() -> None:
    idea = IdeaFactory(published_at=timezone.now(), agrees_to_publication=True)
    page = text_of(client_of(None).get(address_of(Kind.IDEA, idea.reference)))
    assert "Hiervon führt noch kein Faden weiter." in page


def test_what_is_ahead_is_marked(world: World, team: User) -> None:
    thread = red_thread(world.keys()[Kind.MEASURE], team)
    world.measure.ends_on = timezone.localdate() + timedelta(days=1)
    world.measure.save()
    assert [entry.sentence for entry in thread.entries if entry.is_ahead] == []
    thread = red_thread(world.keys()[Kind.MEASURE], team)
    assert [entry.sentence for entry in thread.entries if entry.is_ahead] == [
        "Ende der Maßnahme, wie es vorgesehen ist."
    ]
