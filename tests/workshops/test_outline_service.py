"""The outline's services: every operation, and their rules under any sequence of operations."""

from datetime import date
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.workshops import ProtocolFactory
from workshops.enums import PointKind, ProtocolStatus
from workshops.models import AgendaItem, Point, Protocol, Section
from workshops.selectors import Row, outline_rows
from workshops.services.outline import (
    MovedRow,
    NewRow,
    OutlineError,
    RowGoneError,
    Run,
    change_outline,
    edit_row,
    place_rows,
    remove_row,
)
from workshops.services.outline_steps import STEPS, step_row

pytestmark = pytest.mark.django_db


def text_of(row: Row) -> str:
    return row.text if isinstance(row, Point) else row.title


def picture(protocol: Protocol) -> list[str]:
    """The outline in lines: a roman-free "§" and "#" for sections and items, a dash per level for points."""
    marks = {0: "§ ", 1: "# "}
    return [marks.get(row.depth, "-" * (row.depth - 1) + " ") + text_of(row) for row in outline_rows(protocol)]


def new(line: str) -> NewRow:
    """A new row from a line of a picture."""
    mark, _, text = line.partition(" ")
    if mark == "§":
        return NewRow(Section, content={"title": text})
    if mark == "#":
        return NewRow(AgendaItem, content={"title": text})
    return NewRow(Point, len(mark) - 1, {"text": text})


def protocol_like(*lines: str) -> Protocol:
    """A draft whose outline is this picture."""
    protocol = ProtocolFactory()
    place_rows(protocol, [new(line) for line in lines], after=None, by=None)
    return protocol


def find(protocol: Protocol, text: str) -> Row:
    [row] = [row for row in outline_rows(protocol) if text_of(row) == text]
    return row


@pytest.fixture
def editor() -> User:
    return UserFactory(team=True, name="Eva Editor")


# Editing one row ------------------------------------------------------------------------------------------------------


def test_edit_row_saves_content_version_and_history(editor: User) -> None:
    point = find(protocol_like("§ A", "# a", "- alt"), "alt")
    saved = edit_row(
        point, version=1, content={"text": "neu", "kind": "milestone", "due_on": date(2021, 3, 31)}, by=editor
    )
    assert (saved.version, saved.text, saved.kind, saved.due_on) == (2, "neu", "milestone", date(2021, 3, 31))
    made = saved.at_version(2)
    assert (made.history_user_name, made.history_change_reason, made.text) == ("Eva Editor", "Text bearbeitet", "neu")


def test_edit_row_without_a_change_saves_nothing(editor: User) -> None:
    point = find(protocol_like("§ A", "# a", "- alt"), "alt")
    assert edit_row(point, version=1, content={"text": "alt", "kind": "information"}, by=editor).version == 1
    assert point.history.count() == 1


def test_edit_row_refuses_a_stale_version_and_keeps_what_is_stored(editor: User) -> None:
    point = find(protocol_like("§ A", "# a", "- alt"), "alt")
    edit_row(point, version=1, content={"text": "von Anna"}, by=editor)
    with pytest.raises(StaleVersionError) as refused:
        edit_row(point, version=1, content={"text": "von Bert"}, by=editor)
    assert refused.value.current.text == "von Anna"
    point.refresh_from_db()
    assert (point.text, point.version) == ("von Anna", 2)


def test_edit_row_takes_the_same_text_twice(editor: User) -> None:
    """A request that is sent again because its answer was lost."""
    point = find(protocol_like("§ A", "# a", "- alt"), "alt")
    edit_row(point, version=1, content={"text": "neu"}, by=editor)
    assert edit_row(point, version=1, content={"text": "neu"}, by=editor).version == 2


@pytest.mark.parametrize("content", [{"text": ""}, {"kind": "joke"}, {"person": "x" * 201}])
def test_edit_row_refuses_content_against_the_rules(editor: User, content: dict[str, Any]) -> None:
    point = find(protocol_like("§ A", "# a", "- alt"), "alt")
    with pytest.raises(ValidationError):
        edit_row(point, version=1, content=content, by=editor)
    point.refresh_from_db()
    assert (point.text, point.version) == ("alt", 1)


