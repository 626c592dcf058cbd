"""Who reads which reviews, and when: before the own hand-in nobody reads anybody's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import User
from pilots.enums import ListStatus
from pilots.models import PilotList, Review
from pilots.services.lists import open_review
from pilots.visibility import reviews_read_with, sight_of
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.pilots import PilotListFactory, ReviewerFactory, list_with, opened_list, review_of
from tests.visitors import client_of, text_of

pytestmark = pytest.mark.django_db

STATUSES = (ListStatus.DRAFT, ListStatus.IN_REVIEW, ListStatus.CLOSED, ListStatus.DECIDED)
NEVER, AFTER_CLOSE, OPENED = (False,) * 4, (False, False, True, True), (False, True, True, True)


def visitor(who: str, pilot_list: PilotList) -> User:
    if who in ("team", "admin"):
        return UserFactory(**{who: True})
    if who == "advisor":
        return MembershipFactory(body=pilot_list.meeting.body, is_voting=False).user
    reviewer = ReviewerFactory(list=pilot_list, handed_in=who.startswith("handed"))
    if who.endswith("admin"):
        reviewer.user.role = "admin"
        reviewer.user.save()
    return reviewer.user


@pytest.mark.parametrize(
    ("who", "result", "reviews"),
    [
        ("team", AFTER_CLOSE, NEVER),
        ("admin", AFTER_CLOSE, NEVER),
        ("advisor", AFTER_CLOSE, NEVER),
        ("open", (False, False, False, True), (False, False, False, True)),
        ("open admin", AFTER_CLOSE, (False, False, False, True)),
        ("handed in", OPENED, OPENED),
    ],
)
def test_sight_follows_from_role_hand_in_and_status(
    who: str, result: tuple[bool, ...], reviews: tuple[bool, ...]
) -> None:
    found = []
    for status in STATUSES:
        pilot_list = PilotListFactory(status=status)
        found.append(sight_of(visitor(who, pilot_list), pilot_list))
    assert tuple(sight.result for sight in found) == result
    assert tuple(sight.reviews for sight in found) == reviews
    assert not any(sight.names for sight in found)
    assert all(bool(sight.hint) is not sight.result for sight in found)


def test_whoever_missed_the_end_is_not_told_to_hand_in() -> None:
    hints = {}
    for status in STATUSES[1:]:
        pilot_list = PilotListFactory(status=status, review_until=timezone.now() + timedelta(days=1))
        reviewer = ReviewerFactory(list=pilot_list)
        hints[status] = sight_of(reviewer.user, pilot_list).hint
        text = text_of(client_of(reviewer.user).get(pilot_list.get_review_url()))
        assert ("zählt nicht mit" in text) == (status == ListStatus.CLOSED)
        assert ("Über die Liste ist beschlossen." in text) == (status == ListStatus.DECIDED)
    assert hints == {
        ListStatus.IN_REVIEW: "Das Ergebnis sehen Sie, sobald Sie Ihre Bewertung abgegeben haben.",
        ListStatus.CLOSED: "Die Zeit zum Abgeben ist vorbei. "
        "Das Ergebnis sehen Sie, sobald über die Liste beschlossen ist.",
        ListStatus.DECIDED: "",
    }


def test_names_are_shown_only_with_the_reviews() -> None:
    pilot_list = opened_list(0, reviewers=0, names_are_shown=True)
    assert not sight_of(visitor("open", pilot_list), pilot_list).names
    assert sight_of(visitor("handed in", pilot_list), pilot_list).names
    assert not sight_of(visitor("admin", pilot_list), pilot_list).names


def test_reviews_of_others_are_read_once_both_handed_in() -> None:
    pilot_list = opened_list(2, reviewers=0)
    entry = pilot_list.entries.first()
    own, other, late, torn = (
        ReviewerFactory(list=pilot_list, handed_in=handed) for handed in (False, True, False, True)
    )
    review_of(late, entry)
    review_of(torn, entry, conflict="declared")
    mine, theirs = review_of(own, entry), review_of(other, entry)

    def read() -> set[Review]:
        return set(reviews_read_with(sight_of(own.user, pilot_list), pilot_list))

    assert read() == {mine}
    own.handed_in_at = timezone.now()
    own.save()
    assert read() == {mine, theirs}
    assert not reviews_read_with(sight_of(UserFactory(team=True), pilot_list), pilot_list).exists()


def test_list_is_seen_by_editors_and_once_opened_by_its_body(team: User, stranger: User) -> None:
    draft, opened = list_with(1), opened_list(1)
    member = MembershipFactory(body=opened.meeting.body).user
    MembershipFactory(body=draft.meeting.body, user=member)
    assert set(PilotList.objects.visible_to(team)) == {draft, opened}
    assert set(PilotList.objects.visible_to(member)) == {opened}
    assert not PilotList.objects.visible_to(stranger).exists()


def test_list_is_seen_by_those_who_belong_to_the_body_on_the_day_of_the_meeting() -> None:
    pilot_list = opened_list(1)
    body, day = pilot_list.meeting.body, pilot_list.meeting.held_on
    joins = MembershipFactory(body=body, starts_on=day).user
    leaves = MembershipFactory(body=body, ends_on=timezone.localdate()).user
    left = MembershipFactory(body=body, ends_on=timezone.localdate() - timedelta(days=1)).user
    later = MembershipFactory(body=body, starts_on=day + timedelta(days=1)).user
    seen = [PilotList.objects.visible_to(user).exists() for user in (joins, leaves, left, later)]
    assert seen == [True, True, False, False]


def test_whoever_is_invited_sees_the_list(team: User) -> None:
    draft = list_with(1)
    MembershipFactory(body=draft.meeting.body, starts_on=draft.meeting.held_on)
    opened = open_review(draft, by=team)
    users = [reviewer.user for reviewer in opened.reviewers.all()]
    assert users
    assert all(opened in PilotList.objects.visible_to(user) for user in users)
