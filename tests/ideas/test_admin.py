"""Calls and ideas in the admin: drafts stay hidden, services keep their rules, nothing personal leaves."""

from io import BytesIO
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse
from openpyxl import load_workbook

from ideas.enums import Channel, IdeaStatus
from ideas.models import Attachment, Call, Idea, IdeaDraft, Question
from people.models import User
from tests.factories.ideas import CallFactory, ContactFactory, IdeaFactory, QuestionFactory
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db

SECRET = "Noch geheim"
REASON = "Tippfehler"


def url_of(model: type[Model], name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def change(user: User, instance: Any, **fields: Any) -> Any:
    """Load the form of the change page, alter fields, and send it like a browser."""
    client, address = client_of(user), url_of(type(instance), "change", instance.pk)
    form = client.get(address).context["adminform"].form
    values = {field.html_name: field.value() for field in form}
    values |= {"change_reason": REASON, **fields}
    return client.post(
        address, {name: "" if value is None else value for name, value in values.items() if value is not False}
    )


def exported(user: User, model: type[Model]) -> str:
    answer = client_of(user).post(url_of(model, "export"), {"format": 0, "resource": 0})
    return " ".join(str(cell.value) for row in load_workbook(BytesIO(answer.content)).active for cell in row)


# Drafts


def test_drafts_appear_nowhere(team: User, admin: User) -> None:
    draft = IdeaFactory(draft=True, title=SECRET)
    file = Attachment.objects.create(idea=draft, name=SECRET, size=1, sha256="a" * 64)
    ContactFactory(idea=draft, name=SECRET)
    IdeaDraft.objects.create(idea=draft, typed={"title": [SECRET]})
    for user in (team, admin):
        client = client_of(user)
        for model, instance in ((Idea, draft), (Attachment, file)):
            state = instance.history.get().history_id
            for address in (
                url_of(model, "history", instance.pk), url_of(model, "simple_history", instance.pk, state),
            ):  # fmt: skip
                assert client.get(address).status_code == 404, address
            changed = client.get(url_of(model, "change", instance.pk), follow=True)
            assert SECRET not in text_of(changed)
            assert SECRET not in text_of(client.get(url_of(model, "changelist")))
            assert SECRET not in exported(user, model)
    client = client_of(admin)
    waiting = draft.draft.pk
    for address in (url_of(IdeaDraft, "changelist"), url_of(IdeaDraft, "change", waiting)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert SECRET not in text_of(answer)
    assert SECRET not in exported(admin, IdeaDraft)
    assert SECRET not in text_of(client.get(reverse("admin:ideas_contact_changelist")))


def test_export_of_ideas_names_no_person_and_no_key(team: User) -> None:
    contact = ContactFactory(name="Toni Beispiel")
    text = exported(team, Idea)
    assert contact.idea.reference in text
    for secret in (contact.idea.token, contact.name, contact.email):
        assert secret not in text


def test_administration_reads_personal_answers_with_the_contact(admin: User) -> None:
    question = QuestionFactory(label="Wie alt sind Sie?", is_personal=True)
    contact = ContactFactory(idea__call=question.call, answers={str(question.pk): "<30"})
    page = text_of(client_of(admin).get(reverse("admin:ideas_contact_change", args=[contact.pk])))
    assert "<p>Wie alt sind Sie?: &lt;30</p>" in page


def test_contacts_are_for_the_administration(team: User, admin: User) -> None:
    contact = ContactFactory()
    assert client_of(team).get(reverse("admin:ideas_contact_changelist")).status_code == 404
    assert contact.email in text_of(client_of(admin).get(reverse("admin:ideas_contact_changelist")))


# Ideas


@pytest.mark.parametrize("channel", Channel.values)
def test_idea_shows_what_its_form_asked_for(team: User, channel: str) -> None:
    idea = IdeaFactory(call=CallFactory(channel=channel))
    form = client_of(team).get(url_of(Idea, "change", idea.pk)).context["adminform"].form
    work = {"organisation", "action_field", "body", "editor", "sponsor", "change_reason", "loaded_state"}
    assert set(form.fields) == set(idea.content_fields) | work


def test_idea_is_changed_with_a_reason_and_keeps_its_status(team: User) -> None:
    idea = IdeaFactory()
    assert change(team, idea, title="Besser", status=IdeaStatus.ACCEPTED).status_code == 302
    idea.refresh_from_db()
    assert (idea.title, idea.status, idea.version) == ("Besser", IdeaStatus.SUBMITTED, 2)
    assert idea.first_content["title"] != "Besser"
    assert idea.history.first().history_change_reason == REASON


def test_idea_is_shown_in_the_gallery_only_with_consent(team: User) -> None:
    idea, silent = IdeaFactory(agrees_to_publication=True), IdeaFactory()
    client = client_of(team)
    answer = client.post(url_of(Idea, "button", silent.pk, "veroeffentlichen"), {"reason": ""})
    assert "Dieser Schritt ist jetzt nicht möglich" in messages_of(answer)[0]
    client.post(url_of(Idea, "button", idea.pk, "veroeffentlichen"), {"reason": ""})
    assert list(Idea.objects.in_gallery()) == [idea]
    client.post(url_of(Idea, "button", idea.pk, "zuruecknehmen"), {"reason": ""})
    assert list(Idea.objects.in_gallery()) == []


@pytest.mark.parametrize("status", IdeaStatus.values)
def test_buttons_take_the_steps_of_the_site(team: User, status: str) -> None:
    idea = IdeaFactory(status=status)
    client_of(team).post(url_of(Idea, "button", idea.pk, "pruefen"), {"reason": "Los"})
    idea.refresh_from_db()
    assert idea.status == (IdeaStatus.IN_REVIEW if status == IdeaStatus.SUBMITTED else status)


# Calls


def test_call_is_published_by_a_button_that_asks(team: User) -> None:
    call = CallFactory(published_at=None, text="Für alle.")
    client = client_of(team)
    assert "Einreichen können: alle" in text_of(client.get(url_of(Call, "button", call.pk, "veroeffentlichen")))
    call.refresh_from_db()
    assert not call.is_published
    client.post(url_of(Call, "button", call.pk, "veroeffentlichen"), {"reason": ""})
    call.refresh_from_db()
    assert call.is_published


def test_call_without_text_offers_no_button(team: User) -> None:
    call = CallFactory(published_at=None, text="")
    assert "/schritt/" not in text_of(client_of(team).get(url_of(Call, "change", call.pk)))


def test_answered_question_keeps_its_kind_and_stays(team: User) -> None:
    question = QuestionFactory(label="Wie viele?")
    IdeaFactory(call=question.call, answers={str(question.pk): "5"})
    answer = change(team, question, kind="number")
    assert "Ihre Art lässt sich nicht mehr ändern." in text_of(answer)
    assert client_of(team).post(url_of(Question, "delete", question.pk), {"post": "yes"}).status_code == 403
    assert change(team, question, label="Wie viele Menschen?").status_code == 302
    question.refresh_from_db()
    assert (question.label, question.kind) == ("Wie viele Menschen?", "text")
