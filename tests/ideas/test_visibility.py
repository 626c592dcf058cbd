"""Whose ideas who may see."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from ideas.models import Attachment, Idea
from people.models import User
from tests.factories.ideas import IdeaFactory, PictureFactory, QuestionFactory
from tests.factories.people import UserFactory

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
    answered = QuestionFactory(call=world["accompanied"].call)
    PictureFactory(idea=world["accompanied"], kind="attachment", question=answered, name="accompanied answer")
    user = AnonymousUser() if role == "guest" else request.getfixturevalue(role)
    assert {file.name for file in Attachment.objects.visible_to(user)} == expected
