"""Answers: prepared in private, published together after a dry run, one mail for everybody who handed the idea in."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from common.models import StatusChange
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.models import Answer, CoAuthor, Idea
from ideas.services.answers import discard_answer, prepare_answer, publish_answer, publish_answers
from ideas.services.statuses import reopen_idea
from milestones.enums import FigureKey
from milestones.figures import rows_to_do
from people.models import User
from tests.factories.ideas import ContactFactory, IdeaFactory
from tests.factories.people import UserFactory
from tests.factories.strategy import SubConceptFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

ANSWERS = "/ideen/antworten/"


@pytest.fixture
def idea() -> Idea:
    return ContactFactory(idea__status=IdeaStatus.IN_REVIEW, idea__title="Leihräder", email="toni@example.org").idea


def prepare(idea: Idea, by: User, outcome: str = IdeaStatus.STORED, text: str = "Später, wenn Geld da ist.") -> Answer:
    return prepare_answer(idea, outcome=outcome, text=text, version=0, by=by)


# The services ---------------------------------------------------------------------------------------------------------


def test_prepared_answer_is_private(idea: Idea, team: User, company: User) -> None:
    idea.submitter = company
    idea.save()
    prepare(idea, team, text="Noch geheim.")
    assert Email.objects.count() == 0
    assert "Noch geheim." not in text_of(client_of(company).get(idea.get_absolute_url()))
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.IN_REVIEW


def test_same_answer_twice_is_one(idea: Idea, team: User) -> None:
    assert prepare(idea, team) == prepare(idea, team)
    assert Answer.history.count() == 1


def test_stale_answer_changes_nothing(idea: Idea, team: User) -> None:
    prepare(idea, team)
    with pytest.raises(StaleVersionError):
        prepare(idea, UserFactory(team=True), text="Anders.")
    assert Answer.objects.get().text == "Später, wenn Geld da ist."


def test_published_answer_is_the_reason_of_the_move(idea: Idea, team: User) -> None:
    answer = publish_answer(prepare(idea, team), version=1, by=team)
    assert answer.published_at is not None
    change = StatusChange.objects.get(content_type__model="idea", object_id=idea.pk)
    assert (change.to_status, change.reason, change.by) == (IdeaStatus.STORED, "Später, wenn Geld da ist.", team)


def test_contact_and_confirmed_co_authors_are_told(idea: Idea, team: User) -> None:
    CoAuthor.objects.create(idea=idea, name="Mia", email="mia@example.org", confirmed_at=timezone.now())
    CoAuthor.objects.create(idea=idea, name="Noa", email="noa@example.org")
    CoAuthor.objects.create(
        idea=idea, name="Ida", email="ida@example.org", confirmed_at=timezone.now(), declined_at=timezone.now()
    )
    publish_answer(prepare(idea, team), version=1, by=team)
    mails = {mail.to[0]: mail for mail in Email.objects.all()}
    assert set(mails) == {"toni@example.org", "mia@example.org"}
    for mail in mails.values():
        assert mail.subject == f"Antwort zu Ihrer Idee {idea.reference}: Leihräder"
        assert "Später, wenn Geld da ist." in mail.message
        assert mail.headers["X-Idea"] == idea.reference
    assert idea.token in mails["toni@example.org"].message
    assert idea.token not in mails["mia@example.org"].message


def test_mail_holds_nothing_internal_and_no_other_address(idea: Idea, team: User) -> None:
    idea.remarks.create(text="Der Antrag ist schwach.", by=team)
    CoAuthor.objects.create(idea=idea, name="Mia", email="mia@example.org", confirmed_at=timezone.now())
    publish_answer(prepare(idea, team), version=1, by=team)
    for mail in Email.objects.all():
        other = {"toni@example.org", "mia@example.org"} - set(mail.to)
        assert [word for word in ("schwach", str(team), team.email, *other) if word in mail.message] == []


def test_account_is_told_where_no_contact_is_named(company: User, team: User) -> None:
    idea = IdeaFactory(status=IdeaStatus.IN_REVIEW, submitter=company)
    publish_answer(prepare(idea, team), version=1, by=team)
    assert [mail.to for mail in Email.objects.all()] == [[company.email]]


def test_accepted_is_asked_for_a_sub_concept_and_may_wait_for_it(idea: Idea, team: User) -> None:
    answer = prepare(idea, team, IdeaStatus.ACCEPTED)
    idea.uptakes.create(sub_concept=SubConceptFactory(), extent="not", reason="Passt nicht.")
    dry_run, hint = f"/ideen/antworten/?antwort={answer.pk}", "in welches Teilkonzept die Idee geht"
    assert hint in text_of(client_of(team).get(dry_run))
    uptake = idea.uptakes.create(sub_concept=SubConceptFactory(), extent="partly", reason="Passt.")
    assert hint not in text_of(client_of(team).get(dry_run))
    uptake.delete()
    publish_answer(answer, version=1, by=team)
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.ACCEPTED
    assert list(rows_to_do(FigureKey.IDEAS_IN_CONCEPTS)) == [idea]


def test_refused_answers_keep_back_no_other(idea: Idea, team: User) -> None:
    ready = prepare(idea, team)
    early = prepare(IdeaFactory(), team)
    changed = prepare(IdeaFactory(status=IdeaStatus.IN_REVIEW), team)
    outcome = publish_answers([(early, 1), (ready, 1), (changed, 7)], by=team)
    assert outcome.published == [ready]
    assert [(refused.answer, refused.why) for refused in outcome.refused] == [
        (early, "Die Idee ist „eingereicht“; beantworten lässt sie sich nur „in Prüfung“."),
        (changed, "Die Antwort wurde inzwischen geändert. Bitte lesen Sie sie noch einmal."),
    ]


def test_answer_is_published_once(idea: Idea, team: User) -> None:
    answer = prepare(idea, team)
    publish_answers([(answer, 1)], by=team)
    again = publish_answers([(answer, 1)], by=team)
    assert (len(again.published), len(again.refused), Email.objects.count()) == (0, 1, 1)


def test_reopened_idea_takes_a_second_answer(idea: Idea, team: User) -> None:
    publish_answer(prepare(idea, team), version=1, by=team)
    reopen_idea(idea, by=team, reason="Es gibt jetzt Geld.")
    mail = Email.objects.latest("pk")
    assert (mail.to, "Themenspeicher" in mail.message, "Geld" in mail.message) == (["toni@example.org"], True, False)
    publish_answer(prepare(idea, team, IdeaStatus.PILOT, "Jetzt ja."), version=1, by=team)
    assert idea.published_answers.count() == 2


def test_published_answer_cannot_be_discarded(idea: Idea, team: User) -> None:
    answer = prepare(idea, team)
    publish_answer(answer, version=1, by=team)
    with pytest.raises(TransitionError):
        discard_answer(answer, by=team)
    assert Answer.objects.count() == 1


# The form -------------------------------------------------------------------------------------------------------------


def address(idea: Idea) -> str:
    return f"/ideen/{idea.reference}/antwort/"


def typed(**changes: Any) -> dict[str, Any]:
    return {"outcome": "stored", "text": "Später.", "version": 0} | changes


def test_editor_prepares_and_changes_the_answer(idea: Idea, team: User) -> None:
    client = client_of(team)
    assert client.post(address(idea), typed()).status_code == 302
    page = text_of(client.get(address(idea)))
    assert "Öffentliche Antwort" in page
    assert "Später." in page
    assert client.post(address(idea), typed(text="Viel später.", version=1)).status_code == 302
    assert Answer.objects.get().text == "Viel später."


def test_stale_form_shows_both_texts(idea: Idea, team: User) -> None:
    prepare(idea, UserFactory(team=True, name="Ulla Team"), text="Von Ulla.")
    answer = client_of(team).post(address(idea), typed(text="Von Kim."))
    page = text_of(answer)
    assert answer.status_code == 409
    assert [text for text in ("Von Ulla.", "Von Kim.", "Ulla Team") if text not in page] == []
    assert Answer.objects.get().text == "Von Ulla."


def test_form_after_the_publication_keeps_what_was_typed(idea: Idea, team: User) -> None:
    publish_answer(prepare(idea, team), version=1, by=team)
    answer = client_of(team).post(address(idea), typed(text="Zu spät.", version=1))
    assert answer.status_code == 409
    assert "Zu spät." in text_of(answer)


def test_editor_discards_the_answer(idea: Idea, team: User) -> None:
    prepare(idea, team)
    answer = client_of(team).post(address(idea), {"discard_answer": "1"})
    assert messages_of(answer) == ["Die vorbereitete Antwort ist verworfen."]
    assert Answer.objects.count() == 0


def test_what_was_typed_comes_back_until_it_is_saved(idea: Idea, team: User) -> None:
    client = client_of(team)
    assert client.post(address(idea), typed(text="Halb fertig", draft="save")).status_code == 204
    page = text_of(client.get(address(idea)))
    assert "Halb fertig" in page
    assert "ist wieder da" in page
    client.post(address(idea), typed(text="Fertig."))
    assert "ist wieder da" not in text_of(client.get(address(idea)))


def test_button_leads_on_to_the_publication(idea: Idea, team: User) -> None:
    answer = client_of(team).post(address(idea), typed(publish="1"))
    assert answer.url == f"{ANSWERS}?antwort={Answer.objects.get().pk}&idee=1"


@pytest.mark.parametrize("changes", [{"text": ""}, {"outcome": ""}, {"outcome": "withdrawn"}])
def test_incomplete_answer_is_refused(idea: Idea, team: User, changes: dict[str, str]) -> None:
    assert client_of(team).post(address(idea), typed(**changes)).status_code == 422
    assert Answer.objects.count() == 0


# The dry run ----------------------------------------------------------------------------------------------------------


def test_dry_run_tells_what_will_happen_and_does_nothing(idea: Idea, team: User) -> None:
    CoAuthor.objects.create(idea=idea, name="Mia", email="mia@example.org", confirmed_at=timezone.now())
    ready, early = prepare(idea, team), prepare(IdeaFactory(title="Zu früh"), team)
    page = text_of(client_of(team).get(f"{ANSWERS}?antwort={ready.pk}&antwort={early.pk}&antwort=0&antwort=x"))
    for text in ("Wird veröffentlicht: 1", "2 E-Mails gehen hinaus", "Nicht möglich: 1", "Zu früh", "„eingereicht“",
                 "Antwort zu Ihrer Idee", "Später, wenn Geld da ist."):  # fmt: skip
        assert text in page
    assert idea.token not in page
    assert Answer.objects.filter(published_at=None).count() == 2
    assert Email.objects.count() == 0


def test_chosen_answers_are_published_together(idea: Idea, team: User) -> None:
    others = [prepare(IdeaFactory(status=IdeaStatus.IN_REVIEW), team) for _ in range(2)]
    early = prepare(IdeaFactory(reference="I-2020-9999"), team)
    chosen = [f"{one.pk}:1" for one in (prepare(idea, team), *others, early)]
    answer = client_of(team).post(ANSWERS, {"antwort": chosen})
    assert messages_of(answer) == [
        "3 Antworten sind veröffentlicht.",
        "I-2020-9999: Die Idee ist „eingereicht“; beantworten lässt sie sich nur „in Prüfung“.",
    ]
    assert Answer.objects.exclude(published_at=None).count() == 3


def test_only_an_idea_in_review_offers_the_publication(idea: Idea, team: User) -> None:
    early = IdeaFactory()
    shown = [text_of(client_of(team).get(address(one))) for one in (idea, early)]
    assert ['name="publish"' in page for page in shown] == [True, False]
    assert ["sobald die Idee in Prüfung ist" in page for page in shown] == [False, True]


def test_publication_leads_back_to_the_idea_that_led_to_it(idea: Idea, team: User) -> None:
    prepared = prepare_answer(idea, outcome="accepted", text="Ja.", version=0, by=team)
    here = f"{ANSWERS}?antwort={prepared.pk}&idee=1"
    page = text_of(client_of(team).get(here))
    assert f'href="{idea.get_absolute_url()}uebernahme/"' in page
    assert client_of(team).post(here, {"antwort": f"{prepared.pk}:1"}).url == idea.get_absolute_url()
    assert client_of(team).post(ANSWERS, {"antwort": f"{prepared.pk}:1"}).url == ANSWERS


def test_second_click_publishes_nothing_more(idea: Idea, team: User) -> None:
    chosen = {"antwort": [f"{prepare(idea, team).pk}:1"]}
    client_of(team).post(ANSWERS, chosen)
    again = client_of(team).post(ANSWERS, chosen)
    assert messages_of(again) == ["1 Antwort war schon veröffentlicht oder verworfen."]
    assert Email.objects.count() == 1


def test_answer_that_changed_since_the_dry_run_is_refused(idea: Idea, team: User) -> None:
    answer = prepare(idea, team)
    prepare_answer(idea, outcome="declined", text="Doch nicht.", version=1, by=team)
    said = messages_of(client_of(team).post(ANSWERS, {"antwort": [f"{answer.pk}:1"]}))
    assert said == [f"{idea.reference}: Die Antwort wurde inzwischen geändert. Bitte lesen Sie sie noch einmal."]
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.IN_REVIEW


@pytest.mark.parametrize("chosen", [[], ["x"], ["1"], [":"], ["1:x"]])
def test_nothing_chosen_publishes_nothing(idea: Idea, team: User, chosen: list[str]) -> None:
    prepare(idea, team)
    assert messages_of(client_of(team).post(ANSWERS, {"antwort": chosen})) == ["Es war keine Antwort gewählt."]


def test_guest_is_asked_to_sign_in() -> None:
    assert Client().get(ANSWERS).url.startswith("/konto/login/")


def test_queries_do_not_grow_with_answers(team: User) -> None:
    def chosen(count: int) -> str:
        made = [prepare(ContactFactory(idea__status=IdeaStatus.IN_REVIEW).idea, team).pk for _ in range(count)]
        return "&".join(f"antwort={pk}" for pk in made)

    client, one, thirty = client_of(team), chosen(1), chosen(29)
    assert queries_of(client, f"{ANSWERS}?{one}") == queries_of(client, f"{ANSWERS}?{one}&{thirty}")
    assert queries_of(client, ANSWERS) <= 10


def test_answer_to_an_idea_that_was_merged_can_only_be_discarded(team: User, admin: User) -> None:
    idea = IdeaFactory(status=IdeaStatus.IN_REVIEW)
    prepare_answer(idea, outcome="stored", text="Später.", version=0, by=team)
    assert prepare_answer(idea, outcome="stored", text="Jetzt.", version=1, by=admin).prepared_by == admin
    idea.status = IdeaStatus.MERGED
    idea.save()
    client, address = client_of(team), f"/ideen/{idea.reference}/antwort/"
    detail = text_of(client.get(idea.get_absolute_url()))
    assert ("Verwerfen …" in detail, "Veröffentlichen …" in detail) == (True, False)
    page = text_of(client.get("/ideen/antworten/"))
    assert "Verwerfen<" in page
    assert "Alex Admin, " in page
    assert "lässt sich nur noch verwerfen" in text_of(client.get(address))
    client.post(address, {"discard_answer": "1"})
    assert not idea.published_answers.exists()
