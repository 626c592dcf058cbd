"""Handing in once, whatever happens, and withdrawing."""

import threading
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email
from pypdf import PdfReader

from common.models import ReferenceCounter, StatusChange
from common.transitions import TransitionError
from ideas.enums import IdeaStatus
from ideas.models import AccessCode, Call, Idea
from ideas.services.drafts import send_draft_link
from ideas.services.submission import Submission, submit_idea, withdraw_idea
from people.models import User
from tests.factories.ideas import AccessCodeFactory, CallFactory, CoAuthorFactory, ContactFactory, IdeaFactory
from tests.ideas.intake import FORM, ideenformular, key_for, short
from tests.visitors import client_of, messages_of, text_of

SUBMISSION = Submission(content={"title": "Leise Busse", "summary": "Mit Strom."})


def in_parallel(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run all jobs at once, each with a connection of its own, and return what they returned or raised."""
    start, results = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], Any]) -> None:
        start.wait()
        try:
            results.append(job())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def form_call(transactional_db: None) -> Call:
    """The Ideenformular; after the first test that commits, what migrations brought along is gone."""
    return ideenformular()


def test_twenty_parallel_posts_make_one_idea(form_call: Call) -> None:
    data = short(key=key_for(form_call), email="toni@example.org", consent="1")
    answers = in_parallel([lambda: Client().post(FORM, data) for _ in range(20)])
    idea = Idea.objects.get()
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, idea.get_status_url())}
    assert (Email.objects.count(), ReferenceCounter.objects.get(prefix="I").last) == (1, 1)
    assert StatusChange.objects.count() == 1


def test_code_is_not_used_once_too_often(form_call: Call) -> None:
    code = AccessCodeFactory(call=CallFactory(form=True, access="code"), max_uses=1)
    drafts = [IdeaFactory(draft=True, call=code.call, access_code=AccessCode.objects.get()) for _ in range(5)]
    results = in_parallel([lambda draft=draft: submit_idea(draft, SUBMISSION, by=None) for draft in drafts])
    assert sorted(type(result).__name__ for result in results) == ["Idea", *["ValidationError"] * 4]
    assert Idea.objects.handed_in().count() == 1


@pytest.mark.django_db
def test_double_click_reload_and_second_window_lead_to_the_same_page() -> None:
    data, client = short(), Client()
    first = client.post(FORM, data)
    assert client.post(FORM, data).url == first.url
    assert first.url in text_of(Client().post(FORM, data | {"title": "Aus dem zweiten Fenster"}))
    assert Idea.objects.get().title == "Leise Busse"
    token = Idea.objects.get().token
    assert client.get(f"/ideen/entwurf/{token}/").url == first.url
    assert client.post(f"/ideen/entwurf/{token}/pruefen/").url == first.url


@pytest.mark.django_db
def test_submission_is_recorded_with_its_account(company: User) -> None:
    idea = submit_idea(IdeaFactory(draft=True, submitter=company), SUBMISSION, by=company)
    change = StatusChange.objects.get()
    assert (change.from_status, change.to_status, change.by) == (IdeaStatus.DRAFT, IdeaStatus.SUBMITTED, company)
    assert idea.history.first().history_change_reason == "Idee eingereicht"


@pytest.mark.django_db
def test_what_is_sent_at_once_never_was_a_draft(company: User) -> None:
    client, data = client_of(company), short(key=key_for(user=company), consent="1", email=company.email)
    client.post(FORM, short(key=key_for(user=company)))
    with CaptureQueriesContext(connection) as queries:
        client.post(FORM, data)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 12
    idea = Idea.objects.first()
    assert [(row.history_user, row.history_change_reason) for row in idea.history.all()] == [
        (company, "Idee eingereicht")
    ]
    change = StatusChange.objects.get(content_type__model="idea", object_id=idea.pk)
    assert (change.from_status, change.to_status, change.by) == (IdeaStatus.DRAFT, IdeaStatus.SUBMITTED, company)


@pytest.mark.django_db
def test_draft_of_a_guest_belongs_to_the_account_that_sends_it(company: User) -> None:
    idea = submit_idea(IdeaFactory(draft=True), SUBMISSION, by=company)
    assert (idea.submitter, idea.organisation) == (company, company.organisation)


@pytest.mark.django_db
def test_colleague_with_the_link_sends_in_the_name_of_the_author(company: User, stranger: User) -> None:
    idea = submit_idea(IdeaFactory(draft=True, submitter=company), SUBMISSION, by=stranger)
    assert (idea.submitter, StatusChange.objects.get().by) == (company, None)


@pytest.mark.django_db
def test_idea_without_title_is_refused_and_nothing_is_written() -> None:
    draft = IdeaFactory(draft=True)
    with pytest.raises(ValidationError, match="Titel"):
        submit_idea(draft, Submission(content={"title": "", "summary": "x"}), by=None)
    draft.refresh_from_db()
    assert (draft.status, draft.reference) == (IdeaStatus.DRAFT, None)
    assert not ReferenceCounter.objects.filter(last__gt=0).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("status", IdeaStatus)
def test_idea_is_withdrawn_until_there_is_an_outcome(status: IdeaStatus) -> None:
    idea = IdeaFactory(status=status, draft=True) if status == IdeaStatus.DRAFT else IdeaFactory(status=status)
    if status in {IdeaStatus.DRAFT, IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, IdeaStatus.INQUIRY}:
        assert withdraw_idea(idea, by=None).status == IdeaStatus.WITHDRAWN
        return
    with pytest.raises(TransitionError):
        withdraw_idea(idea, by=None)
    idea.refresh_from_db()
    assert idea.status == status


@pytest.mark.django_db
def test_submitter_withdraws_on_the_status_page_and_is_told() -> None:
    contact = ContactFactory()
    page = f"/ideen/status/{contact.idea.token}/"
    assert "Idee zurückziehen" in text_of(Client().get(page))
    assert "nicht weiter bearbeitet" in text_of(Client().get(f"{page}zurueckziehen/"))
    Client().post(f"{page}zurueckziehen/")
    assert Idea.objects.get().status == IdeaStatus.WITHDRAWN
    assert Email.objects.get().to == [contact.email]
    assert "Idee zurückziehen" not in text_of(Client().get(page))
    assert Client().get(f"{page}zurueckziehen/").url == page


@pytest.mark.django_db
def test_status_page_shows_what_was_handed_in_and_its_copy(team: User) -> None:
    idea = ContactFactory(idea__summary="Worum es geht.").idea
    page = Client().get(idea.get_status_url())
    for shown in (idea.reference, "Worum es geht.", "Toni Beispiel", "haben Sie die Idee eingereicht"):
        assert shown in text_of(page)
    assert "no-store" in page.headers["Cache-Control"]
    copy = Client().get(f"{idea.get_status_url()}kopie.pdf")
    assert (copy.headers["Content-Type"], copy.content[:5]) == ("application/pdf", b"%PDF-")
    assert client_of(team).get("/ideen/status/gibt-es-nicht/").status_code == 404


@pytest.mark.django_db
def test_copy_holds_the_text_and_no_contact_data() -> None:
    idea = ContactFactory(idea__summary="Worum es geht.", name="Toni Beispiel").idea
    content = Client().get(f"{idea.get_status_url()}kopie.pdf").content
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert (idea.reference in text, "Worum es geht." in text, "Toni" in text) == (True, True, False)


@pytest.mark.django_db
def test_second_click_on_withdrawing_ends_well() -> None:
    idea = IdeaFactory()
    for _ in range(2):
        answer = Client().post(f"{idea.get_status_url()}zurueckziehen/")
        assert (answer.url, messages_of(answer)) == (idea.get_status_url(), ["Ihre Idee ist zurückgezogen."])


@pytest.mark.django_db
def test_contact_data_are_deleted_only_where_there_are_some() -> None:
    idea = IdeaFactory()
    assert "Kontaktdaten löschen" not in text_of(Client().get(idea.get_status_url()))
    ContactFactory(idea=idea)
    assert "Kontaktdaten löschen" in text_of(Client().get(idea.get_status_url()))


@pytest.mark.django_db
def test_who_said_no_does_not_read_the_idea() -> None:
    author = CoAuthorFactory(idea__summary="Nur für Mitwirkende.")
    address = f"/ideen/mitwirkung/{author.token}/"
    assert "Nur für Mitwirkende." in text_of(Client().get(address))
    Client().post(address, {"answer": "no"})
    page = text_of(Client().get(address))
    assert "Nur für Mitwirkende." not in page
    assert author.idea.title not in page
    Client().post(address, {"answer": "yes"})
    assert "Nur für Mitwirkende." in text_of(Client().get(address))


@pytest.mark.django_db
def test_nobody_joins_an_idea_that_was_merged() -> None:
    author = CoAuthorFactory(idea__status=IdeaStatus.MERGED)
    answer = Client().post(f"/ideen/mitwirkung/{author.token}/", {"answer": "yes"})
    author.refresh_from_db()
    assert (author.confirmed_at, "zusammengeführt" in messages_of(answer)[0]) == (None, True)
    assert 'value="yes"' not in text_of(Client().get(answer.url))


@pytest.mark.django_db
def test_mails_of_a_deleted_draft_go_with_it() -> None:
    idea = IdeaFactory(draft=True)
    send_draft_link(idea, "toni@example.org")
    Client().post(f"{idea.get_status_url()}zurueckziehen/")
    assert not Email.objects.exists()
