"""Choosing a new password, forgotten or not: by a link that works once, and never past the second factor."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from post_office.models import Email

from common.mail import is_secret
from people.models import User
from tests.factories.people import UserFactory
from tests.people.accounts import NEW_PASSWORD, PASSWORD, add_app, is_signed_in, link_in, sign_in, the_mail

pytestmark = pytest.mark.django_db

TWICE = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory(email="kim@example.org", password=PASSWORD, name="Kim Beispiel")


def open_link(client: Client, link: str) -> str:
    """Follow the link of a mail; return the address of the form, or "" where the link is refused."""
    response = client.get(link)
    return response.headers.get("Location", "")


def test_link_by_mail_sets_a_new_password(client: Client, user: User) -> None:
    assert (
        client.post("/konto/password/reset/", {"email": user.email}).headers["Location"]
        == "/konto/password/reset/done/"
    )
    mail = the_mail()
    assert mail.to == [user.email]
    assert is_secret(mail)
    form = open_link(client, link_in(mail))
    client.post(form, TWICE)
    assert not is_signed_in(client)
    assert sign_in(client, user, PASSWORD) == ""
    assert sign_in(client, user, NEW_PASSWORD) == "/"


def test_link_works_once(client: Client, user: User) -> None:
    client.post("/konto/password/reset/", {"email": user.email})
    link = link_in(the_mail())
    client.post(open_link(client, link), TWICE)
    page = Client().get(link)
    assert "Dieser Link gilt nicht mehr" in page.content.decode()


def test_link_dies_with_a_change_of_address(client: Client, user: User) -> None:
    client.post("/konto/password/reset/", {"email": user.email})
    user.email = "neu@example.org"
    user.save()
    assert open_link(client, link_in(the_mail())) == ""
    assert not EmailAddress.objects.exists()


def test_old_address_opens_nothing_after_a_change(client: Client, user: User) -> None:
    sign_in(client, user)
    client.post("/konto/logout/")
    client.post("/konto/password/reset/", {"email": user.email})
    user.email = "neu@example.org"
    user.save()
    client.post("/konto/login/", {"login": "kim@example.org", "password": PASSWORD})
    assert not is_signed_in(client)


def test_unknown_address_gets_the_same_answer_and_no_mail(client: Client, user: User) -> None:
    response = client.post("/konto/password/reset/", {"email": "niemand@example.org"}, follow=True)
    assert "Wenn es zu dieser Adresse ein Konto gibt" in response.content.decode()
    assert not Email.objects.exists()


def test_new_password_does_not_replace_the_second_factor(client: Client, user: User) -> None:
    add_app(user)
    client.post("/konto/password/reset/", {"email": user.email})
    client.post(open_link(client, link_in(the_mail())), TWICE)
    assert sign_in(client, user, NEW_PASSWORD) == "/konto/2fa/authenticate/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("password", ["kurz", "q1w2e3r4t5y6", "kim@example.org"])
def test_weak_password_is_refused_in_german(client: Client, user: User, password: str) -> None:
    sign_in(client, user)
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = client.post("/konto/password/change/", data)
    assert response.context["form"].errors["password1"]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_changed_password_is_recorded_and_told(client: Client, user: User) -> None:
    sign_in(client, user)
    client.post("/konto/password/change/", {"oldpassword": PASSWORD, **TWICE})
    assert is_signed_in(client)
    latest = user.history.first()
    assert (latest.history_user_name, latest.history_change_reason) == ("Kim Beispiel", "Passwort geändert")
    mail = the_mail()
    assert mail.subject == "Passwort geändert"
    assert "Ihr Passwort wurde geändert." in mail.message
    assert "IP-Adresse: 127.0.0.1" in mail.message


def test_other_sessions_end_with_the_old_password(client: Client, user: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, user)
    sign_in(client, user)
    client.post("/konto/password/change/", {"oldpassword": PASSWORD, **TWICE})
    assert not is_signed_in(elsewhere)


def test_text_of_a_browser_is_no_template(client: Client, user: User) -> None:
    sign_in(client, user)
    browser = {"User-Agent": "{% debug %} {{ settings.SECRET_KEY }}"}
    client.post("/konto/password/change/", {"oldpassword": PASSWORD, **TWICE}, headers=browser)
    assert "Browser: {% debug %} {{ settings.SECRET_KEY }}" in the_mail().message


def test_account_without_password_can_set_one(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert client.get("/konto/password/change/").headers["Location"] == "/konto/password/set/"
    client.post("/konto/password/set/", TWICE)
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
