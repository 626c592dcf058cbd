"""Drafts of ideas: saved while someone writes, brought back by a link, and removed after a while."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from common.drafts import MAX_TYPED
from common.models import StatusChange
from common.orphans import clear_orphans
from ideas.enums import IdeaStatus
from ideas.models import Attachment, Idea, IdeaDraft
from ideas.services.attachments import add_attachment
from ideas.services.drafts import clear_stale_ideas, save_typed
from ideas.services.submission import withdraw_idea
from people.models import User
from smartcity.management.commands.clear_stale import FOLDERS
from tests.factories.ideas import AccessCodeFactory, CallFactory, IdeaFactory
from tests.ideas.intake import FORM, entry, key_for, short
from tests.ideas.uploads import PDF
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db


HANDED_IN = "Diese Idee ist schon eingereicht. Was Sie hier jetzt schreiben, wird nicht gesichert."


def typed(**fields: Any) -> dict[str, Any]:
    data = short(**fields)
    del data["send"]
    return data


def draft_url(idea: Idea) -> str:
    return f"/ideen/entwurf/{idea.token}/"


def test_script_saves_and_learns_where_the_draft_is() -> None:
    data = typed(draft="auto")
    answer = Client().post(FORM, data)
    idea = Idea.objects.get()
    assert (answer.status_code, answer.json()) == (200, {"url": draft_url(idea)})
    assert idea.draft.typed == {"title": ["Leise Busse"], "summary": ["Mit Strom statt Diesel."]}
    assert Client().post(FORM, data | {"title": "Leisere Busse"}).status_code == 200
    assert IdeaDraft.objects.get().title == "Leisere Busse"


def test_saving_takes_few_queries(company: User) -> None:
    client, data = client_of(company), typed(draft="auto", key=key_for(user=company))
    client.post(FORM, data)
    with CaptureQueriesContext(connection) as queries:
        client.post(FORM, data)
    assert len(queries) == 5  # session, account, call, idea, draft


def test_button_saves_and_leads_to_the_draft_on_any_device() -> None:
    response = Client().post(FORM, typed(draft="save"))
    assert response.url == draft_url(Idea.objects.get())
    page = Client().get(response.url)
    assert (page.status_code, page.context["form"]["title"].value()) == (200, "Leise Busse")
    assert not page.context["form"].errors


def test_draft_is_handed_in_from_another_device() -> None:
    Client().post(FORM, typed(draft="save"))
    page = Client().get(draft_url(Idea.objects.get()))
    key = page.context["form"]["key"].value()
    assert Client().post(FORM, short(key=key, title="Fertig")).status_code == 302
    assert (Idea.objects.get().status, Idea.objects.get().title) == (IdeaStatus.SUBMITTED, "Fertig")


def test_link_is_sent_to_a_guest() -> None:
    response = Client().post(FORM, typed(draft="mail", draft_email="toni@example.org"))
    assert messages_of(response) == ["Der Link zu Ihrem Entwurf ist unterwegs an toni@example.org."]
    mail = Email.objects.get()
    assert (mail.to, draft_url(Idea.objects.get()) in mail.message) == (["toni@example.org"], True)
    assert mail.headers == {"Sensitivity": "Private"}


def test_link_goes_to_the_contact_where_no_other_address_is_given() -> None:
    Client().post(FORM, typed(draft="mail", email="toni@example.org"))
    assert Email.objects.get().to == ["toni@example.org"]


def test_link_without_an_address_asks_for_it_and_keeps_the_text() -> None:
    response = Client().post(FORM, typed(draft="mail", draft_email="toni"))
    assert (response.status_code, Email.objects.exists()) == (422, False)
    errors = response.context["form"].errors["draft_email"]
    assert errors == ["Bitte nennen Sie die E-Mail-Adresse, an die der Link gehen soll."]
    assert response.context["form"]["title"].value() == "Leise Busse"


def test_links_are_limited() -> None:
    for _ in range(10):
        Client().post(FORM, typed(draft="mail", draft_email="toni@example.org"))
    answer = Client().post(FORM, typed(draft="mail", draft_email="toni@example.org"))
    assert (answer.status_code, "sehr viele Anfragen" in text_of(answer)) == (429, True)
    assert Email.objects.count() == 10


def test_saving_after_the_idea_was_handed_in_keeps_nothing() -> None:
    data = short()
    Client().post(FORM, data)
    answer = Client().post(FORM, data | {"draft": "auto"})
    assert (answer.status_code, answer.json()["message"]) == (409, HANDED_IN)
    save_typed(Idea.objects.get(), {"title": ["Zu spät"]})
    assert not IdeaDraft.objects.exists()


@pytest.mark.parametrize("button", ["save", "auto"])
def test_endless_text_is_refused(button: str) -> None:
    response = Client().post(FORM, typed(draft=button, summary="x" * (MAX_TYPED + 1)))
    assert (response.status_code, "Der Text ist zu lang" in text_of(response) or response.json()["message"] != "") == (
        422,
        True,
    )
    assert not IdeaDraft.objects.exists()


def test_saving_after_the_end_of_the_call_says_so() -> None:
    call = CallFactory(closes_at=timezone.now() - timedelta(hours=1))
    answer = Client().post(call.get_absolute_url(), entry(call, draft="auto"))
    assert (answer.status_code, "beendet" in answer.json()["message"]) == (409, True)


def test_account_finds_its_drafts_again(company: User, stranger: User) -> None:
    client_of(company).post(FORM, typed(draft="auto", key=key_for(user=company)))
    assert "Leise Busse" in text_of(client_of(company).get(FORM))
    assert "Leise Busse" in text_of(client_of(company).get("/ideen/einreichen/"))
    assert "Leise Busse" not in text_of(client_of(stranger).get(FORM))


def test_draft_that_was_deleted_in_another_window_loses_nothing_typed() -> None:
    key = key_for()
    Client().post(FORM, short(key=key, draft="auto"))
    withdraw_idea(Idea.objects.get(), by=None)
    assert Client().post(FORM, short(key=key, draft="auto")).json()["message"].startswith("Diesen Entwurf haben Sie")
    answer = Client().post(FORM, short(key=key))
    assert (answer.status_code, answer.context["form"]["title"].value()) == (422, "Leise Busse")
    Client().post(FORM, short(key=answer.context["form"]["key"].value(), draft="save"))
    assert IdeaDraft.objects.get().title == "Leise Busse"


def test_draft_is_deleted_with_everything_in_it() -> None:
    Client().post(FORM, typed(draft="save"))
    idea = Idea.objects.get()
    url = f"/ideen/status/{idea.token}/zurueckziehen/"
    assert "nicht wiederherzustellen" in text_of(Client().get(url))
    Client().post(url)
    idea.refresh_from_db()
    assert (idea.status, IdeaDraft.objects.exists()) == (IdeaStatus.WITHDRAWN, False)
    page = Client().get(idea.get_status_url())
    assert "Diesen Entwurf haben Sie gelöscht." in text_of(page)
    assert Client().get(draft_url(idea)).url == idea.get_status_url()


# Two windows ----------------------------------------------------------------------------------------------------------


def window(idea: Idea, **fields: Any) -> dict[str, Any]:
    """Return what a window sends that shows the draft now."""
    form = Client().get(draft_url(idea)).context["form"]
    return typed(key=form["key"].value(), stamp=form["stamp"].value(), **fields)


@pytest.fixture
def two(db: None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two windows with the same draft."""
    first = typed(stamp=Client().get(FORM).context["form"]["stamp"].value())
    Client().post(FORM, first | {"draft": "auto"})
    return first, window(Idea.objects.get(), title="Aus dem zweiten Fenster")


