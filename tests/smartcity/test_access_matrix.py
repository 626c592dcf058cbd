"""Every address answers as the role allows, and tells no idea to somebody who may not see it.

Every address of the resolver is asked for as every role (``addresses.py``): as it is, about foreign ideas, as a search
for a word of them, and as a POST with nothing in it, which is taken back. Editors and ideas' own people aside, what an
answer tells must name none of them.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
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
from tests.factories.workshops import row_below
from tests.smartcity.addresses import ROWS, SIGN_IN, VISITORS, World, address, addresses, world
from tests.visitors import client_of
from workshops.models import Meeting

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
REFUSED = (SIGN_IN, 403, 404)
ADMIN = ("admin:", "admin/")
FOR_OTHERS = ("member", "stranger", "board")
"""The admin asks of everybody with an account whether it is an editor's, so ``company`` goes there for these."""

__all__ = ["world"]


@pytest.fixture
def leaks(world: World, company: User, member: User, team: User) -> list[Idea]:
    """Fill the world with ideas that nobody but editors, or nobody at all, may see.

    Returns one of them, and the one that has an Ideenpate.
    """
    texts = {
        name: f"{FOREIGN} {WORD}" for name in CONTENT_FIELDS["profile"] if name not in ("maturity", "action_field")
    }
    line = row_below(Meeting.objects.get(slug=world["workshops:meeting_detail"][0]).protocol, text="Eine Zeile")
    foreign = IdeaFactory(**texts, point=line)
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


def paths(path: str, ideas: list[Idea]) -> Iterator[str]:
    """Return this address; where it names an idea, it names each of ``ideas``, too."""
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


def status_of(response: Any) -> int | str:
    """Return the status of the answer, or ``SIGN_IN`` where it leads to the sign-in page."""
    asks_for_sign_in = response.status_code == 302 and response.url.startswith(("/konto/login/", "/admin/login/"))
    return SIGN_IN if asks_for_sign_in else response.status_code


def is_posted_to(name: str, expected: int | str) -> bool:
    """Return whether the walk posts to an address.

    A page of the admin that an editor may open answers to a POST with nothing in it as it did before, and what the
    admin hides it hides before it looks at the method.
    """
    if name.startswith(ADMIN):
        return expected == 403
    return expected in REFUSED or not LEAVE_OUT.match(name)


class Walk:
    """A visitor's way over all addresses: what was not as it has to be, by the name of the address."""

    def __init__(self, client: Client, ideas: list[Idea], words: tuple[str, ...]) -> None:
        self.client = client
        self.ideas = ideas
        self.words = words
        self.found: dict[str, int | str] = {}
        self.not_refused: dict[str, int | str] = {}
        self.told: set[str] = set()

    def visit(self, name: str, path: str, expected: int | str) -> None:
        """Ask for an address, for the same about each of the ideas, for what a search there finds, and post to it."""
        for one in paths(path, self.ideas):
            response = self.client.get(one)
            if one == path and status_of(response) != expected:
                self.found[name] = status_of(response)
            self._listen(one, response)
            if 'name="q"' in content_of(response) or name == "ideas:similar":
                query = {"q": WORD, "title": WORD}
                self._listen(one, self.client.get(one, query, headers={"hx-request": "true"}))
            if is_posted_to(name, expected):
                self._post(name, one, is_refused=one == path and expected in REFUSED)

    def _post(self, name: str, path: str, *, is_refused: bool) -> None:
        with transaction.atomic():
            response = self.client.post(path)
            transaction.set_rollback(True)
        self._listen(path, response)
        if is_refused and status_of(response) not in (*REFUSED, 405):
            self.not_refused[name] = status_of(response)

    def _listen(self, path: str, response: Any) -> None:
        text = content_of(response).casefold()
        self.told |= {f"{path}: {word}" for word in self.words if word.casefold() in text}


def test_every_address_has_a_row() -> None:
    assert sorted(set(addresses())) == sorted(ROWS)


@pytest.mark.parametrize("who", VISITORS)
def test_every_address_answers_as_the_role_allows_and_tells_no_idea(
    world: World, leaks: list[Idea], who: str, request: pytest.FixtureRequest
) -> None:
    walk = Walk(client_of(None if who == "guest" else request.getfixturevalue(who)), leaks, forbidden(who))
    for name, expected in ROWS.items():
        if who not in FOR_OTHERS or not name.startswith(ADMIN):
            walk.visit(name, address(name, world), expected[VISITORS.index(who)])
    assert walk.found == {}, "GET"
    assert walk.not_refused == {}, "POST"
    assert walk.told == set(), "ideas"


def test_the_walk_would_notice(world: World, leaks: list[Idea], member: User, team: User) -> None:
    tended, foreign = Walk(client_of(member), leaks, (TENDED,)), Walk(client_of(team), leaks, (FOREIGN,))
    path = address("ideas:detail", world)
    tended.visit("ideas:detail", path, 200)
    foreign.visit("ideas:detail", path, 403)
    assert tended.told
    assert foreign.told
    assert foreign.found == {"ideas:detail": 200}
    assert foreign.not_refused == {}
