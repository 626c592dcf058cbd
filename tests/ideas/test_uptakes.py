"""Uptakes: recorded with their Teilkonzept in one form, corrected with history, read by the submitter."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from post_office.models import Email

from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.models import Idea, Uptake
from ideas.services.uptakes import NewSubConcept, edit_uptake, record_uptake
from people.models import Body, User
from strategy.models import SubConcept
from tests.factories.ideas import ContactFactory, IdeaFactory
from tests.factories.people import UserFactory
from tests.factories.strategy import SubConceptFactory
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db

RECORDED = {"extent": "partly", "passage": "Abschnitt 2", "reason": "Nur die Räder."}


@pytest.fixture
def idea() -> Idea:
    return ContactFactory(idea__status=IdeaStatus.IN_REVIEW, email="toni@example.org").idea


@pytest.fixture
def concept() -> SubConcept:
    return SubConceptFactory(title="Verkehr von morgen")


def record(idea: Idea, concept: SubConcept | NewSubConcept, by: User, **values: str) -> Uptake:
    return record_uptake(idea, sub_concept=concept, **(RECORDED | values), by=by)


# The services ---------------------------------------------------------------------------------------------------------


def test_sub_concept_is_made_with_the_uptake(idea: Idea, body: Body, team: User) -> None:
    uptake = record(idea, NewSubConcept("Verkehr von morgen", body), team)
    assert (uptake.sub_concept.title, uptake.sub_concept.body) == ("Verkehr von morgen", body)


def test_refused_uptake_makes_no_sub_concept(idea: Idea, body: Body, team: User) -> None:
    with pytest.raises(ValidationError):
        record(idea, NewSubConcept("Verkehr von morgen", body), team, reason="")
    assert SubConcept.objects.count() == 0


def test_same_uptake_twice_is_one(idea: Idea, concept: SubConcept, body: Body, team: User) -> None:
    assert record(idea, concept, team) == record(idea, concept, team)
    new = NewSubConcept("Energie", body)
    assert record(idea, new, team) == record(idea, new, team)
    assert (Uptake.objects.count(), SubConcept.objects.count()) == (2, 2)


def test_idea_goes_into_a_sub_concept_once(idea: Idea, concept: SubConcept, team: User) -> None:
    record(idea, concept, team)
    with pytest.raises(ValidationError, match="schon festgehalten"):
        record(idea, concept, team, extent="wholly")


def test_change_keeps_its_history(idea: Idea, concept: SubConcept, team: User) -> None:
    uptake = record(idea, concept, team)
    edit_uptake(uptake, version=1, sub_concept=concept, **RECORDED | {"extent": "wholly"}, by=team)
    assert [row.extent for row in Uptake.history.order_by("history_id")] == ["partly", "wholly"]


def test_accepted_idea_keeps_an_uptake(idea: Idea, concept: SubConcept, team: User) -> None:
    uptake = record(idea, concept, team)
    idea.status = IdeaStatus.ACCEPTED
    idea.save()
    page = f"/ideen/{idea.reference}/uebernahme/{uptake.pk}/"
    answer = client_of(team).post(page, typed(sub_concept=concept.pk, extent="not"))
    assert answer.status_code == 409
    assert "Bitte halten Sie zuerst fest, in welches andere Teilkonzept" in text_of(answer)
    record(idea, SubConceptFactory(), team)
    assert client_of(team).post(page, typed(sub_concept=concept.pk, extent="not")).status_code == 302


def test_stale_change_is_refused(idea: Idea, concept: SubConcept, team: User) -> None:
    uptake = record(idea, concept, team)
    edit_uptake(uptake, version=1, sub_concept=concept, **RECORDED | {"extent": "wholly"}, by=team)
    with pytest.raises(StaleVersionError):
        edit_uptake(uptake, version=1, sub_concept=concept, **RECORDED | {"extent": "not"}, by=team)
    uptake.refresh_from_db()
    assert uptake.extent == "wholly"


def test_submitter_gets_a_mail_once_the_answer_is_out(idea: Idea, concept: SubConcept, team: User) -> None:
    uptake = record(idea, concept, team)
    assert Email.objects.count() == 0
    idea.published_answers.create(outcome="accepted", text="Ja.", prepared_by=team, published_at=timezone.now())
    edit_uptake(uptake, version=1, sub_concept=concept, **RECORDED | {"extent": "wholly"}, by=team)
    mail = Email.objects.get()
    assert mail.to == ["toni@example.org"]
    for text in ("Verkehr von morgen", "Übernommen: ganz", "Abschnitt 2", "Nur die Räder."):
        assert text in mail.message


# The pages ------------------------------------------------------------------------------------------------------------


def typed(**changes: Any) -> dict[str, Any]:
    return {"sub_concept": "", "new_title": "", "new_body": "", "version": 1} | RECORDED | changes


def post(idea: Idea, by: User, **changes: Any) -> Any:
    return client_of(by).post(f"/ideen/{idea.reference}/uebernahme/", typed(**changes))


def test_editor_records_an_uptake(idea: Idea, concept: SubConcept, team: User) -> None:
    answer = post(idea, team, sub_concept=concept.pk)
    assert messages_of(answer) == ["Festgehalten: teilweise in Verkehr von morgen."]
    assert idea.uptakes.get().passage == "Abschnitt 2"


def test_editor_makes_the_sub_concept_in_the_same_form(idea: Idea, body: Body, team: User) -> None:
    for _ in range(2):
        assert post(idea, team, new_title="Energie", new_body=body.pk).status_code == 302
    assert (idea.uptakes.get().sub_concept.title, SubConcept.objects.count()) == ("Energie", 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Bitte wählen Sie ein Teilkonzept, oder legen Sie unten ein neues an."),
        ({"new_title": "Energie"}, "Bitte wählen Sie die Gruppe, die das neue Teilkonzept schreibt."),
        ({"new_title": "Energie", "sub_concept": "concept"}, "Bitte wählen Sie entweder ein Teilkonzept"),
        ({"new_title": "verkehr von MORGEN", "new_body": "body"}, "Ein Teilkonzept mit diesem Titel gibt es schon."),
        ({"sub_concept": "concept", "reason": ""}, "Bitte nennen Sie eine Begründung."),
        ({"sub_concept": "concept", "extent": "etwas"}, "etwas"),
    ],
)
def test_incomplete_uptake_is_refused_and_stays_in_the_form(
    idea: Idea, concept: SubConcept, body: Body, team: User, changes: dict[str, str], said: str
) -> None:
    keys = {"concept": concept.pk, "body": body.pk}
    answer = post(idea, team, **{name: keys.get(value, value) for name, value in changes.items()})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Abschnitt 2" in text_of(answer)
    assert Uptake.objects.count() == 0


def test_stale_form_shows_both_versions(idea: Idea, concept: SubConcept, team: User) -> None:
    uptake = record(idea, concept, UserFactory(team=True))
    edit_uptake(uptake, version=1, sub_concept=concept, **RECORDED | {"passage": "Abschnitt 3"}, by=team)
    answer = client_of(team).post(
        f"/ideen/{idea.reference}/uebernahme/{uptake.pk}/", typed(sub_concept=concept.pk, passage="Abschnitt 4")
    )
    assert answer.status_code == 409
    assert "Abschnitt 3" in text_of(answer)
    assert "Abschnitt 4" in text_of(answer)


def test_editor_corrects_an_uptake(idea: Idea, concept: SubConcept, team: User) -> None:
    uptake = record(idea, concept, team)
    other = SubConceptFactory()
    answer = client_of(team).post(
        f"/ideen/{idea.reference}/uebernahme/{uptake.pk}/", typed(sub_concept=other.pk, passage="")
    )
    assert answer.status_code == 302
    uptake.refresh_from_db()
    assert (uptake.sub_concept, uptake.passage) == (other, "")


def test_uptake_of_another_idea_is_not_found(idea: Idea, concept: SubConcept, team: User) -> None:
    foreign = record(IdeaFactory(status=IdeaStatus.IN_REVIEW), concept, team)
    assert client_of(team).get(f"/ideen/{idea.reference}/uebernahme/{foreign.pk}/").status_code == 404


def test_form_is_closed_before_the_review(team: User) -> None:
    answer = client_of(team).get(f"/ideen/{IdeaFactory().reference}/uebernahme/")
    assert messages_of(answer) == ["Festhalten lässt sich eine Übernahme, sobald die Idee in Prüfung ist."]