def test_one_window_saves_again_and_again(two: tuple[dict[str, Any], dict[str, Any]]) -> None:
    first, _ = two
    for title in ("Eins", "Zwei", "Drei"):
        assert Client().post(FORM, first | {"draft": "auto", "title": title}).status_code == 200
    assert IdeaDraft.objects.get().title == "Drei"


def test_script_of_a_stale_window_writes_nothing(two: tuple[dict[str, Any], dict[str, Any]]) -> None:
    first, second = two
    assert Client().post(FORM, second | {"draft": "auto"}).status_code == 200
    answer = Client().post(FORM, first | {"draft": "auto", "title": "Veraltet"})
    assert (answer.status_code, "anderen Fenster" in answer.json()["message"]) == (409, True)
    assert IdeaDraft.objects.get().title == "Aus dem zweiten Fenster"


@pytest.mark.parametrize("button", [{"draft": "save"}, {"send": "1"}])
def test_stale_window_shows_both_texts(two: tuple[dict[str, Any], dict[str, Any]], button: dict[str, str]) -> None:
    first, second = two
    Client().post(FORM, second | {"draft": "save"})
    answer = Client().post(FORM, first | button | {"title": "Aus dem ersten"})
    assert answer.status_code == 409
    assert "Inzwischen gesichert: Aus dem zweiten Fenster" in text_of(answer)
    form = answer.context["form"]
    assert (form["title"].value(), Idea.objects.get().is_draft) == ("Aus dem ersten", True)
    assert IdeaDraft.objects.get().title == "Aus dem zweiten Fenster"
    again = first | {"title": "Aus dem ersten", "stamp": form["stamp"].value(), "draft": "save"}
    assert Client().post(FORM, again).status_code == 302
    assert IdeaDraft.objects.get().title == "Aus dem ersten"


def test_draft_that_changed_is_checked_once_more() -> None:
    call = CallFactory(competition=True)
    Client().post(call.get_absolute_url(), entry(call))
    address = f"{draft_url(Idea.objects.get())}pruefen/"
    stamp = Client().get(address).context["stamp"]
    assert Client().post(address, {"stamp": f"{stamp}x"}).url == address
    assert Idea.objects.get().is_draft
    Client().post(address, {"stamp": stamp})
    assert not Idea.objects.get().is_draft


