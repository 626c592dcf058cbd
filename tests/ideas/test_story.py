"""The story of an idea, as its submitter and as editors read it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from common.models import StatusChange
from ideas.enums import IdeaStatus, MergeKind
from ideas.models import Answer, Idea, Inquiry, Merge, MergeMember, Uptake
from ideas.records import load_records
from ideas.story import editor_story, submitter_story
from ideas.templatetags.ideas import unbroken
from people.models import User
from tests.factories.ideas import CallFactory, IdeaFactory
from tests.factories.strategy import SubConceptFactory

pytestmark = pytest.mark.django_db


def moment(day: int, month: int = 11) -> datetime:
    return datetime(2020, month, day, 12, tzinfo=UTC)


def move(idea: Idea, source: str, target: str, *, at: datetime, reason: str = "", by: str = "Kim Team") -> None:
    StatusChange.objects.create(subject=idea, from_status=source, to_status=target, at=at, reason=reason, by_name=by)


def join(team: User, sources: list[Idea], results: list[Idea], *, at: datetime, **merge: Any) -> Merge:
    stored = Merge.objects.create(by=team, reason="Gleiches Anliegen.", at=at, **merge)
    for idea in sources:
        MergeMember.objects.create(merge=stored, idea=idea, status_before=idea.status)
    for idea in results:
        MergeMember.objects.create(merge=stored, idea=idea, is_result=True)
    return stored


def submitters(idea: Idea) -> list[str]:
    return [event.sentence for event in submitter_story(load_records(idea, with_successors=True))]


def editors(idea: Idea) -> list[str]:
    return [event.sentence for event in editor_story(load_records(idea))]


@pytest.fixture
def idea() -> Idea:
    return IdeaFactory(title="Leihräder", submitted_at=moment(3), reference="I-2020-0001", status=IdeaStatus.IN_REVIEW)


def test_draft_has_no_story() -> None:
    assert submitters(IdeaFactory(draft=True)) == []


def test_submitter_reads_the_way_of_the_idea(idea: Idea, team: User) -> None:
    move(idea, IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, at=moment(5), reason="Passt zu Verkehr.")
    move(idea, IdeaStatus.IN_REVIEW, IdeaStatus.INQUIRY, at=moment(9))
    Inquiry.objects.create(
        idea=idea, text="Was kostet es?", fields=["cost"], due_on=date(2020, 11, 30), asked_by=team,
        asked_at=moment(9), answered_at=moment(20),
    )  # fmt: skip
    move(idea, IdeaStatus.INQUIRY, IdeaStatus.IN_REVIEW, at=moment(20))
    move(idea, IdeaStatus.IN_REVIEW, IdeaStatus.STORED, at=moment(1, 12), reason="Später.")
    Answer.objects.create(
        idea=idea, outcome=IdeaStatus.STORED, text="Später.", prepared_by=team, published_at=moment(1, 12)
    )
    move(idea, IdeaStatus.STORED, IdeaStatus.IN_REVIEW, at=moment(7, 12))
    move(idea, IdeaStatus.IN_REVIEW, IdeaStatus.WITHDRAWN, at=moment(8, 12))
    assert submitters(idea) == [
        "Am 3. November 2020 haben Sie die Idee eingereicht.",
        "Am 5. November 2020 hat das SMARTCity-Team begonnen, die Idee zu prüfen.",
        (
            "Am 9. November 2020 hat Ihnen das SMARTCity-Team eine Rückfrage gestellt, mit der Bitte um Antwort bis zum"
            " 30. November 2020."
        ),
        "Am 20. November 2020 haben Sie die Rückfrage beantwortet.",
        (
            "Am 1. Dezember 2020 hat das SMARTCity-Team geantwortet: Die Idee kommt in den Themenspeicher und kann"
            " später wieder aufgegriffen werden."
        ),
        "Am 7. Dezember 2020 hat das SMARTCity-Team die Idee aus dem Themenspeicher geholt und prüft sie erneut.",
        "Am 8. Dezember 2020 haben Sie die Idee zurückgezogen.",
    ]


def test_editors_read_names_and_internal_reasons(idea: Idea) -> None:
    move(idea, IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, at=moment(5), reason="Passt zu Verkehr.")
    story = editor_story(load_records(idea))
    assert [event.sentence for event in story] == [
        "Am 3. November 2020 wurde die Idee eingereicht.",
        "Am 5. November 2020 hat Kim Team begonnen, die Idee zu prüfen.",
    ]
    assert (story[1].text, story[1].label) == ("Passt zu Verkehr.", "interne Bemerkung")


def test_submitter_reads_nothing_internal_and_no_names(idea: Idea, team: User) -> None:
    move(idea, IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, at=moment(5), reason="Passt zu Verkehr.")
    Answer.objects.create(idea=idea, outcome=IdeaStatus.DECLINED, text="Noch nicht gesagt.", prepared_by=team)
    Uptake.objects.create(idea=idea, sub_concept=SubConceptFactory(), extent="not", reason="Vorab notiert.")
    other = IdeaFactory(title="Fremder Titel", reference="I-2020-0002")
    result = IdeaFactory(title="Gemeinsamer Titel", reference="I-2020-0003")
    join(team, [idea, other], [result], at=moment(6))
    story = submitter_story(load_records(idea, with_successors=True))
    page = render_to_string("ideas/_story.html", {"story": story})
    hidden = ["Verkehr", "Kim Team", "Noch nicht gesagt", "Vorab notiert", "Fremder", "Gemeinsamer", "I-2020-0002"]
    assert [word for word in hidden if word in page] == []
    assert "Gleiches Anliegen." in page


def test_uptake_is_told_with_the_answer(idea: Idea, team: User) -> None:
    concept = SubConceptFactory(title="Verkehr")
    Uptake.objects.create(idea=idea, sub_concept=concept, extent="partly", passage="Abschnitt 2", reason="Nur Räder.")
    assert len(submitters(idea)) == 1
    Answer.objects.create(idea=idea, outcome=IdeaStatus.ACCEPTED, text="Ja.", prepared_by=team, published_at=moment(1))
    today = timezone.localdate()
    told = submitters(idea)[-1]
    assert told.endswith("Die Idee wird zum Teil in das Teilkonzept „Verkehr“ übernommen (Textstelle: Abschnitt 2).")
    assert f" {today.year} " in told


def test_each_state_of_an_uptake_is_told_on_its_own_day(idea: Idea, team: User) -> None:
    verkehr = SubConceptFactory(title="Verkehr")
    uptake = Uptake.objects.create(idea=idea, sub_concept=verkehr, extent="not", reason="Nein.")
    for extent, reason in (("partly", "Nur Räder."), ("partly", "Nur Räder."), ("wholly", "Alles.")):
        uptake.extent, uptake.reason = extent, reason
        uptake.save()
    for row, day in zip(Uptake.history.order_by("history_id"), (5, 6, 7, 20), strict=True):
        Uptake.history.filter(pk=row.pk).update(history_date=moment(day))
    Answer.objects.create(idea=idea, outcome=IdeaStatus.ACCEPTED, text="Ja.", prepared_by=team, published_at=moment(9))
    story = submitter_story(load_records(idea, with_successors=True))
    assert [(event.sentence, event.text) for event in story[2:]] == [
        ("Am 9. November 2020 wurde festgehalten: Die Idee wird zum Teil in das Teilkonzept „Verkehr“ übernommen.",
         "Nur Räder."),
        ("Am 20. November 2020 wurde das geändert: Die Idee wird ganz in das Teilkonzept „Verkehr“ übernommen.",
         "Alles."),
    ]  # fmt: skip
    told = [sentence for sentence in editors(idea) if "Verkehr" in sentence]
    assert [sentence.partition(":")[0] for sentence in told] == [
        "Am 5. November 2020 wurde festgehalten",
        "Am 6. November 2020 wurde das geändert",
        "Am 20. November 2020 wurde das geändert",
    ]


def test_submitter_learns_what_came_of_the_merged_idea(idea: Idea, team: User) -> None:
    other, third = IdeaFactory(reference="I-2020-0002"), IdeaFactory(reference="I-2020-0004")
    first = IdeaFactory(reference="I-2020-0003", submitted_at=moment(6))
    second = IdeaFactory(reference="I-2020-0005", submitted_at=moment(7))
    join(team, [idea, other], [first], at=moment(6))
    join(team, [first, third], [second], at=moment(7))
    Answer.objects.create(idea=second, outcome=IdeaStatus.PILOT, text="Ja.", prepared_by=team, published_at=moment(8))
    assert submitters(idea)[1:] == [
        "Am 6. November 2020 wurde die Idee mit einer anderen zusammengeführt; sie geht weiter als I-2020-0003.",
        (
            "Am 7. November 2020 wurde die Idee I-2020-0003 mit einer anderen zusammengeführt; sie geht weiter als"
            " I-2020-0005."
        ),
        (
            "Am 8. November 2020 hat das SMARTCity-Team geantwortet: Die Idee I-2020-0005 wird Kandidat für ein"
            " Pilotprojekt."
        ),
    ]


def test_submitter_reads_that_a_merge_was_undone(idea: Idea, team: User) -> None:
    others = [IdeaFactory(reference=f"I-2020-000{number}") for number in (2, 4)]
    result = IdeaFactory(reference="I-2020-0003")
    join(team, [idea, *others], [result], at=moment(6), undone_at=moment(7))
    Answer.objects.create(idea=result, outcome=IdeaStatus.PILOT, text="Ja.", prepared_by=team, published_at=moment(8))
    assert submitters(idea)[1:] == [
        "Am 6. November 2020 wurde die Idee mit 2 anderen zusammengeführt; sie geht weiter als I-2020-0003.",
        "Am 7. November 2020 wurde die Zusammenführung rückgängig gemacht.",
    ]


def test_both_sides_of_a_split_tell_it(idea: Idea, team: User) -> None:
    parts = [IdeaFactory(reference=f"I-2020-000{number}", submitted_at=moment(6)) for number in (2, 3)]
    join(team, [idea], parts, at=moment(6), kind=MergeKind.SPLIT)
    assert submitters(idea)[1:] == [
        "Am 6. November 2020 wurde die Idee aufgeteilt; sie geht weiter als I-2020-0002 und I-2020-0003."
    ]
    assert submitters(parts[0]) == ["Am 6. November 2020 ist diese Idee aus I-2020-0001 entstanden."]
    assert editors(parts[0]) == ["Am 6. November 2020 hat Kim Team diese Idee aus I-2020-0001 gebildet."]
    assert editors(idea)[1:] == ["Am 6. November 2020 hat Kim Team die Idee in I-2020-0002 und I-2020-0003 aufgeteilt."]


def test_events_are_told_in_the_order_of_their_days(idea: Idea, team: User) -> None:
    join(team, [idea, IdeaFactory(reference="I-2020-0002")], [IdeaFactory()], at=moment(2, 12))
    move(idea, IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, at=moment(5))
    assert [sentence.split(" ")[2] for sentence in editors(idea)] == ["November", "November", "Dezember"]


def test_day_is_that_of_gera(idea: Idea) -> None:
    idea.submitted_at = datetime(2020, 11, 3, 23, 30, tzinfo=UTC)
    idea.save()
    assert submitters(idea) == ["Am 4. November 2020 haben Sie die Idee eingereicht."]


@pytest.mark.parametrize(("days", "told"), [(-1, True), (0, False)])
def test_prize_is_told_from_the_day_after_the_jury_met(days: int, told: bool) -> None:
    jury_on = timezone.localdate() + timedelta(days=days)
    idea = IdeaFactory(call=CallFactory(competition=True, jury_on=jury_on), is_winner=True, submitted_at=moment(3))
    prizes = [sentence for sentence in submitters(idea) if sentence.endswith("hat die Jury die Idee ausgezeichnet.")]
    assert len(prizes) == told
    assert editors(idea)[1:] == prizes


def test_numbers_in_sentences_stay_on_one_line() -> None:
    assert unbroken("aus I-2020-0001 & <b>") == 'aus <span class="nowrap">I-2020-0001</span> &amp; &lt;b&gt;'
