"""The list of meetings."""

from datetime import date
from typing import Any

import pytest

from people.models import Body, User
from tests.factories.workshops import AgendaItemFactory, MeetingFactory
from tests.visitors import client_of, queries_of, text_of
from workshops.enums import MeetingFormat, MeetingStatus, ProtocolStatus
from workshops.models import Meeting

pytestmark = pytest.mark.django_db


def listed(user: User | None, query: str = "") -> list[str]:
    return [meeting.slug for meeting in client_of(user).get(f"/workshops/?{query}").context["page_obj"]]


def test_newest_meeting_comes_first(team: User) -> None:
    MeetingFactory(slug="alt", held_on=date(2020, 9, 1))
    MeetingFactory(slug="neu", held_on=date(2021, 1, 14))
    MeetingFactory(slug="am-selben-tag", held_on=date(2021, 1, 14))
    assert listed(team) == ["am-selben-tag", "neu", "alt"]


def test_meetings_are_seen_by_their_body_and_public_ones_by_all(
    body: Body, team: User, member: User, stranger: User, company: User
) -> None:
    MeetingFactory(body=body, slug="intern")
    MeetingFactory(body=body, slug="offen", is_public=True)
    assert sorted(listed(team)) == sorted(listed(member)) == ["intern", "offen"]
    assert listed(stranger) == listed(company) == listed(None) == ["offen"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"verkehr-5", "rat"}),
        ("gremium=fachgruppe-verkehr", {"verkehr-5"}),
        ("jahr=2021", {"rat"}),
        ("sitzung=held", {"verkehr-5"}),
        ("protokoll=circulated", {"verkehr-5"}),
        ("protokoll=draft", {"rat"}),
        ("jahr=2021&sitzung=held", set()),
        ("q=verkehr", {"verkehr-5"}),
        ("q=5. workshop", {"verkehr-5"}),
        ("q=kornmarkt", {"rat"}),
        ("q=tilia", {"verkehr-5"}),
        ("q=pilotprojekte", {"rat"}),
        ("q=verkehr pilotprojekte", set()),
        ("q=%25", set()),
        ("jahr=vorgestern", {"verkehr-5", "rat"}),
        ("sitzung=unsinn", {"verkehr-5", "rat"}),
        ("gremium=gibt-es-nicht", {"verkehr-5", "rat"}),
        ("q=99999999999999999999", set()),
        ("page=99", {"verkehr-5", "rat"}),
    ],
)
def test_filter(body: Body, team: User, query: str, expected: set[str]) -> None:
    MeetingFactory(body=body, slug="verkehr-5", number=5, status=MeetingStatus.HELD, moderation="Tilia GmbH",
                   protocol__status=ProtocolStatus.CIRCULATED)  # fmt: skip
    rat = MeetingFactory(slug="rat", number=None, held_on=date(2021, 1, 14), place="Rathaus, Kornmarkt 12",
                         format=MeetingFormat.SESSION, body__name="Stadtrat")  # fmt: skip
    AgendaItemFactory(section__protocol=rat.protocol, title="Beschluss der Pilotprojekte")
    assert set(listed(team, query)) == expected


def test_draft_gives_nothing_away_through_the_filter(body: Body, member: User) -> None:
    meeting = MeetingFactory(body=body)
    AgendaItemFactory(section__protocol=meeting.protocol, title="Geheimes Vorhaben")
    assert listed(member, "protokoll=draft") == []
    assert listed(member, "q=geheimes") == []


def test_status_of_a_hidden_protocol_is_not_shown(body: Body, member: User, team: User) -> None:
    MeetingFactory(body=body)
    assert "Protokoll: Entwurf" in text_of(client_of(team).get("/workshops/"))
    assert "Protokoll: Entwurf" not in text_of(client_of(member).get("/workshops/"))


def test_filter_offers_only_bodies_and_years_that_one_sees(body: Body, stranger: User) -> None:
    MeetingFactory(body=body, held_on=date(2019, 5, 1))
    MeetingFactory(is_public=True, body__name="Stadtrat", held_on=date(2021, 1, 14))
    form = client_of(stranger).get("/workshops/").context["filter"].form
    assert [str(label) for _, label in form.fields["gremium"].choices] == ["Alle Gremien", "Stadtrat"]
    assert [label for _, label in form.fields["jahr"].choices] == ["Alle Jahre", "2021"]


def test_summary_says_what_is_shown(body: Body, team: User) -> None:
    for number in (1, 2):
        MeetingFactory(body=body, number=number)
    page = client_of(team).get("/workshops/?gremium=fachgruppe-verkehr&jahr=2020&q=Workshop")
    assert page.context["summary"] == "2 Sitzungen (Gremium: Fachgruppe Verkehr, Jahr: 2020, Suchwort: Workshop)"


def test_paging_keeps_the_filter(body: Body, team: User) -> None:
    for _ in range(26):
        MeetingFactory(body=body)
    page = client_of(team).get("/workshops/?gremium=fachgruppe-verkehr")
    assert len(page.context["page_obj"]) == 25
    assert 'href="?gremium=fachgruppe-verkehr&amp;page=2"' in text_of(page)
    assert len(client_of(team).get("/workshops/?gremium=fachgruppe-verkehr&page=2").context["page_obj"]) == 1


@pytest.mark.parametrize("who", ["team", "member", None])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "swap"])
def test_query_count_does_not_grow_with_rows(
    body: Body, who: str | None, headers: dict[str, str], request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(who) if who else None)
    client.defaults.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()})

    def add() -> Meeting:
        return MeetingFactory(body=body, is_public=True, protocol__status=ProtocolStatus.APPROVED)

    add()
    few = queries_of(client, "/workshops/")
    for _ in range(29):
        add()
    assert queries_of(client, "/workshops/") == few <= 10


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("team", "Legen Sie die erste Sitzung an"),
        ("member", "Sobald eine Sitzung Ihrer Gremien"),
        (None, "Haben Sie ein Konto, sehen Sie nach der Anmeldung"),
    ],
)
def test_empty_list_says_what_to_do_next(who: str | None, sentence: str, request: pytest.FixtureRequest) -> None:
    page = text_of(client_of(request.getfixturevalue(who) if who else None).get("/workshops/"))
    assert sentence in page


def test_empty_list_offers_the_import(team: User) -> None:
    empty = text_of(client_of(team).get("/workshops/")).partition('class="empty"')[2]
    assert '<a class="kern-btn kern-btn--secondary" href="/workshops/importieren/">' in empty


def test_empty_filter_result_offers_the_way_back(body: Body, team: User) -> None:
    MeetingFactory(body=body)
    page = text_of(client_of(team).get("/workshops/?q=nirgends"))
    assert "Keine Sitzungen (Suchwort: nirgends)" in page
    assert "Filter zurücksetzen" in page


@pytest.mark.parametrize(("who", "shown"), [("team", True), ("admin", True), ("member", False), (None, False)])
def test_only_editors_are_offered_to_create_and_import(
    who: str | None, shown: bool, request: pytest.FixtureRequest
) -> None:
    page = text_of(client_of(request.getfixturevalue(who) if who else None).get("/workshops/"))
    assert ('href="/workshops/neu/"' in page) is shown
    assert ('href="/workshops/importieren/"' in page) is shown


def test_typed_text_is_escaped(team: User) -> None:
    MeetingFactory(place="<script>alert(1)</script>")
    page = text_of(client_of(team).get("/workshops/", {"q": "<script>alert(2)</script>"}))
    assert "<script>alert" not in page
    whole: Any = client_of(team).get("/workshops/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text_of(whole)
