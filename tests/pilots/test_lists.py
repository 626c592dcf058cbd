"""Composing a list, opening it with what that freezes and sends, closing it and opening it again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from post_office.models import Email

from common.digests import digest_of
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from pilots.enums import Conflict, ListStatus, PilotStatus, ReleaseKind
from pilots.models import Entry, PilotList, Review
from pilots.results import result_of
from pilots.selectors.lists import criteria_stamp, entries_of, obstacles_to_opening, rows_of, voters_of
from pilots.services.lists import (
    TEMPLATE,
    NewCriterion,
    add_entries,
    close_review,
    create_list,
    edit_list,
    open_review,
    place_entries,
    remove_entry,
    reopen_review,
    set_criteria,
)
from pilots.services.pilots import edit_profile
from tests.factories.people import MembershipFactory, OrganisationFactory
from tests.factories.pilots import (
    PartnerFactory,
    PilotFactory,
    PilotListFactory,
    ReviewerFactory,
    list_with,
    opened_list,
    review_of,
)
from tests.factories.workshops import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready() -> PilotList:
    """A draft with two pilots that can be opened; its body has one voting member."""
    pilot_list = list_with(2)
    MembershipFactory(body=pilot_list.meeting.body, user__name="Robin Rat", user__email="rat@example.org")
    return pilot_list


def obstacles(pilot_list: PilotList) -> list[str]:
    criteria = list(pilot_list.criteria.all())
    found = obstacles_to_opening(pilot_list, entries_of(pilot_list), criteria, voters_of(pilot_list))
    return [obstacle.text for obstacle in found]


def order(pilot_list: PilotList) -> list[Entry]:
    return list(pilot_list.entries.all())


# Composing ------------------------------------------------------------------------------------------------------------


def test_new_list_starts_with_the_template(team: User) -> None:
    made = create_list(MeetingFactory(), by=team)
    assert [(one.name, one.weight) for one in made.criteria.all()] == [(one.name, one.weight) for one in TEMPLATE]
    assert sum(one.weight for one in TEMPLATE) == 100


def test_entries_are_added_at_the_end_once(team: User) -> None:
    pilot_list, further = list_with(2), PilotFactory()
    stored = order(pilot_list)
    add_entries(pilot_list, [stored[0].pilot, further], by=team)
    assert [entry.pilot for entry in order(pilot_list)] == [stored[0].pilot, stored[1].pilot, further]


def test_only_candidates_are_added(team: User) -> None:
    pilot_list, stranger = list_with(0), PilotFactory(status=PilotStatus.APPROVED)
    with pytest.raises(TransitionError, match="kein Kandidat"):
        add_entries(pilot_list, [stranger], by=team)


@pytest.mark.parametrize(
    ("places", "expected"),
    [({0: 2}, [1, 0, 2]), ({2: 1}, [2, 0, 1]), ({0: 99}, [1, 2, 0]), ({2: 1, 0: 3}, [2, 1, 0]), ({}, [0, 1, 2])],
)
def test_entries_take_their_places(places: dict[int, int], expected: list[int], team: User) -> None:
    pilot_list = list_with(3)
    stored = order(pilot_list)
    place_entries(pilot_list, {stored[index].pk: place for index, place in places.items()}, by=team)
    assert order(pilot_list) == [stored[index] for index in expected]


def test_removed_entry_leaves_no_gap(team: User) -> None:
    pilot_list = list_with(3)
    stored = order(pilot_list)
    remove_entry(pilot_list, stored[1], by=team)
    assert [(entry.pk, entry.position) for entry in order(pilot_list)] == [(stored[0].pk, 0), (stored[2].pk, 1)]


def test_criteria_become_what_is_wanted(team: User) -> None:
    pilot_list = list_with(0)
    kept = pilot_list.criteria.get(name="Sichtbarkeit")
    wanted = [
        NewCriterion("Mut", Decimal(60), ["wenig", "viel"]),
        NewCriterion("Sichtbarkeit", Decimal(40), ["a", "b"]),
    ]
    set_criteria(pilot_list, wanted, by=team)
    assert [(one.name, one.weight) for one in pilot_list.criteria.all()] == [("Mut", 60), ("Sichtbarkeit", 40)]
    assert pilot_list.criteria.get(name="Sichtbarkeit").pk == kept.pk


def test_criteria_of_a_stale_form_are_refused(team: User) -> None:
    pilot_list = list_with(0)
    stamp = criteria_stamp(pilot_list)
    set_criteria(pilot_list, TEMPLATE[:2], by=team, stamp=stamp)
    with pytest.raises(StaleVersionError):
        set_criteria(pilot_list, TEMPLATE, by=team, stamp=stamp)
    assert pilot_list.criteria.count() == 2


def test_opened_list_is_not_composed_any_more(team: User) -> None:
    pilot_list = opened_list(2)
    entry = order(pilot_list)[0]
    for change in (
        lambda: add_entries(pilot_list, [PilotFactory()], by=team),
        lambda: remove_entry(pilot_list, entry, by=team),
        lambda: place_entries(pilot_list, {entry.pk: 2}, by=team),
        lambda: set_criteria(pilot_list, TEMPLATE[:2], by=team),
        lambda: edit_list(pilot_list, version=1, head={"budget": 1}, by=team),
    ):
        with pytest.raises(TransitionError):
            change()


def test_only_editors_compose(member: User) -> None:
    pilot_list = list_with(1)
    for change in (
        lambda: create_list(MeetingFactory(), by=member),
        lambda: add_entries(pilot_list, [], by=member),
        lambda: set_criteria(pilot_list, TEMPLATE, by=member),
        lambda: edit_list(pilot_list, version=1, head={}, by=member),
        lambda: open_review(pilot_list, by=member),
    ):
        with pytest.raises(PermissionDenied):
            change()


# Opening --------------------------------------------------------------------------------------------------------------


def test_ready_list_has_no_obstacles(ready: PilotList) -> None:
    assert obstacles(ready) == []


def test_every_obstacle_is_named(team: User) -> None:
    day = timezone.localdate() + timedelta(days=3)
    pilot_list = PilotListFactory(meeting__held_on=day, meeting__status="cancelled", review_until=None)
    bare = PilotFactory(lead=None, added_value=" ", cost=None)
    add_entries(pilot_list, [bare], by=team)
    found = obstacles(pilot_list)
    assert found == [
        f"{bare.reference} „{bare.title}“: Es fehlen Federführung, Kosten und Mehrwert.",
        "Die Gewichte der Kriterien ergeben zusammen 0 % und nicht 100 %.",
        "Das Ende der Bewertung fehlt.",
        "Die Sitzung ist abgesagt.",
        f"Am Tag der Sitzung ist niemand stimmberechtigt: {pilot_list.meeting.body}.",
    ]
    with pytest.raises(TransitionError) as error:
        open_review(pilot_list, by=team)
    assert str(error.value) == " ".join(found)
    assert PilotList.objects.get().status == ListStatus.DRAFT


@pytest.mark.parametrize(
    ("until", "sentence"),
    [(-1, "Das Ende der Bewertung liegt schon zurück."), (11, "Die Bewertung endet erst nach der Sitzung.")],
)
def test_end_lies_between_now_and_the_meeting(ready: PilotList, until: int, sentence: str) -> None:
    ready.review_from, ready.review_until = None, timezone.now() + timedelta(days=until)
    assert obstacles(ready) == [sentence]


def test_pilot_that_went_another_way_is_named(ready: PilotList) -> None:
    pilot = order(ready)[0].pilot
    pilot.status = PilotStatus.LISTED
    pilot.save()
    assert obstacles(ready) == [f"{pilot.reference} ist „gelistet“. Bitte nehmen Sie es von der Liste."]


def test_opening_freezes_what_reviewers_read(ready: PilotList, team: User) -> None:
    opened = open_review(ready, by=team)
    release = opened.releases.get()
    assert (release.kind, release.sha256) == (ReleaseKind.OPENED, digest_of(release.content))
    assert [one["title"] for one in release.content["pilots"]] == [row.content["title"] for row in rows_of(opened)]
    assert {entry.pilot.status for entry in order(opened)} == {PilotStatus.LISTED}


def test_later_change_is_shown_beside_what_was_frozen(ready: PilotList, team: User) -> None:
    opened = open_review(ready, by=team)
    pilot = order(opened)[0].pilot
    before = pilot.title
    edit_profile(pilot, version=pilot.version, profile={"title": "Neuer Titel"}, by=team)
    first, second = rows_of(opened)
    assert first.content["title"] == before
    assert [(one.label, one.before, one.after) for one in first.changes] == [("Titel", before, "Neuer Titel")]
    assert list(second.changes) == []


def test_opening_names_the_voters_of_the_day_and_invites_them(ready: PilotList, team: User) -> None:
    MembershipFactory(body=ready.meeting.body, is_voting=False)
    MembershipFactory(body=ready.meeting.body, ends_on=timezone.localdate())
    MembershipFactory(body=ready.meeting.body, user__is_active=False)
    opened = open_review(ready, by=team)
    assert [reviewer.user.name for reviewer in opened.reviewers.all()] == ["Robin Rat"]
    mail = Email.objects.get()
    assert mail.to == ["rat@example.org"]
    assert opened.get_review_url() in mail.message
    assert "2 Pilotprojekte" in mail.message


def test_own_organisation_is_a_conflict_of_interest(ready: PilotList, team: User) -> None:
    leading, partnering = order(ready)
    member = MembershipFactory(body=ready.meeting.body, user__organisation=leading.pilot.lead).user
    PartnerFactory(pilot=partnering.pilot, organisation=leading.pilot.lead)
    open_review(ready, by=team)
    found = Review.objects.values_list("reviewer__user", "entry", "conflict")
    assert set(found) == {(member.pk, entry.pk, Conflict.ORGANISATION) for entry in (leading, partnering)}


def test_partner_who_joined_since_has_a_conflict_when_the_review_closes(team: User) -> None:
    pilot_list = opened_list(1, reviewers=1, handed_in=True)
    reviewer, entry = pilot_list.reviewers.get(), pilot_list.entries.get()
    reviewer.user.organisation = OrganisationFactory()
    reviewer.user.save()
    PartnerFactory(pilot=entry.pilot, organisation=reviewer.user.organisation)
    assert result_of(pilot_list).standings[0].figures is not None
    close_review(pilot_list, by=team)
    assert Review.objects.get().conflict == Conflict.ORGANISATION
    assert not Review.objects.counted(pilot_list).exists()
    assert result_of(pilot_list).standings[0].figures is None


# Closing and opening again --------------------------------------------------------------------------------------------

MOVES = {
    "open": (ListStatus.DRAFT, open_review),
    "close": (ListStatus.IN_REVIEW, close_review),
    "reopen": (ListStatus.CLOSED, lambda one, by: reopen_review(one, by=by, reason="Zwei fehlen noch.")),
}


@pytest.mark.parametrize("status", ListStatus.values)
@pytest.mark.parametrize("move", MOVES)
def test_each_move_begins_at_its_status(move: str, status: str, ready: PilotList, team: User) -> None:
    ready.status = status
    ready.save()
    source, run = MOVES[move]
    if status == source:
        run(ready, by=team)
        assert PilotList.objects.get().status != status
    else:
        with pytest.raises(TransitionError):
            run(ready, by=team)
        assert PilotList.objects.get().status == status


def test_review_is_opened_again_only_before_its_end(team: User) -> None:
    closed = opened_list(1, status=ListStatus.CLOSED)
    closed.review_until = timezone.now() - timedelta(minutes=1)
    closed.save()
    with pytest.raises(TransitionError, match="verlegen"):
        reopen_review(closed, by=team, reason="Zwei fehlen noch.")
    head = {"review_until": timezone.now() + timedelta(days=3)}
    edit_list(closed, version=1, head=head, by=team)
    assert reopen_review(closed, by=team, reason="Zwei fehlen noch.").status == ListStatus.IN_REVIEW


def test_opening_again_invites_who_may_vote_since(team: User) -> None:
    closed = opened_list(1, reviewers=1, status=ListStatus.CLOSED)
    new = MembershipFactory(body=closed.meeting.body).user
    reopen_review(closed, by=team, reason="Neues Mitglied.")
    assert set(closed.reviewers.values_list("user", flat=True)) >= {new.pk}
    assert Email.objects.get().to == [new.email]


def test_end_of_an_opened_list_may_be_put_off(team: User) -> None:
    pilot_list = opened_list(1)
    later = pilot_list.review_until + timedelta(days=1)
    assert edit_list(pilot_list, version=1, head={"review_until": later}, by=team).review_until == later
    with pytest.raises(TransitionError, match="noch bevorsteht"):
        edit_list(pilot_list, version=2, head={"review_until": timezone.now()}, by=team)


def test_what_was_not_handed_in_does_not_count(team: User) -> None:
    pilot_list = opened_list(1, reviewers=0)
    entry = pilot_list.entries.get()
    review_of(ReviewerFactory(list=pilot_list), entry, [1, 1, 1, 1, 1])
    counted = review_of(ReviewerFactory(list=pilot_list, handed_in=True), entry, [2, 2, 2, 2, 2])
    close_review(pilot_list, by=team)
    assert list(Review.objects.counted(pilot_list)) == [counted]
