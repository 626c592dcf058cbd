"""What editors see of the work on an idea: buttons by status, the open Rückfrage, the prepared answer, the family."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.records import load_records
from ideas.services.answers import prepare_answer
from ideas.services.inquiries import ask_inquiry
from ideas.services.merges import merge_ideas
from ideas.services.uptakes import record_uptake
from ideas.steps import Work, work_on
from people.models import User
from tests.factories.ideas import IdeaFactory
from tests.factories.strategy import SubConceptFactory
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db

FORMS = ["Antwort vorbereiten", "Rückfrage stellen", "Übernahme festhalten", "Zusammenführen", "Aufteilen"]
ACTIONS = {
    IdeaStatus.SUBMITTED: ["Prüfung beginnen", "Antwort vorbereiten", "Zusammenführen", "Aufteilen"],
    IdeaStatus.IN_REVIEW: FORMS,
    IdeaStatus.INQUIRY: ["Rückfrage schließen", "Antwort vorbereiten", "Zusammenführen", "Aufteilen"],
    IdeaStatus.ACCEPTED: ["Übernahme festhalten"],
    IdeaStatus.PILOT: ["Übernahme festhalten"],
    IdeaStatus.STORED: ["Aus dem Themenspeicher holen", "Übernahme festhalten"],
    IdeaStatus.DECLINED: ["Übernahme festhalten"],
    IdeaStatus.WITHDRAWN: [],
    IdeaStatus.MERGED: [],
}


def work(idea: Idea, user: User) -> Work:
    return work_on(load_records(idea), user)


@pytest.mark.parametrize("status", ACTIONS)
def test_buttons_follow_the_status(status: str, team: User, company: User) -> None:
    idea = IdeaFactory(status=status, submitter=company)
    assert [action.label for action in work(idea, team).actions] == ACTIONS[IdeaStatus(status)]
    assert work(idea, company).actions == []


@pytest.mark.parametrize("status", ACTIONS)
def test_every_button_leads_to_its_page(status: str, team: User) -> None:
    client = client_of(team)
    for action in work(IdeaFactory(status=status), team).actions:
        answer = client.get(action.url)
        assert answer.status_code == 200
        assert action.label in text_of(answer)


def test_open_question_and_prepared_answer_are_shown(team: User) -> None:
    idea = IdeaFactory(status=IdeaStatus.IN_REVIEW)
    due_on = timezone.localdate() + timedelta(days=1)
    inquiry = ask_inquiry(idea, text="Was kostet es?", fields=["cost", "summary"], due_on=due_on, by=team)
    prepare_answer(idea, outcome="stored", text="Später.", version=0, by=team)
    idea.refresh_from_db()
    shown = work(idea, team)
    assert "Antwort ändern" in [action.label for action in shown.actions]
    assert (shown.inquiry, shown.opened, shown.is_late) == (inquiry, ["Kurzbeschreibung", "Kosten"], False)
    page = render_to_string("ideas/_work.html", {"work": shown})
    assert [text for text in ("Was kostet es?", "Später.", "öffentliche Antwort") if text not in page] == []
    inquiry.due_on = timezone.localdate() - timedelta(days=1)
    inquiry.save()
    assert work(idea, team).is_late


def test_family_shows_origin_and_undoing(team: User) -> None:
    first, second = IdeaFactory(reference="I-2020-0101"), IdeaFactory(reference="I-2020-0102")
    result = merge_ideas(
        [first, second],
        versions={first.pk: 1, second.pk: 1},
        content={"title": "Beide"},
        origin={"title": ["I-2020-0101"]},
        reason="Gleiches Anliegen.",
        by=team,
    )
    [family] = work(result, team).families
    assert (family.sources_are, family.sources, family.results) == ("Entstanden aus", [first, second], [])
    [of_source] = work(first, team).families
    assert (of_source.sources_are, of_source.sources) == ("Zusammen mit", [second])
    assert (of_source.results_are, of_source.results) == ("Geht weiter als", [result])
    assert (family.kind, family.origin) == ("Zusammenführung", [("Titel", ["I-2020-0101"])])
    page = render_to_string("ideas/_work.html", {"work": work(result, team)})
    assert family.undo_url in page
    assert "Herkunft je Feld" in page
    # It belongs to nobody alone, so nobody can be asked.
    assert "Rückfrage stellen" not in [action.label for action in work(result, team).actions]


def test_outcome_shows_the_uptakes_and_lets_editors_correct_them(team: User) -> None:
    idea = IdeaFactory(status=IdeaStatus.IN_REVIEW)
    concept = SubConceptFactory(title="Verkehr von morgen")
    uptake = record_uptake(
        idea, sub_concept=concept, extent="partly", passage="Abschnitt 2", reason="Nur die Räder.", by=team
    )
    context = {"answers": [], "uptakes": load_records(idea).uptakes, "user": team}
    read = render_to_string("ideas/_outcome.html", context)
    assert [
        text for text in ("Verkehr von morgen", "teilweise", "Abschnitt 2", "Nur die Räder.") if text not in read
    ] == []
    address = f"/ideen/{idea.reference}/uebernahme/{uptake.pk}/"
    assert address not in read
    assert address in render_to_string("ideas/_outcome.html", context | {"may_edit": True})


def test_unknown_step_is_not_found(team: User) -> None:
    assert client_of(team).get(f"/ideen/{IdeaFactory().reference}/schritt/gibt-es-nicht/").status_code == 404


def test_step_that_is_not_open_says_so(team: User) -> None:
    answer = client_of(team).get(f"/ideen/{IdeaFactory().reference}/schritt/aufgreifen/")
    assert messages_of(answer) == ["Dieser Schritt ist vom heutigen Stand aus nicht möglich."]


def test_second_click_on_a_step_is_no_error(team: User) -> None:
    idea = IdeaFactory()
    for _ in range(2):
        answer = client_of(team).post(f"/ideen/{idea.reference}/schritt/pruefen/", {"reason": "Passt."})
        assert messages_of(answer) == ["Die Idee ist jetzt in Prüfung."]
