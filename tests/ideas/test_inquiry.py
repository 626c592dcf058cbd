"""Rückfragen: asking, the submitter's page with exactly the named fields, closing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from common.models import StatusChange
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus, QuestionKind
from ideas.keys import FormKey
from ideas.models import CoAuthor, Idea, IdeaDraft, Inquiry
from ideas.services.inquiries import answer_inquiry, ask_inquiry, close_inquiry
from people.models import User
from tests.factories.ideas import ContactFactory, IdeaFactory, PictureFactory, QuestionFactory
from tests.ideas.uploads import PDF
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db


def in_two_weeks() -> date:
    return timezone.localdate() + timedelta(days=14)


def ask(idea: Idea, by: User, *fields: str) -> Inquiry:
    return ask_inquiry(idea, text="Was kostet der Betrieb?", fields=fields or ["summary"], due_on=in_two_weeks(), by=by)


@pytest.fixture
def idea() -> Idea:
    idea = IdeaFactory(status=IdeaStatus.IN_REVIEW, title="Leihräder", summary="Räder leihen.", goal="Weniger Autos.")
    ContactFactory(idea=idea, email="toni@example.org")
    return idea


@pytest.fixture
def inquiry(idea: Idea, team: User) -> Inquiry:
    return ask(idea, team, "summary", "cost")


# The services ---------------------------------------------------------------------------------------------------------


def test_submitter_gets_the_question_with_the_link(inquiry: Inquiry, idea: Idea) -> None:
    mail = Email.objects.get()
    assert mail.to == ["toni@example.org"]
    assert mail.headers["X-Idea"] == idea.reference
    assert mail.subject == f"Rückfrage zu Ihrer Idee {idea.reference}: Leihräder"
    for text in ("Was kostet der Betrieb?", "Kurzbeschreibung, Kosten", inquiry.get_answer_url()):
        assert text in mail.message


def test_co_author_gets_the_question_without_the_link(idea: Idea, team: User) -> None:
    CoAuthor.objects.create(idea=idea, name="Mia", email="mia@example.org", confirmed_at=timezone.now())
    CoAuthor.objects.create(idea=idea, name="Noa", email="noa@example.org")
    ask(idea, team)
    mails = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert set(mails) == {"toni@example.org", "mia@example.org"}
    assert idea.token not in mails["mia@example.org"]


@pytest.mark.parametrize("fields", [[], ["token"], ["summary", "status"], ["question_0"]])
def test_only_fields_of_the_form_can_be_opened(idea: Idea, team: User, fields: list[str]) -> None:
    with pytest.raises(ValidationError) as error:
        ask_inquiry(idea, text="Was?", fields=fields, due_on=in_two_weeks(), by=team)
    assert list(error.value.message_dict) == ["fields"]


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_day_lies_within_the_next_year(idea: Idea, team: User, days: int) -> None:
    with pytest.raises(ValidationError):
        ask_inquiry(idea, text="Was?", fields=["summary"], due_on=timezone.localdate() + timedelta(days=days), by=team)


@pytest.mark.parametrize("content", [{"title": "Anders"}, {"summary": "Neu", "goal": "Mehr"}, {"status": "accepted"}])
def test_fields_that_are_not_named_stay_closed(inquiry: Inquiry, idea: Idea, content: dict[str, str]) -> None:
    with pytest.raises(PermissionDenied):
        answer_inquiry(inquiry, version=1, content=content, by=None)
    idea.refresh_from_db()
    assert (idea.title, idea.summary, idea.goal) == ("Leihräder", "Räder leihen.", "Weniger Autos.")


def test_stale_answer_changes_nothing(inquiry: Inquiry, idea: Idea) -> None:
    with pytest.raises(StaleVersionError):
        answer_inquiry(inquiry, version=7, content={"summary": "Neu"}, by=None)
    idea.refresh_from_db()
    assert (idea.summary, idea.status) == ("Räder leihen.", IdeaStatus.INQUIRY)


def test_answer_is_written_with_history_and_the_editor_is_told(inquiry: Inquiry, idea: Idea, team: User) -> None:
    Email.objects.all().delete()
    answer_inquiry(inquiry, version=1, content={"summary": "Neu.", "cost": "10 Euro"}, by=None)
    idea.refresh_from_db()
    inquiry.refresh_from_db()
    assert (idea.summary, idea.cost, idea.version, idea.status) == ("Neu.", "10 Euro", 2, IdeaStatus.IN_REVIEW)
    assert idea.first_content is not None
    assert idea.first_content["summary"] == "Räder leihen."
    assert inquiry.answered_at is not None
    mail = Email.objects.get()
    assert (mail.to, "Räder" in mail.message, "Neu." in mail.message) == ([team.email], False, False)


def test_answers_to_questions_can_be_opened_and_cleared(idea: Idea, team: User) -> None:
    question = QuestionFactory(call=idea.call)
    other = QuestionFactory(call=idea.call)
    idea.answers = {str(question.pk): "alt", str(other.pk): "bleibt"}
    idea.save()
    asked = ask(idea, team, f"question_{question.pk}")
    with pytest.raises(PermissionDenied):
        answer_inquiry(asked, version=1, content={}, answers={str(other.pk): "neu"}, by=None)
    answer_inquiry(asked, version=1, content={}, answers={str(question.pk): ""}, by=None)
    idea.refresh_from_db()
    assert idea.answers == {str(other.pk): "bleibt"}


def test_personal_answers_and_files_are_not_opened(idea: Idea, team: User) -> None:
    personal = QuestionFactory(call=idea.call, is_personal=True)
    file = QuestionFactory(call=idea.call, kind=QuestionKind.FILE)
    for question in (personal, file):
        with pytest.raises(ValidationError):
            ask(idea, team, f"question_{question.pk}")


# The submitter's page -------------------------------------------------------------------------------------------------


def test_page_shows_exactly_the_named_fields(inquiry: Inquiry) -> None:
    page = text_of(Client().get(inquiry.get_answer_url()))
    assert 'name="summary"' in page
    assert 'name="cost"' in page
    assert [name for name in ("title", "goal", "partners", "status") if f'name="{name}"' in page] == []


def form_data(inquiry: Inquiry, /, **typed: Any) -> dict[str, Any]:
    return {"version": 1, "inquiry": inquiry.pk, "summary": "Neu.", "cost": "10 Euro"} | typed


def test_guest_answers_by_the_link(inquiry: Inquiry, idea: Idea) -> None:
    answer = Client().post(inquiry.get_answer_url(), form_data(inquiry, title="Gekapert", status="accepted"))
    assert (answer.status_code, answer.url) == (302, idea.get_status_url())
    idea.refresh_from_db()
    assert (idea.summary, idea.title, idea.status) == ("Neu.", "Leihräder", IdeaStatus.IN_REVIEW)
    assert idea.history.latest("history_id").history_user is None
    page = text_of(Client().get(idea.get_status_url()))
    assert page.index("Neu.") < page.index("So haben Sie die Idee am 2. November 2020 eingereicht")
    assert page.index("So haben Sie die Idee") < page.index("Räder leihen.")


def test_own_account_is_named_in_the_history(company: User, team: User) -> None:
    idea = IdeaFactory(status=IdeaStatus.IN_REVIEW, submitter=company)
    asked = ask(idea, team)
    client_of(company).post(asked.get_answer_url(), {"version": 1, "inquiry": asked.pk, "summary": "Neu."})
    assert idea.history.filter(history_user=company).exists()


def test_stranger_with_the_link_answers_as_its_holder(inquiry: Inquiry, idea: Idea, stranger: User) -> None:
    client_of(stranger).post(inquiry.get_answer_url(), form_data(inquiry))
    idea.refresh_from_db()
    assert idea.summary == "Neu."
    assert StatusChange.objects.latest("pk").by is None


def test_second_click_thanks_once_more_and_writes_nothing(inquiry: Inquiry, idea: Idea) -> None:
    client = Client()
    client.post(inquiry.get_answer_url(), form_data(inquiry))
    rows = idea.history.count()
    again = client.post(inquiry.get_answer_url(), form_data(inquiry))
    assert (again.status_code, again.url) == (302, idea.get_status_url())
    assert idea.history.count() == rows


def test_other_answer_after_the_first_keeps_what_was_typed(inquiry: Inquiry, idea: Idea) -> None:
    Client().post(inquiry.get_answer_url(), form_data(inquiry))
    late = Client().post(inquiry.get_answer_url(), form_data(inquiry, summary="Etwas ganz anderes."))
    assert late.status_code == 409
    assert "Etwas ganz anderes." in text_of(late)
    assert "nicht gespeichert" in text_of(late)
    idea.refresh_from_db()
    assert idea.summary == "Neu."


def test_stale_form_shows_both_texts_and_no_name(inquiry: Inquiry, idea: Idea, team: User) -> None:
    idea.refresh_from_db()
    idea.summary, idea.version = "Vom Team gekürzt.", 2
    idea._history_user = team  # type: ignore[attr-defined]
    idea.save()
    answer = Client().post(inquiry.get_answer_url(), form_data(inquiry))
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Vom Team gekürzt." in page
    assert "Neu." in page
    assert 'name="version" value="2"' in page
    assert str(team) not in page
    idea.refresh_from_db()
    assert idea.summary == "Vom Team gekürzt."


def test_title_must_stay(idea: Idea, team: User) -> None:
    asked = ask(idea, team, "title")
    answer = Client().post(asked.get_answer_url(), {"version": 1, "inquiry": asked.pk, "title": " "})
    assert answer.status_code == 422
    assert "Bitte geben Sie der Idee einen Titel." in text_of(answer)


def test_page_without_an_open_question_leads_to_the_status_page(idea: Idea) -> None:
    answer = Client().get(f"{idea.get_status_url()}rueckfrage/")
    assert (answer.status_code, answer.url) == (302, idea.get_status_url())
    assert messages_of(answer) == ["Zu dieser Idee ist keine Rückfrage offen."]


@pytest.mark.parametrize("number", ["", "x", "0", "²"])
def test_answer_to_no_question_is_refused(inquiry: Inquiry, idea: Idea, number: str) -> None:
    Client().post(inquiry.get_answer_url(), form_data(inquiry, inquiry=number))
    idea.refresh_from_db()
    assert idea.summary == "Räder leihen."


def test_question_of_another_idea_is_not_answered_by_this_link(inquiry: Inquiry, team: User) -> None:
    foreign = ask(IdeaFactory(status=IdeaStatus.IN_REVIEW), team)
    Client().post(inquiry.get_answer_url(), form_data(inquiry, inquiry=foreign.pk))
    foreign.idea.refresh_from_db()
    assert foreign.idea.summary == "Kurz beschrieben."


def test_unknown_link_is_not_found() -> None:
    assert Client().get("/ideen/status/gibt-es-nicht/rueckfrage/").status_code == 404


# Drafts and files of an answer ----------------------------------------------------------------------------------------


def test_guests_answer_is_kept_while_it_is_written(inquiry: Inquiry, idea: Idea) -> None:
    address = inquiry.get_answer_url()
    assert Client().post(address, form_data(inquiry, summary="Halb geschri", draft="auto")).status_code == 204
    elsewhere = Client().get(address)
    assert elsewhere.context["form"]["summary"].value() == "Halb geschri"
    assert "ist wieder da" in text_of(elsewhere)
    Client().post(address, form_data(inquiry))
    assert not IdeaDraft.objects.exists()
    late = Client().post(address, form_data(inquiry, draft="auto"))
    assert (late.status_code, IdeaDraft.objects.exists()) == (409, False)


def test_window_that_does_not_know_the_draft_of_an_answer_keeps_nothing(inquiry: Inquiry) -> None:
    address = inquiry.get_answer_url()
    stamps = [Client().get(address).context["form"]["stamp"].value() for _ in range(2)]
    first, second = (form_data(inquiry, draft="auto", stamp=stamp, summary=f"Von {stamp}") for stamp in stamps)
    assert [Client().post(address, data).status_code for data in (first, first, second)] == [204, 204, 409]
    assert IdeaDraft.objects.get().typed["summary"] == [first["summary"]]


def test_draft_of_an_answer_is_discarded(inquiry: Inquiry) -> None:
    address = inquiry.get_answer_url()
    Client().post(address, form_data(inquiry, draft="auto"))
    assert Client().post(address, {"draft": "discard"}).url == address
    assert Client().get(address).context["form"]["summary"].value() == "Räder leihen."


def test_draft_of_a_former_answer_does_not_come_back(inquiry: Inquiry, idea: Idea, team: User) -> None:
    Client().post(inquiry.get_answer_url(), form_data(inquiry, draft="auto"))
    close_inquiry(inquiry, by=team)
    again = ask(idea, team, "summary")
    assert Client().get(again.get_answer_url()).context["form"]["summary"].value() == "Räder leihen."


@pytest.fixture
def for_files(idea: Idea, team: User) -> Inquiry:
    """A Rückfrage that asks for files, about an idea of a call that has ended, with one file handed in."""
    PictureFactory(idea=idea, uploaded_at=timezone.now() - timedelta(days=1))
    idea.call.closes_at = timezone.now() - timedelta(days=1)
    idea.call.save()
    return ask(idea, team, "attachments")


def upload(inquiry: Inquiry, key: str, **fields: Any) -> Any:
    """Send what the script of the page sends."""
    data = {"key": key, "field": "attachments", "file": SimpleUploadedFile("plan.pdf", PDF)} | fields
    return Client().post(f"/ideen/einreichen/{inquiry.idea.call.slug}/datei/", data)


def test_rueckfrage_asks_for_files(for_files: Inquiry, idea: Idea) -> None:
    address = for_files.get_answer_url()
    form = {"version": 1, "inquiry": for_files.pk}
    assert "Bitte wählen Sie mindestens eine Datei." in text_of(Client().post(address, form))
    key = Client().get(address).context["form"]["key"].value()
    assert upload(for_files, key).json()["url"] == address
    assert [file.name for file in Client().get(address).context["attachments"]] == ["plan.pdf"]
    assert Client().post(address, form).status_code == 302
    idea.refresh_from_db()
    assert (idea.status, idea.attachments.count()) == (IdeaStatus.IN_REVIEW, 2)
    assert upload(for_files, key, file=SimpleUploadedFile("b.pdf", PDF + b"\n%%EOF")).status_code == 422


def test_files_of_an_answer_need_no_script(for_files: Inquiry, idea: Idea) -> None:
    address, form = for_files.get_answer_url(), {"version": 1, "inquiry": for_files.pk}
    sent = SimpleUploadedFile("plan.pdf", PDF)
    assert Client().post(address, form | {"draft": "upload", "attachments": sent}).url == f"{address}#dateien"
    added = idea.attachments.get(name="plan.pdf")
    Client().post(address, form | {"remove": added.pk})
    assert not idea.attachments.filter(pk=added.pk).exists()
    refused = Client().post(address, form | {"attachments": SimpleUploadedFile("leer.pdf", b"")})
    assert (refused.status_code, "leer.pdf: Die Datei ist leer." in text_of(refused)) == (422, True)


def test_what_was_handed_in_stays_and_other_rueckfragen_take_no_files(
    for_files: Inquiry, idea: Idea, team: User
) -> None:
    first = idea.attachments.get()
    Client().post(for_files.get_answer_url(), {"version": 1, "inquiry": for_files.pk, "remove": first.pk})
    assert list(idea.attachments.all()) == [first]
    close_inquiry(for_files, by=team)
    other = ask(idea, team, "summary")
    assert upload(other, FormKey.of(idea).signed()).status_code == 422
    Client().post(other.get_answer_url(), form_data(other) | {"attachments": SimpleUploadedFile("plan.pdf", PDF)})
    assert list(idea.attachments.all()) == [first]


# The editors' pages ---------------------------------------------------------------------------------------------------


def typed_question(**typed: Any) -> dict[str, Any]:
    return {"text": "Was kostet es?", "fields_to_open": ["cost"], "due_on": in_two_weeks().isoformat()} | typed


def test_editor_asks(idea: Idea, team: User) -> None:
    answer = client_of(team).post(f"/ideen/{idea.reference}/rueckfrage/", typed_question())
    assert answer.status_code == 302
    assert idea.inquiries.get().fields == ["cost"]


def test_second_click_asks_once(idea: Idea, team: User) -> None:
    for _ in range(2):
        answer = client_of(team).post(f"/ideen/{idea.reference}/rueckfrage/", typed_question())
        assert (answer.status_code, messages_of(answer)) == (302, ["Die Rückfrage ist gesendet."])
    assert (idea.inquiries.count(), Email.objects.count()) == (1, 1)


def test_other_question_while_one_is_open_keeps_what_was_typed(inquiry: Inquiry, idea: Idea, team: User) -> None:
    answer = client_of(team).post(f"/ideen/{idea.reference}/rueckfrage/", typed_question(text="Und wer zahlt?"))
    assert answer.status_code == 409
    assert "Und wer zahlt?" in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "Bitte schreiben Sie, was Sie wissen möchten."),
        ({"fields_to_open": []}, "Bitte wählen Sie mindestens ein Feld"),
        ({"due_on": "2020-01-01"}, "Bitte nennen Sie einen Tag nach heute"),
        ({"due_on": "morgen"}, "Das ist kein Datum."),
    ],
)
def test_incomplete_question_is_refused(idea: Idea, team: User, typed: dict[str, Any], said: str) -> None:
    answer = client_of(team).post(f"/ideen/{idea.reference}/rueckfrage/", typed_question(**typed))
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_form_says_when_nobody_gets_a_mail(team: User) -> None:
    idea = IdeaFactory(status=IdeaStatus.IN_REVIEW)
    page = text_of(client_of(team).get(f"/ideen/{idea.reference}/rueckfrage/"))
    assert "Es ist keine E-Mail-Adresse bekannt: Es wird keine E-Mail verschickt." in page


def test_editor_closes_the_question(inquiry: Inquiry, idea: Idea, team: User) -> None:
    address = f"/ideen/{idea.reference}/schritt/rueckfrage-schliessen/"
    assert "Das geschieht" in text_of(client_of(team).get(address))
    for _ in range(2):
        answer = client_of(team).post(address, {"reason": "Telefonisch geklärt."})
        assert answer.status_code == 302
        assert messages_of(answer) == ["Die Rückfrage ist geschlossen; die Idee ist wieder in Prüfung."]
    inquiry.refresh_from_db()
    idea.refresh_from_db()
    assert inquiry.closed_at is not None
    assert (inquiry.answered_at, idea.status) == (None, IdeaStatus.IN_REVIEW)


def test_question_that_was_answered_meanwhile_is_not_closed(inquiry: Inquiry, idea: Idea, team: User) -> None:
    Client().post(inquiry.get_answer_url(), form_data(inquiry, summary="Meine Antwort."))
    answer = client_of(team).post(f"/ideen/{idea.reference}/schritt/rueckfrage-schliessen/", {"reason": ""})
    assert "geschlossen" not in " ".join(messages_of(answer))


def test_answer_to_a_closed_question_keeps_what_was_typed(inquiry: Inquiry, idea: Idea, team: User) -> None:
    client_of(team).post(f"/ideen/{idea.reference}/schritt/rueckfrage-schliessen/", {"reason": ""})
    late = Client().post(inquiry.get_answer_url(), form_data(inquiry, summary="Meine lange Antwort."))
    assert late.status_code == 409
    assert "Meine lange Antwort." in text_of(late)
