"""Reviewing: saved as it is typed, complete or not, handed in at once, taken back until the end, and nothing lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from common.models import FormDraft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from pilots.enums import Conflict, ListStatus, Recommendation
from pilots.models import Entry, Review, Reviewer, Score
from pilots.selectors.reviews import lists_waiting_for, progress_of
from pilots.services.reviews import ReviewInput, hand_in, save_review, take_back
from tests.factories.pilots import ReviewerFactory, opened_list, review_of
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> Reviewer:
    """A reviewer of a list of two pilots who has not begun."""
    return opened_list(2, reviewers=1).reviewers.get()


def entries(reviewer: Reviewer) -> list[Entry]:
    return list(reviewer.list.entries.all())


def said(reviewer: Reviewer, value: int | None = 3, **given: Any) -> ReviewInput:
    return ReviewInput({one.pk: value for one in reviewer.list.criteria.all()}, **given)


def save(reviewer: Reviewer, given: ReviewInput, *, version: int = 0, index: int = 0) -> Review:
    return save_review(entries(reviewer)[index], given, version=version, by=reviewer.user)


def typed(reviewer: Reviewer, value: int | str = 3, prefix: str = "", **fields: Any) -> dict[str, Any]:
    """Return what the form of one pilot posts."""
    scores = {f"{prefix}kriterium-{one.pk}": value for one in reviewer.list.criteria.all()}
    return {f"{prefix}version": 0, **scores, **{prefix + name: given for name, given in fields.items()}}


def page_of(reviewer: Reviewer, index: int = 0) -> str:
    return f"{reviewer.list.get_review_url()}{entries(reviewer)[index].pilot.reference}/"


# Saving ---------------------------------------------------------------------------------------------------------------


def test_review_is_saved_piece_by_piece(reviewer: Reviewer) -> None:
    first, *_, last = reviewer.list.criteria.all()
    review = save(reviewer, ReviewInput({first.pk: 0, last.pk: None}))
    save(reviewer, ReviewInput({first.pk: 4, last.pk: 1}, Recommendation.CONDITIONS, "Nur mit Zähler."), version=1)
    review.refresh_from_db()
    assert dict(review.scores.values_list("criterion", "value")) == {first.pk: 4, last.pk: 1}
    assert (review.recommendation, review.comment, review.version) == ("conditions", "Nur mit Zähler.", 2)
    save(reviewer, ReviewInput({first.pk: 4, last.pk: None}, Recommendation.CONDITIONS), version=2)
    assert Score.objects.get().criterion == first


def test_same_review_is_not_saved_again(reviewer: Reviewer) -> None:
    save(reviewer, said(reviewer))
    review = save(reviewer, said(reviewer), version=0)
    assert (review.version, review.history.count(), Score.history.count()) == (1, 1, 5)


def test_review_of_an_older_version_changes_nothing(reviewer: Reviewer) -> None:
    save(reviewer, said(reviewer, 3))
    with pytest.raises(StaleVersionError):
        save(reviewer, said(reviewer, 1))
    assert set(Score.objects.values_list("value", flat=True)) == {3}


@pytest.mark.parametrize("value", [-1, 5])
def test_value_without_a_label_is_refused(value: int, reviewer: Reviewer) -> None:
    with pytest.raises(ValidationError):
        save(reviewer, said(reviewer, value))


def test_criterion_of_another_list_is_refused(reviewer: Reviewer) -> None:
    with pytest.raises(ValidationError):
        save(reviewer, said(opened_list(1).reviewers.get()))


def test_nobody_else_writes_a_review(reviewer: Reviewer, team: User, admin: User) -> None:
    strangers = (team, admin, ReviewerFactory().user)
    for user in strangers:
        with pytest.raises(PermissionDenied):
            save_review(entries(reviewer)[0], said(reviewer), version=0, by=user)
    assert not Review.objects.exists()


@pytest.mark.parametrize("status", [one for one in ListStatus if one != ListStatus.IN_REVIEW])
def test_nothing_is_reviewed_outside_the_review(status: str, reviewer: Reviewer) -> None:
    reviewer.list.status = status
    reviewer.list.save()
    for act in (lambda: save(reviewer, said(reviewer)), lambda: hand_in(reviewer.list, by=reviewer.user)):
        with pytest.raises(TransitionError):
            act()


@pytest.mark.parametrize("window", [{"review_from": 1, "review_until": 2}, {"review_from": -2, "review_until": -1}])
def test_nothing_is_reviewed_before_the_beginning_and_after_the_end(window: dict[str, int], reviewer: Reviewer) -> None:
    for name, days in window.items():
        setattr(reviewer.list, name, timezone.now() + timedelta(days=days))
    reviewer.list.save()
    for act in (save, lambda one, _: hand_in(one.list, by=one.user), lambda one, _: take_back(one.list, by=one.user)):
        with pytest.raises(TransitionError):
            act(reviewer, said(reviewer))


# Conflicts of interest ------------------------------------------------------------------------------------------------


def test_declared_conflict_makes_a_pilot_done_and_can_be_taken_back(reviewer: Reviewer) -> None:
    save(reviewer, ReviewInput({}, has_conflict=True))
    assert Review.objects.get().conflict == Conflict.DECLARED
    assert [task.is_done for task in progress_of(reviewer).tasks] == [True, False]
    save(reviewer, ReviewInput({}), version=1)
    assert Review.objects.get().conflict == ""


def test_conflict_of_the_organisation_stays(reviewer: Reviewer) -> None:
    review = review_of(reviewer, entries(reviewer)[0], conflict=Conflict.ORGANISATION)
    with pytest.raises(TransitionError):
        save(reviewer, said(reviewer), version=1)
    client_of(reviewer.user).post(page_of(reviewer), typed(reviewer) | {"version": 1})
    review.refresh_from_db()
    assert (review.conflict, review.scores.count()) == (Conflict.ORGANISATION, 0)
    assert "Sie sind befangen" in text_of(client_of(reviewer.user).get(page_of(reviewer)))


# Handing in -----------------------------------------------------------------------------------------------------------


def test_list_is_handed_in_when_nothing_is_open(reviewer: Reviewer) -> None:
    save(reviewer, said(reviewer, recommendation=Recommendation.APPROVE))
    second = entries(reviewer)[1].pilot.reference
    with pytest.raises(TransitionError, match=second):
        hand_in(reviewer.list, by=reviewer.user)
    save(reviewer, said(reviewer), index=1)
    with pytest.raises(TransitionError, match=second):  # without a recommendation
        hand_in(reviewer.list, by=reviewer.user)
    save(reviewer, said(reviewer, recommendation=Recommendation.REJECT), version=1, index=1)
    assert hand_in(reviewer.list, by=reviewer.user).handed_in_at is not None


def test_handed_in_review_is_closed_until_it_is_taken_back(reviewer: Reviewer) -> None:
    reviewer.handed_in_at = timezone.now()
    reviewer.save()
    with pytest.raises(TransitionError, match="Holen Sie"):
        save(reviewer, said(reviewer))
    take_back(reviewer.list, by=reviewer.user)
    assert save(reviewer, said(reviewer)).version == 1


def test_pages_hand_in_and_take_back(reviewer: Reviewer) -> None:
    client, start = client_of(reviewer.user), reviewer.list.get_review_url()
    for entry in entries(reviewer):
        review_of(reviewer, entry, [1, 2, 3, 4, 0])
    assert "Ganze Liste abgeben" in text_of(client.get(start))
    client.post(f"{start}abgeben/")
    assert "Bewertung zurückholen" in text_of(client.get(start))
    assert "data-review=" not in text_of(client.get(page_of(reviewer)))
    client.post(f"{start}zurueckholen/")
    reviewer.refresh_from_db()
    assert reviewer.handed_in_at is None


def test_start_says_what_is_open_and_leads_to_the_next(reviewer: Reviewer) -> None:
    review_of(reviewer, entries(reviewer)[0], [1, 2, 3, 4, 0])
    text = text_of(client_of(reviewer.user).get(reviewer.list.get_review_url()))
    assert "Offen: 1 von 2" in text
    assert "Weiter mit Platz 2" in text


def test_list_waits_for_whoever_has_not_handed_in(reviewer: Reviewer) -> None:
    [waiting] = lists_waiting_for(reviewer.user)
    assert (waiting.url, waiting.open, waiting.total) == (reviewer.list.get_review_url(), 2, 2)
    assert "Offen: 2 von 2" in " ".join(strip_tags(text_of(client_of(reviewer.user).get("/"))).split())
    reviewer.handed_in_at = timezone.now()
    reviewer.save()
    assert lists_waiting_for(reviewer.user) == []


def test_list_counts_as_open_what_its_reviewer_sees_as_open() -> None:
    reviewer = opened_list(5, reviewers=1).reviewers.get()
    whole, conflicted, unscored, unrecommended, _ = entries(reviewer)
    review_of(reviewer, whole, [1, 2, 3, 4, 0])
    review_of(reviewer, conflicted, conflict=Conflict.DECLARED)
    review_of(reviewer, unscored, [1, 2, 3, 4])
    review_of(reviewer, unrecommended, [1, 2, 3, 4, 0], recommendation="")
    [waiting] = lists_waiting_for(reviewer.user)
    assert waiting.in_words == progress_of(reviewer).in_words == "Offen: 3 von 5"


# The pages ------------------------------------------------------------------------------------------------------------


def test_saving_leads_to_the_next_open_pilot(reviewer: Reviewer) -> None:
    client = client_of(reviewer.user)
    response = client.post(page_of(reviewer), typed(reviewer, recommendation="approve"))
    assert response.url == page_of(reviewer, 1)
    response = client.post(page_of(reviewer, 1), typed(reviewer, recommendation="approve"))
    assert response.url == reviewer.list.get_review_url()


def test_script_saves_and_learns_version_and_what_is_open(reviewer: Reviewer) -> None:
    client, post = client_of(reviewer.user), typed(reviewer, recommendation="defer") | {"draft": "review"}
    answer = client.post(page_of(reviewer), post)
    assert answer.json() == {"version": 1, "open": "Offen: 1 von 2", "state": "bewertet"}
    answer = client.post(page_of(reviewer), post | {"version": 1, "recommendation": ""})
    assert answer.json() == {"version": 2, "open": "Offen: 2 von 2", "state": "begonnen"}
    answer = client.post(page_of(reviewer), post | {"version": 0, "comment": "Aus dem anderen Fenster"})
    assert answer.status_code == 409
    assert "anderen Fenster" in answer.json()["message"]
    assert Review.objects.get().comment == ""


def test_forged_version_of_a_review_that_was_not_begun_harms_nothing(reviewer: Reviewer) -> None:
    answer = client_of(reviewer.user).post(page_of(reviewer), typed(reviewer) | {"version": 7})
    assert answer.status_code in (200, 302)
    assert Review.objects.get().version == 1


def test_other_window_shows_both_and_loses_nothing(reviewer: Reviewer) -> None:
    save(reviewer, said(reviewer, 0, comment="Von vorhin"))
    client, post = client_of(reviewer.user), typed(reviewer, 4, comment="Von jetzt")
    response = client.post(page_of(reviewer), post)
    assert response.status_code == 409
    text = text_of(response)
    assert "Von vorhin" in text
    assert "Von jetzt" in text
    client.post(page_of(reviewer), post | {"version": 1})
    assert Review.objects.get().comment == "Von jetzt"


def test_time_that_is_over_loses_nothing_that_was_typed(reviewer: Reviewer) -> None:
    reviewer.list.review_until = timezone.now() - timedelta(seconds=1)
    reviewer.list.review_from = None
    reviewer.list.save()
    response = client_of(reviewer.user).post(page_of(reviewer), typed(reviewer, comment="Zu spät geschrieben"))
    assert response.status_code == 409
    assert "Die Bewertung ist beendet." in text_of(response)
    assert "Zu spät geschrieben" in text_of(response)


@pytest.mark.parametrize("in_table", [False, True])
def test_ended_session_loses_nothing(in_table: bool, reviewer: Reviewer) -> None:
    client = client_of(reviewer.user)
    path = f"{reviewer.list.get_review_url()}tabelle/" if in_table else page_of(reviewer)
    prefix = f"e{entries(reviewer)[0].pk}-" if in_table else ""
    client.get(path)
    client.logout()
    client.cookies["csrftoken"] = "x" * 32  # the browser was here before
    response = client.post(path, typed(reviewer, prefix=prefix, comment="Lange überlegt"))
    assert response.url.startswith("/konto/login/")
    client.force_login(reviewer.user)
    response = client.get(path)
    assert "Lange überlegt" in text_of(response)
    assert FormDraft.objects.filter(owner=reviewer.user, key=path).exists()
    client.post(path, typed(reviewer, prefix=prefix, comment="Lange überlegt"))
    assert Review.objects.get().comment == "Lange überlegt"
    assert not FormDraft.objects.exists()


def test_page_saves_with_the_token_of_a_later_sign_in(reviewer: Reviewer) -> None:
    """The script takes the token from the cookie; it is told apart by 403 that there is none (``review.js``)."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer.user)
    page = page_of(reviewer)
    old = str(client.get(page).context["csrf_token"])
    client.cookies["csrftoken"] = "y" * 32  # what signing in in another tab does
    post = typed(reviewer) | {"draft": "review"}
    assert client.post(page, post | {"csrfmiddlewaretoken": old}).status_code == 403
    answer = client.post(page, post | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value})
    assert answer.json()["version"] == 1
    client.cookies.clear()
    assert client.post(page, post | {"csrfmiddlewaretoken": old}).status_code == 403


