"""Decisions that a service records in a draft protocol: numbered at once, and no longer changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from common.transitions import TransitionError
from people.models import User
from tests.factories.people import BodyFactory
from tests.factories.workshops import AgendaItemFactory, MeetingFactory, PointFactory, SectionFactory, row_below
from workshops.content import Votes
from workshops.enums import PointKind
from workshops.models import AgendaItem, Decision, Point, Protocol
from workshops.selectors import outline_rows, protocol_content
from workshops.services.decisions import NewDecision, coming_numbers, record_decisions
from workshops.services.meetings import edit_meeting
from workshops.services.outline import MovedRow, NewRow, OutlineError, RecordedError, edit_row, place_rows, remove_row
from workshops.services.outline_steps import step_row
from workshops.services.statuses import approve_protocol, cancel_meeting, circulate_protocol, return_protocol

VOTES = Votes(5, 1, 0, 2)
REASON = "Beschluss festgehalten"


@pytest.fixture
def protocol(db: None) -> Protocol:
    return MeetingFactory().protocol


def record(protocol: Protocol, team: User, *texts: str) -> list[Decision]:
    new = [NewDecision(text, VOTES) for text in texts or ("P-2021-001 wird beschlossen.",)]
    return record_decisions(protocol, new, topic="Pilotliste", by=team, reason=REASON)


def test_decisions_get_their_numbers_at_once(protocol: Protocol, team: User) -> None:
    announced = coming_numbers(protocol.meeting, 2)

    made = record(protocol, team, "Eins.", "Zwei.")

    assert [decision.reference for decision in made] == announced == ["B-2020-001", "B-2020-002"]
    assert {decision.decided_on for decision in made} == {protocol.meeting.held_on}


def test_line_holds_wording_and_votes(protocol: Protocol, team: User) -> None:
    record(protocol, team)

    [section] = protocol_content(protocol).sections
    [item] = section.items
    [point] = item.points
    assert (section.title, item.title) == ("Beschlüsse", "Pilotliste")
    assert (point.text, point.votes, point.reference) == ("P-2021-001 wird beschlossen.", VOTES, "B-2020-001")


def test_agenda_item_of_that_title_is_used_again(protocol: Protocol, team: User) -> None:
    first = AgendaItemFactory(section=SectionFactory(protocol=protocol), title="Pilotliste")
    PointFactory(item=first, text="Der Vorsitz stellt die Liste vor.")
    AgendaItemFactory(section=first.section, title="Sonstiges")

    record(protocol, team, "Eins.")
    record(protocol, team, "Zwei.")

    texts = list(first.points.order_by("position").values_list("text", flat=True))
    assert texts == ["Der Vorsitz stellt die Liste vor.", "Eins.", "Zwei."]
    assert AgendaItem.objects.filter(section__protocol=protocol).count() == 2


def test_approval_numbers_only_what_has_no_number(protocol: Protocol, team: User) -> None:
    [recorded] = record(protocol, team)
    written = row_below(protocol, decision=True)

    approve_protocol(circulate_protocol(protocol, by=team), by=team)

    recorded.refresh_from_db()
    assert recorded.reference == "B-2020-001"
    assert written.decision.reference == "B-2020-002"
    assert Decision.objects.count() == 2


def test_history_names_who_recorded_it(protocol: Protocol, team: User) -> None:
    [decision] = record(protocol, team)

    for row in (decision.history.get(), decision.point.history.get()):
        assert (row.history_user_name, row.history_change_reason, row.history_type) == ("Kim Team", REASON, "+")


def test_nothing_is_recorded_after_the_draft(protocol: Protocol, team: User) -> None:
    record(protocol, team)
    circulate_protocol(protocol, by=team)

    with pytest.raises(TransitionError):
        record(protocol, team, "Zwei.")
    assert Decision.objects.count() == 1
    assert coming_numbers(protocol.meeting, 1) == ["B-2020-002"]


@pytest.fixture
def line(protocol: Protocol, team: User) -> Point:
    """A line that records a decision, in a protocol that went round and came back."""
    [decision] = record(protocol, team)
    return_protocol(circulate_protocol(protocol, by=team), by=team, reason="Einwendung")
    return decision.point


@pytest.mark.parametrize("content", [{"votes_yes": 6}, {"kind": PointKind.INFORMATION}])
def test_recorded_line_is_not_changed(content: dict[str, Any], line: Point, team: User) -> None:
    with pytest.raises(RecordedError, match="B-2020-001"):
        edit_row(line, version=line.version, content=content, by=team)


def test_recorded_line_is_not_removed(line: Point, team: User) -> None:
    with pytest.raises(RecordedError):
        remove_row(line.protocol, line, version=line.version, by=team)


def test_recorded_line_does_not_become_an_agenda_item(line: Point, team: User) -> None:
    protocol = line.protocol
    with pytest.raises(OutlineError, match="Stimmen"):
        step_row(protocol, line.key, "outdent", by=team)
    assert Point.objects.filter(pk=line.pk).exists()


def test_recorded_line_may_be_moved(line: Point, team: User) -> None:
    protocol = line.protocol
    other = AgendaItemFactory(section=line.item.section, title="Beschlussfassung")
    place_rows(protocol, [MovedRow(line)], after=other, by=team)

    line.refresh_from_db()
    assert line.item == other


def test_rows_around_it_are_written_as_before(line: Point, team: User) -> None:
    place_rows(line.protocol, [NewRow(Point, content={"text": "Danach"})], after=line, by=team)
    assert [row.text for row in outline_rows(line.protocol) if isinstance(row, Point)][-1] == "Danach"


def test_editor_shows_it_locked_with_the_reason(line: Point, client: Client, team: User) -> None:
    client.force_login(team)
    page = client.get(f"/workshops/{line.protocol.meeting.slug}/bearbeiten/").content.decode()

    assert page.count('aria-describedby="rows-2-recorded" readonly>') == 1
    assert "Beschluss B-2020-001, festgehalten" in page
    assert '<input type="hidden" name="rows-2-kind" value="decision">' in page
    assert f'value="remove:{line.key}"' not in page
    assert f'value="up:{line.key}"' in page


def post_outline(client: Client, protocol: Protocol, **changed: str) -> int:
    """Post the editor's whole form as a browser without scripts does, and return the status of the answer."""
    rows = outline_rows(protocol)
    data = {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
    for index, row in enumerate(rows):
        kind = getattr(row, "kind", "section" if row.depth == 0 else "item")
        text = row.text if isinstance(row, Point) else row.title
        data |= {f"rows-{index}-{name}": str(getattr(row, name)) for name in ("key", "version")}
        data |= {f"rows-{index}-level": "0", f"rows-{index}-kind": kind, f"rows-{index}-text": text}
        if isinstance(row, Point):
            names = ("votes_yes", "votes_no", "votes_abstained", "votes_conflicted")
            data |= {f"rows-{index}-{name}": str(getattr(row, name)) for name in names}
    return client.post(f"/workshops/{protocol.meeting.slug}/bearbeiten/", {**data, **changed}).status_code


def test_form_without_scripts_saves_the_other_rows(line: Point, client: Client, team: User) -> None:
    client.force_login(team)
    assert post_outline(client, line.protocol, **{"rows-1-text": "Pilotprojekte"}) == 302
    line.item.refresh_from_db()
    assert line.item.title == "Pilotprojekte"


def test_forged_change_saves_nothing(line: Point, client: Client, team: User) -> None:
    client.force_login(team)
    changed = {"rows-1-text": "Pilotprojekte", "rows-2-votes_yes": "9"}
    assert post_outline(client, line.protocol, **changed) == 422
    line.refresh_from_db()
    line.item.refresh_from_db()
    assert (line.votes_yes, line.item.title) == (5, "Pilotliste")


def test_script_is_told_that_it_is_recorded(line: Point, client: Client, team: User) -> None:
    client.force_login(team)
    row = {"key": line.key, "version": line.version, "kind": "decision", "text": "Anders."}
    address = f"/workshops/{line.protocol.meeting.slug}/bearbeiten/zeile/"
    answer = client.post(address, {"user": team.pk, "row": row}, content_type="application/json")
    assert answer.status_code == 422
    assert "B-2020-001" in answer.json()["message"]


def test_body_and_day_of_a_meeting_that_decided_stay(protocol: Protocol, team: User) -> None:
    meeting = protocol.meeting
    record(protocol, team)
    with pytest.raises(TransitionError, match="Gremium und Tag stehen damit fest"):
        edit_meeting(meeting, version=meeting.version, head={"held_on": meeting.held_on + timedelta(1)}, by=team)
    with pytest.raises(TransitionError, match="Gremium und Tag stehen damit fest"):
        edit_meeting(meeting, version=meeting.version, head={"body": BodyFactory()}, by=team)
    with pytest.raises(TransitionError, match="Gremium und Tag stehen damit fest"):
        cancel_meeting(meeting, by=team, reason="Zu wenige")
    assert edit_meeting(meeting, version=meeting.version, head={"place": "Rathaus"}, by=team).place == "Rathaus"
