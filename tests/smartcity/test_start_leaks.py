"""What start pages and the calendar of milestones tell, and to whom: each word stands in one place.

As every role the start page and the feed are asked for, the feed with the secret address of the account, and the words
that stand in the answer are compared with those that this role may read there.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from ideas.enums import IdeaStatus
from ideas.models import IdeaDraft
from milestones.models import CalendarKey
from people.models import Body, User
from tests.factories.ideas import CallFactory, IdeaFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.pilots import opened_list
from tests.factories.strategy import SubConceptFactory
from tests.factories.workshops import MeetingFactory, row_below
from tests.visitors import client_of, text_of
from workshops.enums import ProtocolStatus

pytestmark = pytest.mark.django_db

PUBLIC = {"Marktplatzwort", "Aufrufwort", "Wegwort"}
GROUP = {"Hinterzimmerwort", "Konzeptwort"}
START = {
    "guest": PUBLIC,
    "company": {"Marktplatzwort", "Aufrufwort", "Entwurfswort", "Nachfragewort"},
    "member": {"Marktplatzwort", "Aufrufwort"} | GROUP,
    "stranger": {"Marktplatzwort", "Aufrufwort"},
    "board": {"Marktplatzwort", "Aufrufwort", "Ratssaalwort"},
    "team": {"Marktplatzwort", "Hinterzimmerwort", "Ratssaalwort", "Ideenwort", "Aufgabenwort"},
    "admin": {"Marktplatzwort", "Hinterzimmerwort", "Ratssaalwort", "Ideenwort", "Aufgabenwort"},
}
FEED = {who: {"Wegwort"} if who == "guest" else {"Wegwort", "Innenwort"} for who in START}
WORDS = {word for told in (*START.values(), *FEED.values()) for word in told}


@pytest.fixture
def city(body: Body, company: User, board: User) -> None:
    """Something for everybody, with a word of its own."""
    soon = timezone.localdate() + timedelta(days=3)
    MeetingFactory(held_on=soon, is_public=True, place="Marktplatzwort")
    MeetingFactory(held_on=soon, body=body, place="Hinterzimmerwort")
    council = MeetingFactory(held_on=soon, body=board.memberships.get().body, place="Ratssaalwort")
    opened_list(2, reviewers=0, meeting=council)
    draft = MeetingFactory(body=body, protocol__status=ProtocolStatus.DRAFT)
    row_below(draft.protocol, task=True, text="Aufgabenwort")
    SubConceptFactory(body=body, title="Konzeptwort")
    IdeaFactory(title="Ideenwort")
    IdeaFactory(title="Nachfragewort", status=IdeaStatus.INQUIRY, submitter=company)
    idea = IdeaFactory(draft=True, submitter=company, title="")
    IdeaDraft.objects.create(idea=idea, typed={"title": ["Entwurfswort"]})
    CallFactory(title="Aufrufwort", access="public")
    MilestoneFactory(title="Wegwort", public=True, planned_on=soon)
    MilestoneFactory(title="Innenwort", planned_on=soon)


def person(who: str, request: pytest.FixtureRequest) -> User | None:
    found: User | None = None if who == "guest" else request.getfixturevalue(who)
    return found


@pytest.mark.parametrize("who", START)
def test_start_page_tells_each_role_its_own(city: None, who: str, request: pytest.FixtureRequest) -> None:
    page = text_of(client_of(person(who, request)).get("/"))
    assert {word for word in WORDS if word in page} == START[who]


@pytest.mark.parametrize("who", FEED)
def test_calendar_tells_each_role_its_own(city: None, who: str, request: pytest.FixtureRequest) -> None:
    user = person(who, request)
    query = {"schluessel": CalendarKey.objects.create(user=user).token} if user else {}
    page = text_of(client_of(None).get("/meilensteine.ics", query))
    assert {word for word in WORDS if word in page} == FEED[who]