def test_table_saves_what_changed_in_it(reviewer: Reviewer) -> None:
    first, second = entries(reviewer)
    review_of(reviewer, first, [1, 1, 1, 1, 1])
    rows = typed(reviewer, 1, f"e{first.pk}-", recommendation="approve") | {f"e{first.pk}-version": 1}
    rows |= typed(reviewer, 2, f"e{second.pk}-", comment="Gut", has_conflict="")
    response = client_of(reviewer.user).post(f"{reviewer.list.get_review_url()}tabelle/", rows)
    assert messages_of(response) == ["Gespeichert. Offen: 1 von 2."]
    assert list(Review.objects.order_by("entry__position").values_list("version", "comment")) == [(1, ""), (1, "Gut")]


def test_reviewing_asks_equally_often_whatever_the_number_of_pilots() -> None:
    few, many = (opened_list(count, reviewers=1).reviewers.get() for count in (1, 30))
    for one in (few, many):
        for entry in entries(one):
            review_of(one, entry, [1, 2, 3, 4, 0])
    for path in ("{start}", "{start}tabelle/", "{page}", "{list}", "/"):
        counts = [
            queries_of(
                client_of(one.user),
                path.format(start=one.list.get_review_url(), page=page_of(one), list=one.list.get_absolute_url()),
            )
            for one in (few, many)
        ]
        assert counts[0] == counts[1] <= 10, path