def test_edit_row_ends_with_the_draft(editor: User) -> None:
    protocol = protocol_like("§ A", "# a", "- alt")
    point = find(protocol, "alt")
    protocol.status = ProtocolStatus.CIRCULATED
    protocol.save()
    with pytest.raises(TransitionError, match="Dieses Protokoll ist im Umlauf"):
        edit_row(point, version=1, content={"text": "neu"}, by=editor)
    assert Point.objects.get().text == "alt"


@pytest.mark.parametrize(
    ("who", "organisation", "person"),
    [
        ("Gera Kultur GmbH", "Gera Kultur GmbH", ""),
        ("gera kultur gmbh", "Gera Kultur GmbH", ""),
        ("GKG", "Gera Kultur GmbH", ""),
        ("Frau Beispiel", None, "Frau Beispiel"),
        ("", None, ""),
    ],
)
def test_who_is_an_organisation_by_name_or_short_name_and_else_a_person(
    who: str, organisation: str | None, person: str
) -> None:
    OrganisationFactory(name="Gera Kultur GmbH", short_name="GKG")
    point = find(protocol_like("§ A", "# a", "- alt"), "alt")
    saved = edit_row(point, version=1, content={"who": who, "kind": "statement"}, by=None)
    assert (saved.organisation and saved.organisation.name, saved.person) == (organisation, person)


def test_who_with_an_ambiguous_short_name_is_kept_as_text() -> None:
    OrganisationFactory(name="Erste GmbH", short_name="EG")
    OrganisationFactory(name="Zweite GmbH", short_name="EG")
    point = find(protocol_like("§ A", "# a", "- alt"), "alt")
    saved = edit_row(point, version=1, content={"who": "EG"}, by=None)
    assert (saved.organisation, saved.person) == (None, "EG")


def test_votes_and_task_status_follow_the_kind() -> None:
    point = find(protocol_like("§ A", "# a", "- alt"), "alt")
    decision = edit_row(point, version=1, content={"kind": PointKind.DECISION, "votes_yes": 7}, by=None)
    assert (decision.votes_yes, decision.task_status) == (7, "")
    task = edit_row(point, version=2, content={"kind": PointKind.TASK}, by=None)
    assert (task.votes_yes, task.task_status) == (None, "open")


# Placing and removing -------------------------------------------------------------------------------------------------


def test_rows_are_placed_behind_another_in_their_order() -> None:
    protocol = protocol_like("§ A", "# a", "- 1", "- 2")
    place_rows(protocol, [new("- 1a"), new("-- 1b")], after=find(protocol, "1"), by=None)
    assert picture(protocol) == ["§ A", "# a", "- 1", "- 1a", "-- 1b", "- 2"]


def test_rows_are_placed_at_the_very_top() -> None:
    protocol = protocol_like("§ A", "# a")
    place_rows(protocol, [new("§ B")], after=None, by=None)
    assert picture(protocol) == ["§ B", "§ A", "# a"]


def test_point_without_parents_gets_untitled_ones() -> None:
    assert picture(protocol_like("- 1")) == ["§ ", "# ", "- 1"]


def test_level_too_deep_is_reduced() -> None:
    assert picture(protocol_like("§ A", "# a", "---- 1", "---- 2")) == ["§ A", "# a", "- 1", "-- 2"]


def test_new_agenda_item_takes_the_points_below_it() -> None:
    protocol = protocol_like("§ A", "# a", "- 1", "- 2")
    place_rows(protocol, [new("# b")], after=find(protocol, "1"), by=None)
    assert picture(protocol) == ["§ A", "# a", "- 1", "# b", "- 2"]


def test_moving_a_row_leaves_the_versions_and_the_others_untouched() -> None:
    protocol = protocol_like("§ A", "# a", "- 1", "- 2", "- 3")
    place_rows(protocol, [MovedRow(find(protocol, "3"))], after=find(protocol, "1"), by=None)
    assert picture(protocol) == ["§ A", "# a", "- 1", "- 3", "- 2"]
    assert [row.version for row in outline_rows(protocol)] == [1] * 5
    assert [Point.history.filter(text=text).count() for text in "123"] == [1, 1, 2]


