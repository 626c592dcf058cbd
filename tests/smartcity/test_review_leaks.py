"""What others wrote in their reviews changes nothing that somebody sees who may not read it yet.

Every address that could tell is asked for, as it is and as a POST with nothing in it; then the reviews of others become
the opposite of what they were, and every answer must be the same as before.
"""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from people.models import User
from pilots.enums import Recommendation
from pilots.models import PilotList, Reviewer
from pilots.results import _computed
from tests.factories.people import MembershipFactory
from tests.factories.pilots import ReviewerFactory, review_of
from tests.smartcity import test_access_matrix as matrix
from tests.smartcity.test_access_matrix import ROWS, World, address
from tests.smartcity.test_idea_leaks import content_of
from tests.visitors import client_of

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|csrftoken=\w+|sessionid=\w+|\d\d:\d\d:\d\d')
"""What differs from one answer to the next."""

MAY_TELL = re.compile(
    r"pilots:|start$|admin:(pilots_\w+|common_statuschange|post_office_email)_(changelist|change|history|export)$"
)

world = matrix.world


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


def answers(user: User, world: World) -> dict[str, str]:
    """Return what every address tells; what a POST would change is taken back."""
    client = client_of(user)
    found = {}
    for name in filter(MAY_TELL.match, ROWS):
        if name.startswith("admin:") and not user.is_editor:
            continue
        for method, text in _asked(client, name, address(name, world)):
            found[f"{name} {method}"] = TOKEN.sub("", text)
    return found


def _asked(client: Client, name: str, path: str) -> Iterator[tuple[str, str]]:
    yield "get", content_of(client.get(path))
    if name.startswith("pilots:"):
        with transaction.atomic():
            yield "post", content_of(client.post(path))
            transaction.set_rollback(True)


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name, text in before.items() if after[name] != text}


@pytest.mark.parametrize("who", ["reviewer", "advisor", "team"])
def test_what_others_wrote_changes_nothing_for_whoever_may_not_read_it(
    who: str, world: World, pilot_list: PilotList, member: User, team: User
) -> None:
    advisor = MembershipFactory(body=pilot_list.meeting.body, is_voting=False).user
    user = {"reviewer": member, "advisor": advisor, "team": team}[who]
    before = answers(user, world)
    turn_round(others(pilot_list, member))
    assert differing(before, answers(user, world)) == set()


@pytest.mark.parametrize("who", ["admin", "handed in"])
def test_what_is_not_handed_in_changes_nothing_for_anybody(
    who: str, world: World, pilot_list: PilotList, member: User, admin: User
) -> None:
    user = admin if who == "admin" else pilot_list.reviewers.handed_in().first().user
    before = answers(user, world)
    turn_round(list(pilot_list.reviewers.filter(handed_in_at=None).exclude(user=member)))
    assert differing(before, answers(user, world)) == set()


def test_the_walk_would_notice(world: World, pilot_list: PilotList, member: User) -> None:
    user = pilot_list.reviewers.handed_in().first().user
    before = answers(user, world)
    turn_round([one for one in others(pilot_list, member) if one.user != user])
    assert "pilots:list_result get" in differing(before, answers(user, world))
