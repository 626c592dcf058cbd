"""Signing in with password or code: what works, what is refused, and what a stranger can learn from it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from post_office.models import STATUS, Email
from pytest_django import Settings

from common.mail import is_secret
from common.sign_in import NOT_DONE
from people.enums import Role
from people.models import User
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.people.accounts import PASSWORD, code_in, is_signed_in, sign_in, the_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory(email="kim@example.org", password=PASSWORD, name="Kim Beispiel")


def test_guest_signs_in_where_the_account_will_be(client: Client, user: User) -> None:
    page = client.get("/konto/").content.decode()
    for offer in ("E-Mail-Adresse", "Passwort vergessen?", "Code per E-Mail schicken", "Mit Passkey anmelden"):
        assert offer in page
    assert sign_in(client, user) == "/"
    page = client.get("/konto/").content.decode()
    assert "Mein Konto" in page
    assert "kim@example.org" in page


def test_sign_in_leads_back_to_the_wanted_page(client: Client, user: User) -> None:
    assert client.get("/aufgaben/").headers["Location"] == "/konto/login/?next=/aufgaben/"
    assert sign_in(client, user, next="/aufgaben/") == "/aufgaben/"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(client: Client, user: User, target: str) -> None:
    assert sign_in(client, user, next=target) == "/"


# Steps that ended at the sign-in


@pytest.fixture
def editor() -> User:
    return UserFactory(email="kim@example.org", password=PASSWORD, role=Role.TEAM)


def step_without_session(client: Client, address: str, page: str, **fields: str) -> str:
    """Send a form of ``page`` in a browser whose session has ended, and return the page after the sign-in."""
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    answer = client.post(address, fields, headers={"referer": page})
    assert answer.headers["Location"].startswith("/konto/login/?next=")
    return parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/ideen/I-2021-0001/veroeffentlichung/", "/ideen/I-2021-0001/"),
        ("/ideen/filter/1/loeschen/", "/ideen/filter/"),
        ("/ideen/sammelaktion/?aktion=pruefung&umfang=alle", "/ideen/sammelaktion/?aktion=pruefung&umfang=alle"),
    ],
)
def test_step_after_the_session_leads_back_to_its_page(client: Client, editor: User, address: str, page: str) -> None:
    IdeaFactory(reference="I-2021-0001")
    wanted = step_without_session(client, address, f"http://testserver{page}")
    assert wanted == page
    assert sign_in(client, editor, next=wanted) == page
    shown = client.get(page)
    assert (shown.status_code, NOT_DONE in shown.content.decode()) == (200, True)
    assert NOT_DONE not in client.get(page).content.decode()


@pytest.mark.parametrize("page", ["", "https://example.com/ideen/", "//example.com/", "javascript:alert(1)"])
def test_step_from_elsewhere_leads_to_the_start_page(client: Client, page: str) -> None:
    assert step_without_session(client, "/ideen/filter/1/loeschen/", page) == "/"


def test_form_that_keeps_a_draft_leads_to_itself(client: Client, editor: User) -> None:
    wanted = step_without_session(client, "/workshops/neu/", "http://testserver/workshops/")
    assert wanted == "/workshops/neu/"
    sign_in(client, editor, next=wanted)
    assert NOT_DONE not in client.get(wanted).content.decode()


def test_guest_who_was_never_here_is_told_nothing(client: Client, editor: User) -> None:
    client.post("/ideen/filter/1/loeschen/", headers={"referer": "http://testserver/ideen/"})
    sign_in(client, editor)
    assert NOT_DONE not in client.get("/").content.decode()


def test_address_counts_whatever_its_case(client: Client, user: User) -> None:
    response = client.post("/konto/login/", {"login": " Kim@Example.ORG ", "password": PASSWORD})
    assert response.headers["Location"] == "/"


def test_wrong_password_and_unknown_address_look_the_same(client: Client, user: User) -> None:
    pages = []
    for email in (user.email, "niemand@example.org"):
        response = client.post("/konto/login/", {"login": email, "password": "falsch-geraten"})
        pages.append(response.context["form"].errors)
        assert not is_signed_in(client)
    assert pages[0] == pages[1]
    assert "E-Mail-Adresse oder Passwort stimmen nicht" in str(pages[0])


def test_signing_in_leaves_no_history_and_no_second_address(client: Client, user: User) -> None:
    sign_in(client, user)
    user.refresh_from_db()
    assert user.last_login is not None
    assert user.history.count() == 1
    assert not EmailAddress.objects.exists()


def test_guessing_is_slowed_down(client: Client, user: User) -> None:
    for _ in range(5):
        sign_in(client, user, "falsch-geraten")
    response = client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert "zu viele Versuche" in str(response.context["form"].errors)
    assert not is_signed_in(client)


def test_guessing_behind_another_name_of_the_same_machine_is_slowed_down_too(client: Client, user: User) -> None:
    """Without a trusted proxy the header that names the client is not believed."""
    for number in range(10):
        data = {"login": f"niemand-{number}@example.org", "password": "falsch-geraten"}
        client.post("/konto/login/", data, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    response = client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert "zu viele Versuche" in str(response.context["form"].errors)


def test_behind_a_trusted_proxy_each_client_counts_alone(client: Client, user: User, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(12):
        data = {"login": f"niemand-{number}@example.org", "password": "falsch-geraten"}
        client.post("/konto/login/", data, headers={"X-Forwarded-For": "192.0.2.1"})
    data = {"login": user.email, "password": PASSWORD}
    assert client.post("/konto/login/", data, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200
    assert client.post("/konto/login/", data, headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 302


def test_closed_account_is_told_so_only_with_its_password(client: Client, user: User) -> None:
    user.is_active = False
    user.save()
    assert sign_in(client, user, "falsch-geraten") == ""
    assert sign_in(client, user) == "/konto/inactive/"
    assert "Administration" in client.get("/konto/inactive/").content.decode()
    assert not is_signed_in(client)


def ask_for_code(client: Client, email: str) -> str:
    response = client.post("/konto/login/code/", {"email": email}, follow=True)
    assert response.redirect_chain == [("/konto/login/code/confirm/", 302)]
    return response.content.decode()


def test_code_by_mail_signs_in(client: Client, user: User) -> None:
    page = ask_for_code(client, user.email)
    assert "Wenn es zu" in page
    mail = the_mail()
    assert (mail.to, mail.subject, mail.status) == ([user.email], "Ihr Code für die Anmeldung", STATUS.queued)
    assert is_secret(mail)
    assert mail.message.startswith("Guten Tag,")
    assert client.post("/konto/login/code/confirm/", {"code": code_in(mail)}).headers["Location"] == "/"
    assert is_signed_in(client)


def test_code_works_once(client: Client, user: User) -> None:
    ask_for_code(client, user.email)
    code = code_in(the_mail())
    client.post("/konto/login/code/confirm/", {"code": code})
    client.post("/konto/logout/")
    assert client.post("/konto/login/code/confirm/", {"code": code}).headers["Location"] == "/konto/login/code/"
    assert not is_signed_in(client)


def test_code_belongs_to_one_browser(client: Client, user: User) -> None:
    ask_for_code(client, user.email)
    elsewhere = Client()
    elsewhere.post("/konto/login/code/confirm/", {"code": code_in(the_mail())})
    assert not is_signed_in(elsewhere)


def test_wrong_code_is_refused_and_three_end_it(client: Client, user: User) -> None:
    ask_for_code(client, user.email)
    response = client.post("/konto/login/code/confirm/", {"code": "FALSCH"})
    assert "Dieser Code stimmt nicht" in response.content.decode()
    client.post("/konto/login/code/confirm/", {"code": "FALSCH"})
    client.post("/konto/login/code/confirm/", {"code": "FALSCH"})
    client.post("/konto/login/code/confirm/", {"code": code_in(the_mail())})
    assert not is_signed_in(client)


@pytest.mark.parametrize("closed", [True, False])
def test_code_for_nobody_looks_the_same_and_sends_nothing(client: Client, user: User, closed: bool) -> None:
    if closed:
        UserFactory(email="fremd@example.org", is_active=False)
    known, unknown = (ask_for_code(Client(), email) for email in (user.email, "fremd@example.org"))
    assert _without_tokens(known, user.email) == _without_tokens(unknown, "fremd@example.org")
    assert Email.objects.get().to == [user.email]


def test_codes_cannot_flood_a_mailbox(client: Client, user: User) -> None:
    for _ in range(6):
        Client().post("/konto/login/code/", {"email": user.email})
    assert Email.objects.count() == 3


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "confirm-email/abc/", "social/login/", "2fa/trust/"]
)
def test_pages_that_this_project_does_not_use_are_gone(client: Client, user: User, path: str) -> None:
    client.force_login(user)
    assert client.get(f"/konto/{path}").status_code == 404


def test_other_sessions_can_be_ended(client: Client, user: User) -> None:
    elsewhere = Client()
    sign_in(client, user)
    sign_in(elsewhere, user)
    assert client.get("/konto/sessions/").content.decode().count("<tr>") == 3
    client.post("/konto/sessions/")
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_signing_out_asks_and_works(client: Client, user: User) -> None:
    sign_in(client, user)
    assert "Möchten Sie sich abmelden?" in client.get("/konto/logout/").content.decode()
    assert is_signed_in(client)
    assert client.post("/konto/logout/").headers["Location"] == "/"
    assert not is_signed_in(client)


def _without_tokens(page: str, email: str) -> str:
    kept = [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
    return "\n".join(kept).replace(email, "")
