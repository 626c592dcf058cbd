"""The forms of the three channels as they arrive over HTTP: from the empty form to the receipt."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from ideas.enums import IdeaStatus
from ideas.keys import FormKey
from ideas.models import Call, Contact, Idea, IdeaDraft
from people.models import User
from tests.visitors import client_of, text_of

pytestmark = pytest.mark.django_db

FORM = "/ideen/einreichen/ideenformular/"


def key_for(slug: str = "ideenformular", *, user: User | None = None, seconds: int = 60) -> str:
    """Return the signed key of a form that was opened some seconds ago."""
    key = FormKey.new(Call.objects.get(slug=slug), user=user)
    opened_at = timezone.now() - timedelta(seconds=seconds)
    return FormKey(key.token, key.call, key.user, key.code, opened_at).signed()


def short(**fields: Any) -> dict[str, Any]:
    return {"key": key_for(), "title": "Leise Busse", "summary": "Mit Strom statt Diesel.", "send": "1", **fields}


def test_guest_hands_in_without_contact() -> None:
    response = Client().post(FORM, short())
    idea = Idea.objects.get()
    assert (response.status_code, response.url) == (302, idea.get_status_url())
    assert (idea.status, idea.reference) == (IdeaStatus.SUBMITTED, f"I-{timezone.localdate().year}-0001")
    assert idea.first_content == {"title": "Leise Busse", "summary": "Mit Strom statt Diesel.", "answers": {}}
    assert not Contact.objects.exists()
    assert not IdeaDraft.objects.exists()
    assert not Email.objects.exists()


def test_guest_with_address_gets_a_receipt_with_pdf() -> None:
    Client().post(FORM, short(email="toni@example.org", consent="1"))
    idea, mail = Idea.objects.get(), Email.objects.get()
    assert idea.contact.email == "toni@example.org"
    assert (idea.contact.consent.number, idea.contact.consented_at) == (1, idea.submitted_at)
    assert mail.to == ["toni@example.org"]
    assert mail.headers == {"X-Idea": idea.reference, "Sensitivity": "Private"}
    assert idea.get_status_url() in mail.message
    [copy] = mail.attachments.all()
    with copy.file.open() as file:
        assert (copy.name, file.read()[:5]) == (f"{idea.reference}.pdf", b"%PDF-")


def test_address_without_consent_is_refused_and_nothing_typed_is_lost() -> None:
    response = Client().post(FORM, short(email="toni@example.org"))
    assert response.status_code == 422
    assert "Bitte willigen Sie ein, oder lassen Sie die Kontaktdaten leer." in text_of(response)
    assert "Mit Strom statt Diesel." in text_of(response)
    assert Idea.objects.get().status == IdeaStatus.DRAFT


def test_account_hands_in_and_owns_the_idea(company: User) -> None:
    client = client_of(company)
    page = client.get(FORM)
    assert page.context["form"]["email"].value() == company.email
    client.post(FORM, short(key=key_for(user=company), consent="1", email=company.email))
    idea = Idea.objects.get()
    assert (idea.submitter, idea.organisation) == (company, company.organisation)


def test_get_makes_nothing() -> None:
    assert Client().get(FORM).status_code == 200
    assert not Idea.objects.exists()