def test_old_form_of_an_idea_that_was_handed_in_shows_what_is_not_taken() -> None:
    data = short()
    Client().post(FORM, data)
    late = Client().post(FORM, data | {"summary": "Mein neuer Absatz."})
    assert (late.status_code, "Mein neuer Absatz." in text_of(late)) == (409, True)
    assert Idea.objects.get().get_status_url() in text_of(late)


# A draft that cannot be sent ------------------------------------------------------------------------------------------


def test_new_access_code_saves_a_draft_whose_code_is_used_up() -> None:
    code = AccessCodeFactory(max_uses=1)
    key = key_for(code.call, code=code)
    Client().post(code.call.get_absolute_url(), entry(code.call, key=key, draft="save"))
    address = draft_url(Idea.objects.get())
    assert 'name="code"' not in text_of(Client().get(address))
    IdeaFactory(call=code.call, access_code=code)
    assert "schon so oft benutzt" in text_of(Client().get(address))
    refused = Client().post(address, {"code": "FALSCH"})
    assert (refused.status_code, "gibt es für diesen Aufruf nicht" in text_of(refused)) == (422, True)
    other = AccessCodeFactory(call=code.call)
    assert Client().post(address, {"code": other.code}).url == address
    page = Client().get(address)
    assert ('name="code"' in text_of(page), page.context["form"]["title"].value()) == (False, entry(code.call)["title"])
    assert Idea.objects.get(reference=None).access_code == other


def test_draft_of_a_call_that_is_over_can_be_copied_and_not_sent() -> None:
    call = CallFactory(closes_at=timezone.now() - timedelta(hours=1))
    idea = IdeaFactory(draft=True, call=call)
    IdeaDraft.objects.create(idea=idea, typed={"title": ["Zu spät"]})
    page = text_of(Client().get(draft_url(idea)))
    assert ("Zu spät" in page, 'name="check"' in page, 'value="save"' in page) == (True, False, False)


# The nightly cleaning -------------------------------------------------------------------------------------------------


def draft_touched(days_ago: int) -> Idea:
    idea = IdeaFactory(draft=True, created_at=timezone.now() - timedelta(days=200))
    IdeaDraft.objects.create(idea=idea, typed={"title": ["Alt"]})
    IdeaDraft.objects.filter(idea=idea).update(updated_at=timezone.now() - timedelta(days=days_ago))
    return idea


def test_old_drafts_go_with_files_and_history(django_capture_on_commit_callbacks: Any) -> None:
    old, kept, sent = draft_touched(91), draft_touched(89), IdeaFactory(created_at=timezone.now() - timedelta(days=200))
    withdrawn = withdraw_idea(IdeaFactory(draft=True, created_at=timezone.now() - timedelta(days=91)), by=None)
    attachment = add_attachment(old, PDF, "plan.pdf", by=None)
    Attachment.objects.get().history.all()
    uploaded = timezone.now() - timedelta(days=91)
    attachment.uploaded_at = uploaded
    attachment.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert clear_stale_ideas(before=timezone.now() - timedelta(days=90)) == 2
    assert set(Idea.objects.all()) == {kept, sent}
    assert not default_storage.exists(attachment.file.name)
    assert not Idea.history.filter(id__in=[old.pk, withdrawn.pk]).exists()
    assert not Attachment.history.exists()
    assert not StatusChange.objects.exists()


def test_recent_upload_keeps_a_draft() -> None:
    add_attachment(draft_touched(91), PDF, "plan.pdf", by=None)
    assert clear_stale_ideas(before=timezone.now() - timedelta(days=90)) == 0


def test_files_without_a_row_go() -> None:
    clear_orphans(FOLDERS, before=timezone.now() + timedelta(days=1))
    kept = add_attachment(IdeaFactory(draft=True), PDF, "plan.pdf", by=None)
    lost = default_storage.save("ideas/verwaist.pdf", ContentFile(b"x" * 10))
    assert clear_orphans(FOLDERS, before=timezone.now() - timedelta(days=1)).files == 0  # may wait for its row
    report = clear_orphans(FOLDERS, before=timezone.now() + timedelta(days=1))
    assert (report.files, report.size, report.missing) == (1, 10, 0)
    assert (default_storage.exists(lost), default_storage.exists(kept.file.name)) == (False, True)
    default_storage.delete(kept.file.name)
    assert clear_orphans(FOLDERS, before=timezone.now()).missing == 1


def test_command_reports_what_it_removed() -> None:
    clear_orphans(FOLDERS, before=timezone.now() + timedelta(days=1))
    draft_touched(91)
    out = StringIO()
    call_command("clear_stale", stdout=out)
    told = out.getvalue().splitlines()
    assert {"1 alte Ideenentwürfe entfernt.", "0 verwaiste Dateien entfernt (0.0 MB)."} <= set(told)


def test_draft_says_until_when_it_can_be_handed_in() -> None:
    draft = IdeaFactory(draft=True, call__closes_at=timezone.now() + timedelta(days=3))
    assert draft.call.notice() in text_of(Client().get(f"/ideen/entwurf/{draft.token}/"))
