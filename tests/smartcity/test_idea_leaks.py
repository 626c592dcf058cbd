"""Nothing that is shown, sent, exported or found tells the text of an idea to somebody who may not see it.

Every address of the access matrix is asked for as every role, once as it is, once about a foreign idea, once as a
search for a word of it, and once as a POST with nothing in it. Left out is the admin for those whom it answers with
nothing but 404, which the access matrix proves.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ideas.enums import Extent, IdeaStatus, MergeKind
from ideas.models import Answer, Idea, IdeaDraft, Inquiry, Merge, MergeMember, Remark, Uptake
from ideas.models.ideas import CONTENT_FIELDS
from people.models import User
from tests.factories.ideas import (
    CallFactory,
    CoAuthorFactory,
    ContactFactory,
    IdeaFactory,
    PictureFactory,
    QuestionFactory,
)
from tests.factories.strategy import SubConceptFactory
from tests.smartcity import test_access_matrix as matrix
from tests.smartcity.test_access_matrix import ROWS, VISITORS, World, address
from tests.visitors import client_of
from workshops.models import Point

pytestmark = pytest.mark.django_db

FOREIGN = "Mondrakete"
"""Stands in every text of an idea that only editors may see."""

INTERNAL = "Kellertreppe"
"""Stands in what only editors may read of ideas that others see: remarks, prepared answers, contact data."""

TENDED = "Hafenlaterne"
"""Stands in an idea that only editors may see, and ``member``, who is its Ideenpate."""

UNSENT = "Wolkenschloss"
"""Stands in a draft that only whoever writes it may read."""

WORD = "Zirkuszelt"
"""Stands beside the others; visitors search for it."""

LEAVE_OUT = re.compile(r"account_|mfa_|usersessions|admin:logout|choose_theme")
"""Not posted to, since that would end the session."""

REFERENCE = re.compile(r"I-\d{4}-\d{4,}")
EDITORS = ("team", "admin")

world = matrix.world


@pytest.fixture
def leaks(world: World, company: User, member: User, team: User) -> list[Idea]:
    """Fill the world with ideas that nobody but editors, or nobody at all, may see.

    Returns one of them, and the one that has an Ideenpate.
    """
    texts = {
        name: f"{FOREIGN} {WORD}" for name in CONTENT_FIELDS["profile"] if name not in ("maturity", "action_field")
    }
    foreign = IdeaFactory(**texts, point=Point.objects.get(pk=world["workshops:task_detail"][0]))
    merged = IdeaFactory(**texts, status=IdeaStatus.MERGED)
    merge = Merge.objects.create(kind=MergeKind.MERGE, reason="Gleiches Anliegen", by=team)
    MergeMember.objects.create(merge=merge, idea=merged, status_before=IdeaStatus.SUBMITTED)
    MergeMember.objects.create(merge=merge, idea=foreign, is_result=True)
    Uptake.objects.create(idea=foreign, sub_concept=SubConceptFactory(), extent=Extent.WHOLLY, reason=FOREIGN)
    Inquiry.objects.create(idea=foreign, text=FOREIGN, due_on=timezone.localdate(), asked_by=team)
    PictureFactory(idea=foreign, name=f"{FOREIGN}.png", description=FOREIGN)
    competition = CallFactory(competition=True)
    IdeaFactory(**texts, call=competition, is_winner=True)
    own = IdeaFactory(submitter=company, title="Eigene Idee", summary=WORD)
    tended = IdeaFactory(sponsor=member, title=f"{TENDED} {WORD}", summary=f"{TENDED} {WORD}")
    personal = QuestionFactory(call=tended.call, is_personal=True)
    PictureFactory(idea=tended, question=personal, name=f"{INTERNAL}.png", description=INTERNAL)
    ContactFactory(idea=tended, name=INTERNAL, answers={str(personal.pk): INTERNAL})
    shown = IdeaFactory(published_at=timezone.now(), agrees_to_publication=True, title="Gezeigte Idee", summary=WORD)
    for idea in (own, shown, tended):
        Remark.objects.create(idea=idea, text=INTERNAL, by=team)
        Answer.objects.create(idea=idea, outcome=IdeaStatus.STORED, text=INTERNAL, prepared_by=team)
    ContactFactory(idea=shown, name=INTERNAL, email=f"{INTERNAL.lower()}@example.org", answers={"1": INTERNAL})
    CoAuthorFactory(idea=shown, name=INTERNAL)
    draft = IdeaFactory(draft=True, title=f"{UNSENT} {WORD}")
    IdeaDraft.objects.create(idea=draft, typed={"title": [UNSENT]})
    return [foreign, tended]


def forbidden(who: str) -> tuple[str, ...]:
    if who in EDITORS:
        return (UNSENT,)
    return (FOREIGN, INTERNAL, UNSENT) if who == "member" else (FOREIGN, INTERNAL, TENDED, UNSENT)


def paths(name: str, world: World, ideas: list[Idea]) -> Iterator[str]:
    """Return the addresses to ask for; where one names an idea, it names each of ``ideas``, too."""
    path = address(name, world)
    yield path
    if REFERENCE.search(path):
        yield from (REFERENCE.sub(str(idea.reference), path) for idea in ideas)


def content_of(response: Any) -> str:
    """Return what a response tells: its text, its headers, and what is packed in a workbook or a document."""
    body = b"".join(response) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return body.decode(errors="replace") + str(response.headers)


def told(client: Client, name: str, world: World, ideas: list[Idea], words: tuple[str, ...]) -> set[str]:
    """Return which of the words the answers of this address tell, with the address."""
    found = set()
    for path in paths(name, world, ideas):
        text = content_of(client.get(path))
        if 'name="q"' in text or name == "ideas:similar":
            text += content_of(client.get(f"{path}?q={WORD}&title={WORD}", headers={"hx-request": "true"}))
        if not LEAVE_OUT.match(name):
            text += content_of(client.post(path))
        text = text.casefold()
        found |= {f"{path}: {word}" for word in words if word.casefold() in text}
    return found


@pytest.mark.parametrize("who", VISITORS)
def test_no_address_tells_an_idea_to_somebody_who_may_not_see_it(
    world: World, leaks: list[Idea], who: str, request: pytest.FixtureRequest
) -> None:
    client = client_of(None if who == "guest" else request.getfixturevalue(who))
    found = set()
    for name in ROWS:
        if name.startswith(("admin:", "admin/")) and who not in EDITORS:
            continue
        found |= told(client, name, world, leaks, forbidden(who))
    assert found == set()


def test_the_walk_would_notice(world: World, leaks: list[Idea], member: User, team: User) -> None:
    assert told(client_of(member), "ideas:detail", world, leaks, (TENDED,))
    client = client_of(team)
    assert told(client, "ideas:detail", world, leaks, (FOREIGN,))
    assert told(client, "workshops:meeting_detail", world, leaks, (FOREIGN,))
