"""Whose ideas who may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from ideas.enums import AttachmentKind, IdeaStatus, QuestionKind
from ideas.models import Attachment, Idea
from ideas.services.inquiries import ask_inquiry
from people.models import User
from tests.factories.ideas import ContactFactory, IdeaFactory, PictureFactory, QuestionFactory
from tests.factories.people import UserFactory
from tests.visitors import client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(company: User, member: User) -> dict[str, Idea]:
    colleague = UserFactory(organisation=company.organisation)
    return {
        "own draft": IdeaFactory(draft=True, submitter=company),
        "own": IdeaFactory(submitter=company),
        "house draft": IdeaFactory(draft=True, submitter=colleague, organisation=company.organisation),
        "house": IdeaFactory(submitter=colleague, organisation=company.organisation),
        "foreign": IdeaFactory(),
        "accompanied": IdeaFactory(sponsor=member),
        "accompanied draft": IdeaFactory(draft=True, sponsor=member),
        "foreign draft": IdeaFactory(draft=True),
        "published": IdeaFactory(published_at=timezone.now(), agrees_to_publication=True),
        "published without consent": IdeaFactory(published_at=timezone.now()),
    }


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("guest", {"published"}),
        ("stranger", {"published"}),
        ("board", {"published"}),
        ("company", {"own draft", "own", "house", "published"}),
        ("member", {"accompanied", "published"}),
        ("team", {"own", "house", "foreign", "accompanied", "published", "published without consent"}),
        ("admin", {"own", "house", "foreign", "accompanied", "published", "published without consent"}),
    ],
)
def test_ideas_that_a_visitor_sees(
    world: dict[str, Idea], role: str, expected: set[str], request: pytest.FixtureRequest
) -> None:
    user = AnonymousUser() if role == "guest" else request.getfixturevalue(role)
    seen = set(Idea.objects.visible_to(user))
    assert {name for name, idea in world.items() if idea in seen} == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("guest", {"published picture"}),
        ("stranger", {"published picture"}),
        ("company", {"published picture", "own document"}),
        ("member", {"published picture", "accompanied document"}),
        (
            "team",
            {
                "published picture",
                "published document",
                "own document",
                "foreign picture",
                "accompanied document",
                "accompanied answer",
            },
        ),
    ],
)
def test_files_that_a_visitor_reads(
    world: dict[str, Idea], role: str, expected: set[str], request: pytest.FixtureRequest
) -> None:
    for name, kind in (("published", "picture"), ("published", "attachment"), ("own", "attachment"),
                       ("foreign", "picture"), ("accompanied", "attachment")):  # fmt: skip
        label = "document" if kind == "attachment" else kind
        PictureFactory(idea=world[name], kind=kind, name=f"{name} {label}")
    answered = QuestionFactory(call=world["accompanied"].call, is_personal=True)
    PictureFactory(idea=world["accompanied"], kind="attachment", question=answered, name="accompanied answer")
    user = AnonymousUser() if role == "guest" else request.getfixturevalue(role)
    assert {file.name for file in Attachment.objects.visible_to(user)} == expected


# Colleagues of the submitter ------------------------------------------------------------------------------------------


@pytest.fixture
def asked(company: User, team: User) -> Idea:
    """An idea of the company with a personal file, about which was asked back."""
    idea = IdeaFactory(status=IdeaStatus.IN_REVIEW, submitter=company, organisation=company.organisation)
    ContactFactory(idea=idea, name="Uli Kontakt")
    question = QuestionFactory(call=idea.call, kind=QuestionKind.FILE, is_personal=True)
    PictureFactory(idea=idea, question=question, kind=AttachmentKind.ATTACHMENT, name="lebenslauf.png")
    PictureFactory(idea=idea, kind=AttachmentKind.ATTACHMENT, name="plan.png")
    due_on = timezone.localdate() + timedelta(days=7)
    ask_inquiry(idea, text="Was kostet es?", fields=["summary", "attachments"], due_on=due_on, by=team)
    return Idea.objects.get(pk=idea.pk)


def test_colleague_reads_the_idea_without_what_is_personal(asked: Idea, company: User) -> None:
    colleague = UserFactory(organisation=company.organisation)
    page = text_of(client_of(colleague).get(asked.get_absolute_url()))
    assert asked.summary in page
    assert "plan.png" in page
    assert [word for word in (asked.token, "Uli Kontakt", "lebenslauf.png") if word in page] == []
    assert {file.name for file in Attachment.objects.visible_to(colleague)} == {"plan.png"}
    assert {file.name for file in Attachment.objects.visible_to(company)} == {"plan.png", "lebenslauf.png"}
    assert asked.get_status_url() in text_of(client_of(company).get(asked.get_absolute_url()))


def test_colleague_answers_a_rueckfrage_without_the_link(asked: Idea, company: User) -> None:
    colleague = UserFactory(organisation=company.organisation)
    client, address = client_of(colleague), f"{asked.get_absolute_url()}rueckfrage-beantworten/"
    page = client.get(address)
    assert (asked.token in text_of(page), page.context["form"]["key"].value()) == (False, "")
    sent: dict[str, Any] = {"version": asked.version, "inquiry": asked.inquiries.get().pk, "summary": "Neu."}
    answer = client.post(address, sent)
    assert (answer.status_code, answer.url) == (302, asked.get_absolute_url())
    asked.refresh_from_db()
    assert (asked.summary, asked.status) == ("Neu.", IdeaStatus.IN_REVIEW)
    assert asked.history.filter(history_user=colleague).exists()