def test_one_score_is_saved_with_few_queries(reviewer: Reviewer, client: Client) -> None:
    client.force_login(reviewer.user)
    path, post = page_of(reviewer), typed(reviewer) | {"draft": "review"}
    client.post(path, post)
    changed = post | {"version": 1, f"kriterium-{reviewer.list.criteria.first().pk}": 0}
    with CaptureQueriesContext(connection) as queries:
        client.post(path, changed)
    assert len(queries) <= 13  # two of them begin and end the savepoint of the test


def test_each_save_goes_to_the_pilot_that_its_address_names(reviewer: Reviewer, client: Client, team: User) -> None:
    first, second = entries(reviewer)
    client.force_login(reviewer.user)
    assert client.post(page_of(reviewer, 1), typed(reviewer) | {"draft": "review"}).json()["version"] == 1
    assert Review.objects.get().entry == second
    client.post(page_of(reviewer, 0), typed(reviewer, 1) | {"draft": "review"})
    assert list(Review.objects.order_by("pk").values_list("entry", flat=True)) == [second.pk, first.pk]
    unknown = f"{reviewer.list.get_review_url()}P-2099-001/"
    assert client.post(unknown, typed(reviewer) | {"draft": "review"}).status_code == 404
    assert client_of(team).post(page_of(reviewer), typed(reviewer) | {"draft": "review"}).status_code == 404
