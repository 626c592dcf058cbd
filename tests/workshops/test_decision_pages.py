"""Pages of decisions."""

from datetime import date
from typing import Any

import pytest

from people.models import Body, User
from tests.factories.workshops import DecisionFactory, MeetingFactory, row_below
from tests.visitors import client_of, queries_of, text_of
from workshops.enums import ProtocolStatus
from workshops.models import Decision

pytestmark = pytest.mark.django_db


def decision_of(body: Body, *, is_public: bool = False, text: str = "Die Liste gilt.", **fields: Any) -> Decision:
    meeting = MeetingFactory(body=body, is_public=is_public, protocol__status=ProtocolStatus.APPROVED)
    return DecisionFactory(point=row_below(meeting.protocol, decision=True, text=text), **fields)


def listed(user: User | None, query: str = "") -> list[str]:
    return [one.reference for one in client_of(user).get(f"/beschluesse/?{query}").context["page_obj"]]


def test_newest_decision_comes_first(body: Body, team: User) -> None:
    decision_of(body, reference="B-2020-001", decided_on=date(2020, 12, 4))
    decision_of(body, reference="B-2021-001", decided_on=date(2021, 1, 14))
    assert listed(team) == ["B-2021-001", "B-2020-001"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("jahr=2020", ["B-2020-001"]),
        ("q=pilot liste", ["B-2021-001"]),
        ("q=2020-001", ["B-2020-001"]),
        ("q=nichts", []),
        ("gremium=fachgruppe-verkehr", ["B-2021-001", "B-2020-001"]),
        ("jahr=1999", ["B-2021-001", "B-2020-001"]),
    ],
)
def test_filter(body: Body, team: User, query: str, expected: list[str]) -> None:
    decision_of(body, reference="B-2020-001", decided_on=date(2020, 12, 4), text="Der Termin steht.")
    decision_of(body, reference="B-2021-001", decided_on=date(2021, 1, 14), text="Die Pilotliste gilt.")
    assert listed(team, query) == expected


def test_decisions_are_seen_with_their_protocol(body: Body, member: User, stranger: User) -> None:
    decision_of(body, reference="B-2020-001")
    decision_of(body, reference="B-2020-002", is_public=True)
    assert sorted(listed(member)) == ["B-2020-001", "B-2020-002"]
    assert listed(stranger) == listed(None) == ["B-2020-002"]


def test_page_shows_text_votes_and_line(body: Body, member: User) -> None:
    decision = decision_of(body, text="Die **Pilotliste** gilt <b>ab heute</b>.")
    point = decision.point
    point.votes_yes, point.votes_no = 7, 0
    point.save()
    page = text_of(client_of(member).get(decision.get_absolute_url()))
    assert "Die <strong>Pilotliste</strong> gilt &lt;b&gt;ab heute&lt;/b&gt;." in page
    assert "<td>7</td><td>0</td><td>0</td><td>0</td>" in page
    assert f'href="{point.get_absolute_url()}"' in page


def test_register_shows_how_a_long_decision_begins_and_who_did_not_vote(body: Body, member: User) -> None:
    point = decision_of(body, text="Die Liste gilt. " + "Und noch etwas. " * 20 + "Ende.").point
    point.votes_yes, point.votes_conflicted = 4, 2
    point.save()
    page = text_of(client_of(member).get("/beschluesse/"))
    assert "Die Liste gilt." in page
    assert "Ende." not in page
    assert "Ja: 4, Nein: 0, Enthaltungen: 0, befangen: 2" in page


def test_decision_without_votes_says_so(body: Body, member: User) -> None:
    page = text_of(client_of(member).get(decision_of(body).get_absolute_url()))
    assert "Ein Abstimmungsergebnis ist nicht festgehalten." in page


def test_hidden_and_unknown_decisions_are_not_found(body: Body, stranger: User) -> None:
    decision = decision_of(body)
    for visitor in (stranger, None):
        assert client_of(visitor).get(decision.get_absolute_url()).status_code == 404
    assert client_of(stranger).get("/beschluesse/B-1999-001/").status_code == 404
    assert client_of(stranger).get("/beschluesse/%00/").status_code == 404


def test_query_count_does_not_grow_with_rows(body: Body, team: User) -> None:
    decision_of(body)
    few = queries_of(client_of(team), "/beschluesse/")
    for _ in range(29):
        decision_of(body)
    assert queries_of(client_of(team), "/beschluesse/") == few <= 10


def test_empty_list_says_how_decisions_arise() -> None:
    assert "Noch kein Beschluss" in text_of(client_of(None).get("/beschluesse/"))