def test_many_moves_to_one_place_find_room() -> None:
    """Positions between two neighbours run out after about twenty moves; then the siblings are spread anew."""
    protocol = protocol_like("§ A", "# a", *(f"- {number}" for number in range(40)))
    expected = list(range(40))
    for _ in range(60):
        place_rows(protocol, [MovedRow(find(protocol, str(expected[-1])))], after=find(protocol, "0"), by=None)
        expected.insert(1, expected.pop())
    assert picture(protocol)[2:] == [f"- {number}" for number in expected]


def test_moving_a_row_keeps_text_that_was_saved_after_it_was_loaded() -> None:
    protocol = protocol_like("§ A", "# a", "- 1", "- 2")
    loaded = find(protocol, "2")
    edit_row(loaded, version=1, content={"text": "zwei"}, by=None)
    place_rows(protocol, [MovedRow(loaded)], after=find(protocol, "a"), by=None)
    assert picture(protocol) == ["§ A", "# a", "- zwei", "- 1"]


def test_rows_that_go_to_several_places_at_once_leave_nothing_behind() -> None:
    """One after the other, the TOP would go first, and an untitled one would come above the point that it leaves."""
    protocol = protocol_like("§ A", "# a", "- 1", "# b", "- 2", "# c", "- 3")
    first = Run([MovedRow(find(protocol, "a"))], after=find(protocol, "2"))
    second = Run([MovedRow(find(protocol, "1")), new("-- 4")], after=find(protocol, "c"))
    placement = change_outline(protocol, runs=[first, second], by=None)
    assert picture(protocol) == ["§ A", "# b", "- 2", "# a", "# c", "- 1", "-- 4", "- 3"]
    assert [row.key for row in placement.placed] == [find(protocol, text).key for text in ("a", "1", "4")]


def test_same_new_row_twice_makes_no_twin() -> None:
    protocol = protocol_like("§ A", "# a")
    row = NewRow(Point, 0, {"text": "einmal"}, client_key=uuid4())
    for _ in range(2):
        place_rows(protocol, [row], after=find(protocol, "a"), by=None)
    assert picture(protocol) == ["§ A", "# a", "- einmal"]


def test_place_behind_a_row_that_is_gone_is_refused() -> None:
    protocol = protocol_like("§ A", "# a", "- 1")
    gone = find(protocol, "1")
    remove_row(protocol, gone, version=1, by=None)
    with pytest.raises(RowGoneError):
        place_rows(protocol, [new("- 2")], after=f"p{gone.pk}", by=None)
    assert picture(protocol) == ["§ A", "# a"]


def test_rows_of_another_protocol_are_out_of_reach() -> None:
    protocol, other = protocol_like("§ A", "# a"), protocol_like("§ B", "# b", "- fremd")
    foreign = find(other, "fremd")
    with pytest.raises(RowGoneError):
        place_rows(protocol, [MovedRow(foreign.key)], after=None, by=None)
    with pytest.raises(RowGoneError):
        place_rows(protocol, [new("- 1")], after=foreign, by=None)
    remove_row(protocol, foreign, version=1, by=None)
    assert picture(other) == ["§ B", "# b", "- fremd"]


def test_removing_a_row_lifts_what_is_below_it(editor: User) -> None:
    protocol = protocol_like("§ A", "# a", "- 1", "-- 2", "--- 3", "# b", "- 4")
    remove_row(protocol, find(protocol, "1"), version=1, by=editor)
    remove_row(protocol, find(protocol, "b"), version=1, by=editor)
    assert picture(protocol) == ["§ A", "# a", "- 2", "-- 3", "- 4"]
    last = Point.history.filter(text="1").first()
    assert (last.history_type, last.history_user_name, last.history_change_reason) == (
        "-",
        "Eva Editor",
        "Zeile entfernt",
    )


@pytest.mark.parametrize("text", ["A", "a"])
def test_removing_what_others_need_is_refused(text: str) -> None:
    protocol = protocol_like("§ A", "# a", "- 1")
    with pytest.raises(OutlineError, match="Darunter stehen noch Zeilen"):
        remove_row(protocol, find(protocol, text), version=1, by=None)
    assert picture(protocol) == ["§ A", "# a", "- 1"]


