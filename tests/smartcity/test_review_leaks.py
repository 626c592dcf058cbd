"""What others wrote in their reviews changes nothing that somebody sees who may not read it yet.

Every address that could tell is asked for, as it is and as a POST with nothing in it; then the reviews of others become
the opposite of what they were, and every answer must be the same as before. What an address refuses is not asked again.
"""

import re
from collections.abc import Iterable, Iterator

import pytest
from django.db import transaction

from people.models import User
from pilots.enums import Recommendation
from pilots.models import PilotList, Reviewer
from pilots.results import _computed
from tests.factories.people import MembershipFactory
from tests.factories.pilots import ReviewerFactory, review_of
from tests.smartcity.addresses import ROWS, World, address, world
from tests.smartcity.test_access_matrix import content_of
from tests.visitors import client_of

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|csrftoken=\w+|sessionid=\w+|\d\d:\d\d:\d\d')
"""What differs from one answer to the next."""

MAY_TELL = re.compile(
    r"pilots:|thread:|reports:|start$|admin:(pilots_(pilot|pilotlist|entry|reviewer|release|proposal|resolution)|common_statuschange"
    r"|post_office_email)_(changelist|change|simple_history|export)$"
)
"""The admin's pages of costs, partners, files and the like are left out: nothing there comes near a review."""

REFUSED = (404, 405)

Request = tuple[str, str]
"""The name of an address, and "get" or "post"."""

__all__ = ["world"]


@pytest.fixture
def pilot_list(world: World) -> PilotList:
    """The list in review of the access matrix, which ``member`` reviews, with three further reviewers."""
    pilot_list = PilotList.objects.get(slug=world["pilots:list_detail"][0])
    for handed_in in (True, True, False):
        reviewer = ReviewerFactory(list=pilot_list, handed_in=handed_in)
        review_of(reviewer, pilot_list.entries.get(), [0, 1, 2, 3, 4], comment="Mondrakete")
    return pilot_list


def turn_round(reviewers: "list[Reviewer]") -> None:
    """Make these reviewers say the opposite."""
    for reviewer in reviewers:
        review = reviewer.reviews.get()
        review.recommendation, review.comment = Recommendation.REJECT, "Kellertreppe"
        review.save()
        for score in review.scores.all():
            score.value = 4 - score.value
            score.save()
    forget_results()


def forget_results() -> None:
    """Make results be computed anew: a process remembers them, since what is handed in does not change."""
    _computed.cache_clear()


def others(pilot_list: PilotList, user: User) -> list[Reviewer]:
    return list(pilot_list.reviewers.exclude(user=user))


def answers(user: User, world: World, asked: Iterable[Request] | None = None) -> dict[Request, str]:
    """Return what these addresses tell, by default every one that does not refuse; no POST changes anything."""
    client = client_of(user)
    found = {}
    for name, method in asked or requests_of(user):
        with transaction.atomic():
            response = getattr(client, method)(address(name, world))
            if asked or response.status_code not in REFUSED:
                found[name, method] = TOKEN.sub("", content_of(response))
            transaction.set_rollback(method == "post")
    return found


def requests_of(user: User) -> Iterator[Request]:
    for name in filter(MAY_TELL.match, ROWS):
        if user.is_editor or not name.startswith("admin:"):
            yield name, "get"
        if name.startswith("pilots:"):
            yield name, "post"


def differing(before: dict[Request, str], after: dict[Request, str]) -> set[Request]:
    return {request for request, text in before.items() if after[request] != text}


@pytest.mark.parametrize("who", ["reviewer", "advisor", "admin"])
def test_what_others_wrote_changes_nothing_for_whoever_may_not_read_it(
    who: str, world: World, pilot_list: PilotList, member: User, admin: User
) -> None:
    advisor = MembershipFactory(body=pilot_list.meeting.body, is_voting=False).user
    user = {"reviewer": member, "advisor": advisor, "admin": admin}[who]
    before = answers(user, world)
    turn_round(others(pilot_list, member))
    assert differing(before, answers(user, world, before)) == set()


def test_what_is_not_handed_in_changes_nothing_for_whoever_did(
    world: World, pilot_list: PilotList, member: User
) -> None:
    user = pilot_list.reviewers.handed_in().first().user
    before = answers(user, world)
    turn_round(list(pilot_list.reviewers.filter(handed_in_at=None).exclude(user=member)))
    assert differing(before, answers(user, world, before)) == set()


def test_the_walk_would_notice(world: World, pilot_list: PilotList, member: User) -> None:
    user = pilot_list.reviewers.handed_in().first().user
    result = [("pilots:list_result", "get")]
    before = answers(user, world, result)
    turn_round([one for one in others(pilot_list, member) if one.user != user])
    assert differing(before, answers(user, world, result)) == set(result)
