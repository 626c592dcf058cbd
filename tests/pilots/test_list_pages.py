"""Pages on which editors compose a list: entries moved by buttons, criteria, head, and steps with their questions."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from people.models import Body, User
from pilots.enums import ListStatus
from pilots.models import PilotList
from pilots.services.pilots import edit_profile
from tests.factories.people import MembershipFactory
from tests.factories.pilots import PilotFactory, list_with, opened_list
from tests.factories.workshops import MeetingFactory
from tests.visitors import client_of, messages_of, queries_of, text_of
from workshops.models import Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(team: User) -> Client:
    """A browser in which the team is signed in."""
    return client_of(team)


def titles(pilot_list: PilotList) -> list[str]:
    return [entry.pilot.title for entry in pilot_list.entries.select_related("pilot")]


def criteria_post(rows: list[tuple[str, str, str]], **more: Any) -> dict[str, Any]:
    """Return what the form of criteria posts: name, weight, and values with a slash between them."""
    post = {"kriterien-TOTAL_FORMS": len(rows), "kriterien-INITIAL_FORMS": 0, **more}
    for index, (name, weight, labels) in enumerate(rows):
        post |= {
            f"kriterien-{index}-name": name,
            f"kriterien-{index}-weight": weight,
            f"kriterien-{index}-labels": labels.replace("/", "\r\n"),
        }
    return post


def stamp_of(client: Client, path: str) -> str:
    return str(client.get(path).context["stamp"])


def test_list_is_made_for_a_meeting_that_has_none(editor: Client) -> None:
    meeting, taken, cancelled = MeetingFactory(), list_with(0).meeting, MeetingFactory(status="cancelled")
    choices = set(editor.get("/piloten/listen/neu/").context["form"].fields["meeting"].queryset)
    assert choices == {meeting}
    assert not choices & {taken, cancelled}
    response = editor.post("/piloten/listen/neu/", {"meeting": meeting.pk})
    made = PilotList.objects.get(meeting=meeting)
    assert response.url == f"{made.get_absolute_url()}eintraege/"
    assert made.criteria.count() == 5
    again = editor.post("/piloten/listen/neu/", {"meeting": meeting.pk})  # a second click
    assert (again.url, PilotList.objects.filter(meeting=meeting).count()) == (response.url, 1)
    assert set(messages_of(again)) == {"Die Pilotliste ist angelegt. Bitte nehmen Sie nun Pilotprojekte auf."}
    assert editor.post("/piloten/listen/neu/", {"meeting": cancelled.pk}).status_code == 422


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ("session", "Pilotliste zur 5. Sitzung des Strategiekreises am 14.01.2021"),
        ("workshop", "Pilotliste zum 5. Workshop des Strategiekreises am 14.01.2021"),
    ],
)
def test_list_is_called_by_its_meeting_and_day(form: str, title: str) -> None:
    body = Body(name="Strategiekreis", genitive="des Strategiekreises")
    meeting = Meeting(body=body, format=form, number=5, held_on=date(2021, 1, 14))
    assert str(PilotList(meeting=meeting)) == title


def test_new_list_takes_over_the_criteria_of_another(editor: Client) -> None:
    former, meeting = list_with(0), MeetingFactory()
    former.criteria.exclude(name="Sichtbarkeit").delete()
    editor.post("/piloten/listen/neu/", {"meeting": meeting.pk, "template": former.pk})
    assert [one.name for one in PilotList.objects.get(meeting=meeting).criteria.all()] == ["Sichtbarkeit"]


def test_entries_are_moved_by_buttons_that_keep_the_focus(editor: Client) -> None:
    pilot_list = list_with(3)
    first, second, third = titles(pilot_list)
    path = f"{pilot_list.get_absolute_url()}eintraege/"
    last = pilot_list.entries.last()
    response = editor.post(path, {"up": last.pk})
    assert titles(pilot_list) == [first, third, second]
    assert f'name="up" value="{last.pk}"' in text_of(editor.get(response.url)).split("autofocus")[0][-400:]
    editor.post(path, {"up": last.pk})
    editor.post(path, {"up": last.pk})  # beyond the top nothing moves
    assert titles(pilot_list) == [third, first, second]
    editor.post(path, {"down": last.pk})
    assert titles(pilot_list) == [first, third, second]


def test_entries_take_typed_places_and_leave(editor: Client) -> None:
    pilot_list = list_with(3)
    first, second, third = titles(pilot_list)
    path, entries = f"{pilot_list.get_absolute_url()}eintraege/", list(pilot_list.entries.all())
    editor.post(path, {f"platz-{entries[2].pk}": "1", f"platz-{entries[0].pk}": "x", "places": "1"})
    assert titles(pilot_list) == [third, first, second]
    editor.post(path, {"remove": entries[0].pk})
    assert titles(pilot_list) == [third, second]
    assert editor.post(path, {"remove": entries[0].pk}).status_code == 404


def test_candidates_are_put_on_the_list(editor: Client) -> None:
    pilot_list, candidate, listed = list_with(1), PilotFactory(), PilotFactory(status="listed")
    path = f"{pilot_list.get_absolute_url()}eintraege/"
    text = text_of(editor.get(path))
    assert candidate.title in text
    assert f'value="{listed.reference}"' not in text
    editor.post(path, {"add": "1", "pilot": [candidate.reference, listed.reference]})
    assert titles(pilot_list)[1:] == [candidate.title]


def test_criteria_are_saved_moved_and_refused(editor: Client) -> None:
    pilot_list = list_with(0)
    path = f"{pilot_list.get_absolute_url()}kriterien/"
    rows = [("Mut", "60", "wenig/viel"), ("Nähe", "40", "fern/nah"), ("", "", "")]
    moved = editor.post(path, criteria_post(rows, stamp=stamp_of(editor, path), down="0"))
    assert [form["name"].value() for form in moved.context["formset"]] == ["Nähe", "Mut", ""]
    wrong = [("Mut", "", "wenig"), ("Mut", "40", "fern/nah")]
    assert editor.post(path, criteria_post(wrong, stamp=stamp_of(editor, path))).status_code == 422
    assert pilot_list.criteria.count() == 5
    nothing = editor.post(path, criteria_post([("Mut", "0", "wenig/viel")], stamp=stamp_of(editor, path)))
    assert "Bitte geben Sie mindestens 0,01 an." in text_of(nothing)
    editor.post(path, criteria_post(rows, stamp=stamp_of(editor, path)))
    assert list(pilot_list.criteria.values_list("name", "labels")) == [
        ("Mut", ["wenig", "viel"]),
        ("Nähe", ["fern", "nah"]),
    ]


def test_weights_below_100_are_saved_with_a_warning(editor: Client) -> None:
    pilot_list = list_with(0)
    path = f"{pilot_list.get_absolute_url()}kriterien/"
    response = editor.post(path, criteria_post([("Mut", "62,5", "wenig/viel")], stamp=stamp_of(editor, path)))
    assert messages_of(response) == ["Gespeichert. Die Gewichte ergeben 62,5 %, für die Öffnung müssen es 100 % sein."]


def test_criteria_that_somebody_else_changed_are_shown_beside(editor: Client) -> None:
    pilot_list = list_with(0)
    path = f"{pilot_list.get_absolute_url()}kriterien/"
    stamp = stamp_of(editor, path)
    pilot_list.criteria.first().delete()
    response = editor.post(path, criteria_post([("Mut", "100", "wenig/viel")], stamp=stamp))
    assert response.status_code == 409
    assert pilot_list.criteria.count() == 4
    assert "Inzwischen gespeichert" in text_of(response)


def test_head_is_saved_and_a_stale_one_shown_beside(editor: Client) -> None:
    pilot_list = list_with(0)
    path = f"{pilot_list.get_absolute_url()}bearbeiten/"
    until = f"{timezone.localtime() + timedelta(days=5):%Y-%m-%dT%H:%M}"
    post = {"version": 1, "introduction": "Bitte bald.", "budget": "516000", "review_until": until}
    editor.post(path, post)
    pilot_list.refresh_from_db()
    assert (pilot_list.introduction, pilot_list.budget, pilot_list.version) == ("Bitte bald.", 516_000, 2)
    response = editor.post(path, post | {"introduction": "Von gestern."})
    assert response.status_code == 409
    assert "Von gestern." in text_of(response)


@pytest.mark.parametrize(
    ("typed", "stored"), [("150.000", 150_000), ("150 000,00 €", 150_000), ("150000", 150_000), ("", None)]
)
def test_budget_is_read_as_officials_write_it(typed: str, stored: int | None, editor: Client) -> None:
    pilot_list = list_with(0, budget=1)
    path = f"{pilot_list.get_absolute_url()}bearbeiten/"
    editor.post(path, {"version": 1, "budget": typed})
    pilot_list.refresh_from_db()
    assert pilot_list.budget == stored
    if stored:
        assert 'value="150.000"' in text_of(editor.get(path))


def test_budget_with_half_a_thousand_is_refused_at_its_field(editor: Client) -> None:
    pilot_list = list_with(0, budget=1)
    response = editor.post(f"{pilot_list.get_absolute_url()}bearbeiten/", {"version": 1, "budget": "150.00"})
    assert response.context["form"].errors["budget"] == [
        "Bitte schreiben Sie ganze Euro in Ziffern, zum Beispiel 12.500."
    ]


@pytest.mark.parametrize(("days", "warned"), [(1, False), (-1, True)])
def test_editors_are_warned_when_the_meeting_moves_before_the_end(days: int, warned: bool, editor: Client) -> None:
    pilot_list = opened_list(1, review_until=timezone.now() + timedelta(days=5))
    pilot_list.meeting.held_on = timezone.localdate() + timedelta(days=5 + days)
    pilot_list.meeting.save()
    text = text_of(editor.get(pilot_list.get_absolute_url()))
    assert ("Die Bewertung endet erst nach der Sitzung." in text) == warned


def test_what_is_left_to_do_leads_to_where_it_is_done(editor: Client) -> None:
    pilot_list = list_with(0, review_until=None)
    text = text_of(editor.get(pilot_list.get_absolute_url()))
    assert f'<a href="{pilot_list.get_absolute_url()}eintraege/">Auf der Liste steht noch kein' in text
    assert f'<a href="{pilot_list.get_absolute_url()}bearbeiten/">Das Ende der Bewertung fehlt.' in text
    assert "Bewertung öffnen" not in text
    response = editor.post(f"{pilot_list.get_absolute_url()}schritt/oeffnen/")
    assert messages_of(response) == ["Bitte erledigen Sie zuerst, was unter „Vor der Öffnung“ steht."]


def test_steps_say_what_happens_and_are_taken(editor: Client) -> None:
    pilot_list = list_with(2)
    MembershipFactory(body=pilot_list.meeting.body, user__name="Robin Rat")
    path = pilot_list.get_absolute_url()
    asked = text_of(editor.get(f"{path}schritt/oeffnen/"))
    assert "von 2 Pilotprojekten werden eingefroren" in asked
    assert "Robin Rat" in asked
    found = []
    for step, post in (
        ("oeffnen", {}),
        ("oeffnen", {}),
        ("schliessen", {}),
        ("wieder-oeffnen", {"reason": " "}),
        ("wieder-oeffnen", {"reason": "Zwei fehlen."}),
    ):
        editor.post(f"{path}schritt/{step}/", post)
        found.append(PilotList.objects.get().status)
    review, closed = ListStatus.IN_REVIEW, ListStatus.CLOSED
    assert found == [review, review, closed, closed, review]
    history = text_of(editor.get(f"{path}verlauf/"))
    assert "Zwei fehlen." in history


def test_later_change_is_marked_on_list_and_reviewing_page(team: User) -> None:
    pilot_list = opened_list(2, reviewers=1)
    pilot, client = pilot_list.entries.first().pilot, client_of(pilot_list.reviewers.get().user)
    edit_profile(pilot, version=pilot.version, profile={"summary": "Ganz anders."}, by=team)
    for path in (pilot_list.get_absolute_url(), f"{pilot_list.get_review_url()}{pilot.reference}/"):
        text = text_of(client.get(path))
        assert text.count("geändert seit Öffnung") == 1
        assert "<ins>Ganz anders.</ins>" in text
        assert "<del>Kurz beschrieben.</del>" in text


@pytest.mark.parametrize("part", ["", "eintraege/"])
def test_list_asks_equally_often_whatever_the_number_of_pilots(part: str, editor: Client) -> None:
    counts = [queries_of(editor, f"{list_with(count).get_absolute_url()}{part}") for count in (1, 30)]
    assert counts[0] == counts[1] <= 10


def test_register_asks_equally_often_whatever_the_number_of_lists(editor: Client) -> None:
    list_with(2)
    few = queries_of(editor, "/piloten/listen/")
    for _ in range(5):
        list_with(1)
    assert queries_of(editor, "/piloten/listen/") == few <= 10