def test_removing_a_row_that_changed_meanwhile_is_refused() -> None:
    protocol = protocol_like("§ A", "# a", "- 1")
    row = find(protocol, "1")
    edit_row(row, version=1, content={"text": "neu"}, by=None)
    with pytest.raises(StaleVersionError):
        remove_row(protocol, row, version=1, by=None)
    assert picture(protocol) == ["§ A", "# a", "- neu"]


def test_removing_a_row_twice_is_the_same_as_once() -> None:
    protocol = protocol_like("§ A", "# a", "- 1")
    row = find(protocol, "1")
    remove_row(protocol, row, version=1, by=None)
    remove_row(protocol, row, version=1, by=None)
    assert picture(protocol) == ["§ A", "# a"]


def test_structure_ends_with_the_draft() -> None:
    protocol = protocol_like("§ A", "# a", "- 1")
    protocol.status = ProtocolStatus.APPROVED
    protocol.save()
    for change in ({"runs": [Run([new("- 2")])]}, {"remove": [(find(protocol, "1"), 1)]}):
        with pytest.raises(TransitionError, match="Dieses Protokoll ist genehmigt"):
            change_outline(protocol, **change, by=None)
    assert picture(protocol) == ["§ A", "# a", "- 1"]


# Steps ----------------------------------------------------------------------------------------------------------------

BEFORE = ["§ A", "# a", "- 1", "-- 2", "- 3", "# b", "§ B", "# c", "- 4"]


@pytest.mark.parametrize(
    ("text", "step", "after"),
    [
        ("3", "indent", ["§ A", "# a", "- 1", "-- 2", "-- 3", "# b", "§ B", "# c", "- 4"]),
        ("b", "indent", ["§ A", "# a", "- 1", "-- 2", "- 3", "- b", "§ B", "# c", "- 4"]),
        ("B", "indent", ["§ A", "# a", "- 1", "-- 2", "- 3", "# b", "# B", "# c", "- 4"]),
        ("2", "outdent", ["§ A", "# a", "- 1", "- 2", "- 3", "# b", "§ B", "# c", "- 4"]),
        ("1", "outdent", ["§ A", "# a", "# 1", "- 2", "- 3", "# b", "§ B", "# c", "- 4"]),
        ("b", "outdent", ["§ A", "# a", "- 1", "-- 2", "- 3", "§ b", "§ B", "# c", "- 4"]),
        ("a", "outdent", ["§ A", "§ a", "# ", "- 1", "-- 2", "- 3", "# b", "§ B", "# c", "- 4"]),
        ("3", "up", ["§ A", "# a", "- 3", "- 1", "-- 2", "# b", "§ B", "# c", "- 4"]),
        ("2", "up", ["§ A", "# a", "- 2", "- 1", "- 3", "# b", "§ B", "# c", "- 4"]),
        ("4", "up", ["§ A", "# a", "- 1", "-- 2", "- 3", "# b", "- 4", "§ B", "# c"]),
        ("c", "up", ["§ A", "# a", "- 1", "-- 2", "- 3", "# b", "# c", "- 4", "§ B"]),
        ("B", "up", ["§ B", "# c", "- 4", "§ A", "# a", "- 1", "-- 2", "- 3", "# b"]),
        ("1", "down", ["§ A", "# a", "- 3", "- 1", "-- 2", "# b", "§ B", "# c", "- 4"]),
        ("3", "down", ["§ A", "# a", "- 1", "-- 2", "# b", "- 3", "§ B", "# c", "- 4"]),
        ("b", "down", ["§ A", "# a", "- 1", "-- 2", "- 3", "§ B", "# b", "# c", "- 4"]),
        ("A", "down", ["§ B", "# c", "- 4", "§ A", "# a", "- 1", "-- 2", "- 3", "# b"]),
    ],
)
def test_step_moves_a_row_with_what_is_below_it(text: str, step: str, after: list[str]) -> None:
    protocol = protocol_like(*BEFORE)
    assert text_of(step_row(protocol, find(protocol, text).key, step, by=None)) == text
    assert picture(protocol) == after


