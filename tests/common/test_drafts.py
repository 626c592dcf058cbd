"""Drafts: what was typed into a long form survives leaving the page and the end of the session."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from common.drafts import MAX_TYPED, clear_stale_drafts, discard_draft, save_draft
from common.models import FormDraft
from people.models import User
from tests.factories.people import UserFactory
from tests.visitors import client_of, messages_of, text_of
from workshops.models import Meeting

pytestmark = pytest.mark.django_db

NEW = "/workshops/neu/"
KEPT = "Ihre Anmeldung ist abgelaufen. Ihr Text ist gesichert; nach der Anmeldung steht er im Formular."


def typed(**fields: str) -> dict[str, str]:
    return {"place": "Rathaus", "agenda": "Begrüßung\nAusblick", **fields}


def sign_in(client: Client, user: User) -> None:
    """As the sign-in page does it: the visitor's session goes on."""
    client.force_login(user)


def expire_session(client: Client) -> None:
    Session.objects.filter(pk=client.cookies[settings.SESSION_COOKIE_NAME].value).delete()


def test_draft_is_saved_and_shown_again(team: User) -> None:
    client = client_of(team)
    assert client.post(NEW, typed(draft="save")).status_code == 204
    draft = FormDraft.objects.get()
    assert (draft.owner, draft.key) == (team, NEW)
    assert draft.data == {"place": ["Rathaus"], "agenda": ["Begrüßung\nAusblick"]}
    page = client.get(NEW)
    assert page.context["form"]["place"].value() == "Rathaus"
    assert page.context["form"]["agenda"].value() == "Begrüßung\nAusblick"
    assert not page.context["form"].is_bound
    assert "ist wieder da" in text_of(page)
    assert not Meeting.objects.exists()


def test_saving_again_replaces_the_draft(team: User) -> None:
    client = client_of(team)
    client.post(NEW, typed(draft="save"))
    client.post(NEW, typed(draft="save", place="Stadtbibliothek"))
    assert FormDraft.objects.get().data["place"] == ["Stadtbibliothek"]


def test_draft_is_discarded(team: User) -> None:
    client = client_of(team)
    client.post(NEW, typed(draft="save"))
    assert client.post(NEW, {"draft": "discard"}).status_code == 302
    page = client.get(NEW)
    assert page.context["form"]["place"].value() is None
    assert "ist wieder da" not in text_of(page)


def test_draft_is_forgotten_when_the_form_is_saved(team: User, body: object) -> None:
    client = client_of(team)
    client.post(NEW, typed(draft="save"))
    client.post(NEW, typed(body=body.pk, format="session", held_on="2021-01-14"))
    assert Meeting.objects.count() == 1
    assert not FormDraft.objects.exists()


def test_draft_stays_when_the_form_has_errors(team: User) -> None:
    client = client_of(team)
    client.post(NEW, typed(draft="save"))
    assert client.post(NEW, typed()).status_code == 422
    assert FormDraft.objects.count() == 1


def test_draft_belongs_to_one_person(team: User, admin: User) -> None:
    client_of(team).post(NEW, typed(draft="save"))
    page = client_of(admin).get(NEW)
    assert page.context["form"]["place"].value() is None


def test_draft_holds_neither_token_nor_command(team: User) -> None:
    client_of(team).post(NEW, typed(draft="save", csrfmiddlewaretoken="abc"))
    assert sorted(FormDraft.objects.get().data) == ["agenda", "place"]


def test_character_that_the_database_refuses_is_left_out(team: User) -> None:
    assert client_of(team).post(NEW, typed(draft="save", place="Rat\0haus")).status_code == 204
    assert FormDraft.objects.get().data["place"] == ["Rathaus"]


@pytest.mark.parametrize("extra", [{}, {"draft": "save"}], ids=["submitted", "autosaved"])
def test_text_survives_an_expired_session(team: User, extra: dict[str, str]) -> None:
    client = client_of(team)
    expire_session(client)
    answer = client.post(NEW, typed(**extra))
    assert (answer.status_code, answer.url) == (302, f"/konto/login/?next={NEW}")
    assert messages_of(answer) == [KEPT]
    sign_in(client, team)
    page = client.get(NEW)
    assert page.context["form"]["place"].value() == "Rathaus"
    assert page.context["form"]["agenda"].value() == "Begrüßung\nAusblick"
    assert FormDraft.objects.get().owner == team


def test_text_survives_signing_out_in_another_window(team: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(team)
    token = client.get(NEW).context["csrf_token"]
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert messages_of(client.post(NEW, typed(csrfmiddlewaretoken=str(token)))) == [KEPT]


def test_waiting_text_is_shown_on_its_own_page_only(team: User) -> None:
    client = client_of(team)
    expire_session(client)
    client.post("/workshops/neu/", typed())
    sign_in(client, team)
    client.get("/workshops/")
    assert not FormDraft.objects.exists()
    assert client.get(NEW).context["draft"].data["place"] == ["Rathaus"]


def test_text_of_a_visitor_without_a_session_is_not_kept() -> None:
    answer = Client().post(NEW, typed())
    assert answer.status_code == 302
    assert not Session.objects.exists()


def test_too_long_text_of_a_visitor_is_not_kept(team: User) -> None:
    client = client_of(team)
    expire_session(client)
    answer = client.post(NEW, typed(agenda="x" * (MAX_TYPED + 1)))
    assert messages_of(answer) == []
    assert not Session.objects.exists()


def test_form_without_drafts_keeps_nothing(team: User) -> None:
    client = client_of(team)
    expire_session(client)
    client.post("/aufgaben/", typed())
    assert not Session.objects.exists()


def test_text_of_a_form_that_is_gone_is_shown(team: User) -> None:
    answer = client_of(team).post("/workshops/gibt-es-nicht/kopfdaten/", typed(place="<b>Rathaus</b>", version="1"))
    assert answer.status_code == 404
    assert answer.context["texts"] == ["<b>Rathaus</b>", "Begrüßung\nAusblick"]
    assert '<pre class="typed-text">&lt;b&gt;Rathaus&lt;/b&gt;</pre>' in text_of(answer)


def test_stale_drafts_are_cleared() -> None:
    owner = UserFactory()
    old, fresh = save_draft(owner, "/alt/", {}), save_draft(owner, "/neu/", {})
    FormDraft.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=91))
    out = StringIO()
    call_command("clear_stale", stdout=out)
    assert out.getvalue().splitlines()[0] == "1 alte Formularentwürfe entfernt."
    assert FormDraft.objects.get() == fresh
    assert clear_stale_drafts(before=timezone.now()) == 1


def test_discarding_what_is_not_there_is_harmless(team: User) -> None:
    discard_draft(team, NEW)
    assert not FormDraft.objects.exists()
