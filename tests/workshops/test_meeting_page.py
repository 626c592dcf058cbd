"""The reading view: who sees what, and how a protocol is drawn."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from people.models import Body, User
from tests.factories.people import OrganisationFactory
from tests.factories.workshops import (
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    MeetingFactory,
    PointFactory,
    SectionFactory,
    row_below,
)
from tests.visitors import client_of, queries_of, text_of
from workshops.enums import AttendanceStatus, MeetingStatus, PointKind, ProtocolStatus, TaskStatus
from workshops.models import AgendaItem, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(body: Body) -> Meeting:
    return MeetingFactory(body=body, number=5, slug="fachgruppe-verkehr-5", protocol__status=ProtocolStatus.CIRCULATED)


def page_of(user: User | None, meeting: Meeting) -> str:
    answer = client_of(user).get(f"/workshops/{meeting.slug}/")
    assert answer.status_code == 200
    return text_of(answer)


class Lists(HTMLParser):
    """Reads the nested lists of lines: each line's text with its depth; fails on tags that do not match."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.lines: list[tuple[int, str]] = []
        self.feed(page[page.index('<div class="protocol__item"') : page.index("</article>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "li"):
            assert (tag == "li") is (self.open[-1:] == ["ul"]) or (tag == "ul" and self.open[-1:] in ([], ["li"]))
            self.open.append(tag)
        if tag == "li":
            self.lines.append((self.open.count("ul") - 1, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "li"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.lines and self.open and data.strip() and "kopieren" not in data:
            depth, text = self.lines[-1]
            self.lines[-1] = (depth, f"{text} {data.strip()}".strip())


def item_with_levels(meeting: Meeting, *levels: int) -> AgendaItem:
    item = AgendaItemFactory(section__protocol=meeting.protocol)
    for level in levels:
        PointFactory(item=item, level=level, text=f"Ebene {level}")
    return item


@pytest.mark.parametrize(
    "levels",
    [(0,), (0, 1, 2, 3), (0, 1, 0), (0, 1, 2, 3, 0), (0, 1, 1, 0, 1, 2, 1, 0), (0, 0, 0), (0, 1, 2, 3, 1, 2)],
)
def test_points_are_nested_lists(meeting: Meeting, member: User, levels: tuple[int, ...]) -> None:
    item_with_levels(meeting, *levels)
    lists = Lists(page_of(member, meeting))
    assert lists.lines == [(level, f"Ebene {level}") for level in levels]
    assert lists.open == []


def test_skipped_levels_still_make_a_valid_list(meeting: Meeting, member: User) -> None:
    item_with_levels(meeting, 2, 3, 0, 3)
    lists = Lists(page_of(member, meeting))
    assert [depth for depth, _ in lists.lines] == [0, 1, 0, 1]
    assert lists.open == []


def test_sections_and_items_are_numbered(meeting: Meeting, member: User) -> None:
    first = SectionFactory(protocol=meeting.protocol, title="Einführung")
    second = SectionFactory(protocol=meeting.protocol, title="Diskussion")
    AgendaItemFactory(section=first, title="Agenda")
    AgendaItemFactory(section=second, title="")
    AgendaItemFactory(section=second, title="Statements")
    page = page_of(member, meeting)
    headings = re.findall(r"<h[23]><span class=\"protocol__number\">(.*?)</span>(.*?)</h[23]>", page)
    assert headings == [("I.", " Einführung"), ("I.1", " Agenda"), ("II.", " Diskussion"), ("II.1", ""),
                        ("II.2", " Statements")]  # fmt: skip
    for target in re.findall(r'href="#((?:abschnitt|top)-\d+)"', page):
        assert f'id="{target}"' in page


def test_every_line_has_its_anchor_and_a_link_to_it(meeting: Meeting, member: User) -> None:
    item_with_levels(meeting, 0, 1)
    point = row_below(meeting.protocol, task=True)
    page = page_of(member, meeting)
    anchors = re.findall(r'<li id="(p-\d+)"', page)
    assert len(anchors) == 3
    assert re.findall(r'<a class="copy-link" href="#(p-\d+)" data-copy-link', page) == anchors
    assert point.get_absolute_url() == f"/workshops/{meeting.slug}/#{anchors[-1]}"


def test_kinds_are_shown_in_words(meeting: Meeting, member: User) -> None:
    company = OrganisationFactory(name="Gera Kultur GmbH")
    row_below(meeting.protocol, kind=PointKind.STATEMENT, text="„Es muss jetzt beginnen“", organisation=company)
    row_below(meeting.protocol, kind=PointKind.TASK, task_status=TaskStatus.IN_PROGRESS, text="Einladen",
              person="Frau Beispiel", due_on=date(2021, 1, 14))  # fmt: skip
    row_below(meeting.protocol, kind=PointKind.MILESTONE, text="Entwurf liegt vor", due_on=date(2021, 6, 30))
    row_below(meeting.protocol, kind=PointKind.DECISION, text="Die Liste gilt", votes_yes=7, votes_abstained=1)
    lines = [text for _, text in Lists(page_of(member, meeting)).lines]
    assert lines == [
        "Statement „Es muss jetzt beginnen“ Gera Kultur GmbH",
        "Aufgabe Einladen verantwortlich: Frau Beispiel bis 14.01.2021 in Arbeit Zur Aufgabe",
        "Meilenstein 30.06.2021 Entwurf liegt vor",
        "Beschluss Die Liste gilt Ja: 7, Nein: 0, Enthaltungen: 1, Befangen: 0",
    ]


def test_day_that_a_milestone_names_itself_is_not_repeated(meeting: Meeting, member: User) -> None:
    text = "Bis 30.06.2021 – Verknüpfung der Teilkonzepte"
    row_below(meeting.protocol, kind=PointKind.MILESTONE, text=text, due_on=date(2021, 6, 30))
    assert [line for _, line in Lists(page_of(member, meeting)).lines] == [f"Meilenstein {text}"]


def test_decision_shows_its_number(body: Body, member: User) -> None:
    meeting = MeetingFactory(body=body, protocol__status=ProtocolStatus.APPROVED)
    DecisionFactory(reference="B-2020-007", point=row_below(meeting.protocol, decision=True))
    assert '<a href="/beschluesse/B-2020-007/">B-2020-007</a>' in page_of(member, meeting)


def test_inline_markdown_is_drawn_and_html_is_text(meeting: Meeting, member: User) -> None:
    row_below(meeting.protocol, text="**Fett** [Seite](https://example.org) <script>alert(1)</script>")
    row_below(meeting.protocol, text="[böse](javascript:alert(1))")
    page = page_of(member, meeting)
    assert '<strong>Fett</strong> <a href="https://example.org"' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


def test_head_is_shown(meeting: Meeting, member: User) -> None:
    meeting.place, meeting.moderation, meeting.keeper = "Rathaus", "Tilia GmbH", "Frau Beispiel"
    meeting.save()
    for status, name in ((AttendanceStatus.PRESENT, "Gera Netz"), (AttendanceStatus.EXCUSED, "Gera Kultur")):
        AttendanceFactory(meeting=meeting, status=status, organisation__name=name)
    AttendanceFactory(meeting=meeting, status=AttendanceStatus.GUEST, organisation__name="Tilia", name="Herr Gast")
    row_below(meeting.protocol)
    answer = client_of(member).get(f"/workshops/{meeting.slug}/")
    page = text_of(answer)
    assert "<h1>Protokoll zum 5. Workshop der Fachgruppe Verkehr</h1>" in page
    assert "Freitag, 4. Dezember 2020" in page
    assert "09:00–10:30 Uhr, Rathaus" in page
    assert "<dd>Tilia GmbH</dd>" in page
    assert "<dd>Frau Beispiel</dd>" in page
    assert "<li>Tilia, Herr Gast</li>" in page
    shown = [(heading, [str(entry.organisation) for entry in rows]) for heading, rows in answer.context["attendance"]]
    assert shown == [("erwartet", ["Gera Netz"]), ("entschuldigt", ["Gera Kultur"]), ("Gast", ["Tilia"])]


def test_those_expected_were_present_once_the_meeting_was_held(body: Body, member: User) -> None:
    meeting = MeetingFactory(body=body, status=MeetingStatus.HELD)
    AttendanceFactory(meeting=meeting)
    [(heading, _)] = client_of(member).get(f"/workshops/{meeting.slug}/").context["attendance"]
    assert heading == "anwesend"


READERS = {
    # protocol status, public: who reads the protocol
    (ProtocolStatus.DRAFT, False): {"team", "admin"},
    (ProtocolStatus.DRAFT, True): {"team", "admin"},
    (ProtocolStatus.CIRCULATED, False): {"team", "admin", "member"},
    (ProtocolStatus.CIRCULATED, True): {"team", "admin", "member"},
    (ProtocolStatus.APPROVED, False): {"team", "admin", "member"},
    (ProtocolStatus.APPROVED, True): {"team", "admin", "member", "stranger", "company", "board", "guest"},
}
PEOPLE = ("guest", "company", "member", "stranger", "board", "team", "admin")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("status", "is_public"), READERS)
def test_protocol_is_read_by_those_who_may(
    body: Body, status: str, is_public: bool, who: str, request: pytest.FixtureRequest
) -> None:
    meeting = MeetingFactory(body=body, is_public=is_public, status=MeetingStatus.HELD, protocol__status=status)
    row_below(meeting.protocol, text="Streng vertraulich")
    answer = client_of(None if who == "guest" else request.getfixturevalue(who)).get(f"/workshops/{meeting.slug}/")
    sees_meeting = is_public or who in ("team", "admin", "member")
    assert answer.status_code == (200 if sees_meeting else 404)
    assert ("Streng vertraulich" in text_of(answer)) is (who in READERS[status, is_public])


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (MeetingStatus.PLANNED, True), (MeetingStatus.INVITED, True), (MeetingStatus.CANCELLED, True),
        (MeetingStatus.HELD, False),
    ],
)  # fmt: skip
def test_agenda_is_shown_until_the_meeting_was_held(body: Body, member: User, status: str, shown: bool) -> None:
    meeting = MeetingFactory(body=body, status=status)
    item = AgendaItemFactory(section__protocol=meeting.protocol, title="Beschluss der Pilotprojekte")
    PointFactory(item=item, text="Nur im Entwurf")
    page = page_of(member, meeting)
    assert ("<li>Beschluss der Pilotprojekte</li>" in page) is shown
    assert "Nur im Entwurf" not in page


def test_guest_sees_no_attendance_before_the_protocol_is_published() -> None:
    meeting = MeetingFactory(is_public=True)
    AttendanceFactory(meeting=meeting, name="Frau Beispiel")
    assert "Frau Beispiel" not in page_of(None, meeting)


def neighbours(user: User, meeting: Meeting) -> tuple[str | None, str | None]:
    context = client_of(user).get(f"/workshops/{meeting.slug}/").context
    previous, following = (getattr(context[name], "slug", None) for name in ("previous", "following"))
    return previous, following


def test_neighbours_are_of_the_same_body_and_visible(body: Body, member: User, stranger: User) -> None:
    days = [date(2020, 9, 1), date(2020, 12, 4), date(2021, 1, 14)]
    before, this, after = [MeetingFactory(body=body, held_on=day, is_public=day == days[1]) for day in days]
    MeetingFactory(held_on=date(2020, 12, 5), is_public=True)
    assert neighbours(member, this) == (before.slug, after.slug)
    assert neighbours(stranger, this) == (None, None)


def test_neighbours_on_the_same_day_follow_each_other(body: Body, member: User) -> None:
    first, second = MeetingFactory(body=body), MeetingFactory(body=body)
    assert neighbours(member, first) == (None, second.slug)
    assert neighbours(member, second) == (first.slug, None)


@pytest.mark.parametrize(("who", "status", "writes"), [
    ("team", ProtocolStatus.DRAFT, True), ("team", ProtocolStatus.CIRCULATED, False),
    ("team", ProtocolStatus.APPROVED, False), ("member", ProtocolStatus.CIRCULATED, False),
])  # fmt: skip
def test_buttons_fit_role_and_status(
    body: Body, who: str, status: str, writes: bool, request: pytest.FixtureRequest
) -> None:
    meeting = MeetingFactory(body=body, protocol__status=status)
    page = page_of(request.getfixturevalue(who), meeting)
    assert (f'href="/workshops/{meeting.slug}/bearbeiten/"' in page) is writes
    assert f'href="/workshops/{meeting.slug}/protokoll.pdf"' in page
    assert f'href="/workshops/{meeting.slug}/protokoll.docx"' in page
    assert ("/verlauf/" in page) is (who == "team")
    assert ("/folgetermin/" in page) is (who == "team")


def test_unknown_meeting_is_not_found(team: User) -> None:
    assert client_of(team).get("/workshops/gibt-es-nicht/").status_code == 404


@pytest.mark.parametrize("who", ["team", "member", None])
def test_query_count_does_not_grow_with_lines(body: Body, who: str | None, request: pytest.FixtureRequest) -> None:
    meeting = MeetingFactory(body=body, is_public=True, protocol__status=ProtocolStatus.APPROVED)
    client = client_of(request.getfixturevalue(who) if who else None)

    def add() -> None:
        row_below(meeting.protocol, task=True, organisation=OrganisationFactory())
        DecisionFactory(point=row_below(meeting.protocol, decision=True))
        AttendanceFactory(meeting=meeting)
        MeetingFactory(body=body)

    add()
    few = queries_of(client, f"/workshops/{meeting.slug}/")
    for _ in range(29):
        add()
    assert queries_of(client, f"/workshops/{meeting.slug}/") == few <= 10