@pytest.mark.parametrize(
    ("text", "step"),
    [("A", "indent"), ("A", "outdent"), ("A", "up"), ("a", "up"), ("a", "indent"), ("1", "indent"), ("2", "indent"),
     ("1", "up"), ("B", "down"), ("c", "down"), ("4", "down")],
)  # fmt: skip
def test_step_against_the_outline_is_refused(text: str, step: str) -> None:
    protocol = protocol_like(*BEFORE)
    with pytest.raises(OutlineError, match="lässt sich diese Zeile nicht"):
        step_row(protocol, find(protocol, text).key, step, by=None)
    assert picture(protocol) == BEFORE


def test_step_of_a_row_that_is_gone_is_refused() -> None:
    with pytest.raises(RowGoneError):
        step_row(protocol_like("§ A"), "p999999", "up", by=None)


def test_point_with_details_does_not_become_an_agenda_item() -> None:
    protocol = protocol_like("§ A", "# a", "- 1")
    edit_row(find(protocol, "1"), version=1, content={"kind": "task", "who": "Frau Beispiel"}, by=None)
    with pytest.raises(OutlineError, match="weder Namen noch Termin noch Stimmen"):
        step_row(protocol, find(protocol, "1").key, "outdent", by=None)
    assert Point.objects.get().who == "Frau Beispiel"


def test_long_point_does_not_become_an_agenda_item() -> None:
    protocol = protocol_like("§ A", "# a", "- " + "x" * 301)
    with pytest.raises(OutlineError, match="höchstens 300 Zeichen"):
        step_row(protocol, find(protocol, "x" * 301).key, "outdent", by=None)


def test_untitled_agenda_item_does_not_become_a_point() -> None:
    protocol = protocol_like("§ A", "# a", "- 1", "# ")
    with pytest.raises(OutlineError, match="braucht einen Text"):
        step_row(protocol, find(protocol, "").key, "indent", by=None)


# Any sequence of operations -------------------------------------------------------------------------------------------

operations = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "remove", *STEPS]),
        st.integers(0, 30),
        st.sampled_from([Section, AgendaItem, Point]),
        st.integers(0, 3),
    ),
    max_size=25,
)


class TestAnySequence(TestCase):
    """The rules of an outline after any operations, each of which either happens or is refused."""

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(operations)
    def test_rules_hold_and_no_text_is_lost(self, operations: list[tuple[str, int, Any, int]]) -> None:
        protocol = ProtocolFactory()
        texts: set[str] = set()
        for count, (operation, place, row_type, level) in enumerate(operations):
            rows, before = outline_rows(protocol), picture(protocol)
            row = rows[place % len(rows)] if rows else None
            try:
                self.take(protocol, operation, row, row_type, level, texts, f"Text {count}")
            except OutlineError:
                assert picture(protocol) == before
            self.check(protocol, texts)

    def take(
        self, protocol: Any, operation: str, row: Any, row_type: Any, level: int, texts: set[str], text: str
    ) -> None:
        field = "text" if row_type is Point else "title"
        if operation == "add" or row is None:
            place_rows(protocol, [NewRow(row_type, level, {field: text})], after=row, by=None)
            texts.add(text)
        elif operation == "edit":
            edit_row(row, version=row.version, content={"text" if isinstance(row, Point) else "title": text}, by=None)
            texts.discard(text_of(row))
            texts.add(text)
        elif operation == "remove":
            remove_row(protocol, row, version=row.version, by=None)
            texts.discard(text_of(row))
        else:
            step_row(protocol, row.key, operation, by=None)

    def check(self, protocol: Any, texts: set[str]) -> None:
        rows = outline_rows(protocol)
        depths = [-1, *(row.depth for row in rows)]
        assert all(below <= above + 1 for above, below in pairwise(depths))
        assert {text_of(row) for row in rows} - {""} == texts
        for model, parent in ((Section, "protocol"), (AgendaItem, "section"), (Point, "item")):
            places = list(model.objects.values_list(parent, "position"))
            assert len(places) == len(set(places))
            assert model.history.filter(history_type="+").count() >= model.objects.count()
        for row in rows:
            newest = type(row).history.filter(id=row.pk).first()
            assert (newest.position, newest.version) == (row.position, row.version)
