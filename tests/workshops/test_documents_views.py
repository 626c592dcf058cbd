"""The protocol's files: who gets them, under which name, and what they say about their state."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import docx
import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from common.models import StatusChange
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.workshops import AttendanceFactory, MeetingFactory, PointFactory, row_below
from workshops.documents.stored import state_of
from workshops.enums import MeetingStatus, ProtocolStatus
from workshops.models import Meeting

pytestmark = pytest.mark.django_db

EXTENSIONS = ("pdf", "docx")


def address(meeting: Meeting, extension: str = "pdf") -> str:
    return f"/workshops/{meeting.slug}/protokoll.{extension}"


@pytest.fixture
def published() -> Meeting:
    meeting = MeetingFactory(is_public=True, protocol__status=ProtocolStatus.APPROVED)
    row_below(meeting.protocol, text="Es muss jetzt beginnen")
    return meeting


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize("status", ProtocolStatus.values)
@pytest.mark.parametrize("is_public", [True, False])
def test_files_are_visible_to_whom_the_protocol_is(
    client: Client, extension: str, status: str, is_public: bool
) -> None:
    meeting = MeetingFactory(is_public=is_public, protocol__status=status)
    member = MembershipFactory(body=meeting.body).user
    readers = {"guest": None, "stranger": UserFactory(), "member": member, "team": UserFactory(team=True)}
    allowed = {"team"}
    if status != ProtocolStatus.DRAFT:
        allowed.add("member")
    if status == ProtocolStatus.APPROVED and is_public:
        allowed |= {"guest", "stranger"}
    for name, reader in readers.items():
        client.logout()
        if reader:
            client.force_login(reader)
        assert client.get(address(meeting, extension)).status_code == (200 if name in allowed else 404), name


def test_pdf_opens_in_the_browser_and_docx_is_saved(client: Client, published: Meeting) -> None:
    pdf, word = (client.get(address(published, extension)) for extension in EXTENSIONS)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Content-Disposition"] == f'inline; filename="protokoll-{published.slug}.pdf"'
    assert word.headers["Content-Type"].endswith("wordprocessingml.document")
    assert word.headers["Content-Disposition"] == f'attachment; filename="protokoll-{published.slug}.docx"'
    for response in (pdf, word):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_unchanged_file_is_not_sent_again(client: Client, published: Meeting, extension: str) -> None:
    etag = client.get(address(published, extension)).headers["ETag"]
    assert client.get(address(published, extension), headers={"If-None-Match": etag}).status_code == 304
    row_below(published.protocol, text="Ein neuer Punkt")
    assert client.get(address(published, extension), headers={"If-None-Match": etag}).status_code == 200


def test_files_hold_title_and_points(client: Client, published: Meeting) -> None:
    pdf = PdfReader(io.BytesIO(client.get(address(published)).content))
    assert published.protocol_title in " ".join(pdf.pages[0].extract_text().split())
    assert "Es muss jetzt beginnen" in pdf.pages[0].extract_text()
    word = docx.Document(io.BytesIO(client.get(address(published, "docx")).content))
    assert word.paragraphs[0].text == published.protocol_title
    assert "Es muss jetzt beginnen" in [paragraph.text for paragraph in word.paragraphs]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (MeetingStatus.PLANNED, "erwartet"),
        (MeetingStatus.INVITED, "erwartet"),
        (MeetingStatus.HELD, "anwesend"),
        (MeetingStatus.CANCELLED, "erwartet"),
    ],
)
def test_files_say_expected_until_the_meeting_was_held(client: Client, status: str, words: str) -> None:
    meeting = MeetingFactory(status=status)
    AttendanceFactory(meeting=meeting, organisation__name="Gera Netz GmbH")
    client.force_login(UserFactory(team=True))
    pdf = PdfReader(io.BytesIO(client.get(address(meeting)).content))
    assert f"Gera Netz GmbH {words}" in " ".join(pdf.pages[0].extract_text().split())
    [table] = docx.Document(io.BytesIO(client.get(address(meeting, "docx")).content)).tables
    assert [cell.text for cell in table.rows[1].cells] == ["Gera Netz GmbH", words]


def test_excerpt_holds_one_item_and_says_so_in_its_name(client: Client, published: Meeting) -> None:
    row_below(published.protocol, text="Der zweite Abschnitt")
    response = client.get(address(published, "docx"), {"top": "II.1"})
    assert response.headers["Content-Disposition"] == f'attachment; filename="auszug-{published.slug}-top-II.1.docx"'
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(response.content)).paragraphs]
    assert texts[0] == f"Auszug aus dem {published.protocol_title}"
    assert "Der zweite Abschnitt" in texts
    assert "Es muss jetzt beginnen" not in texts


@pytest.mark.parametrize("item", ["", "I.9", "x", "I.1\r\nX-Evil: 1", "\x00"])
def test_excerpt_of_an_unknown_item_is_not_found(client: Client, published: Meeting, item: str) -> None:
    assert client.get(address(published), {"top": item}).status_code == 404


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_files_only_answer_to_reading(client: Client, published: Meeting, extension: str) -> None:
    assert client.head(address(published, extension)).status_code == 200
    assert client.post(address(published, extension)).status_code == 405


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow_with_points(
    client: Client, published: Meeting, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    point = row_below(published.protocol)
    PointFactory.create_batch(rows, item=point.item, decision=True)
    AttendanceFactory.create_batch(rows, meeting=published)
    client.get(address(published))
    with django_assert_num_queries(4):
        client.get(address(published))


def test_draft_stands_as_of_today() -> None:
    state = state_of(MeetingFactory().protocol)
    assert (state.label, state.on, state.is_draft) == ("Entwurf", timezone.localdate(), True)


def test_approved_protocol_stands_as_of_its_approval(published: Meeting) -> None:
    for day in (10, 20):
        at = datetime(2021, 1, day, 23, 30, tzinfo=ZoneInfo("Europe/Berlin"))
        StatusChange.objects.create(
            subject=published.protocol, from_status="circulated", to_status=ProtocolStatus.APPROVED, at=at
        )
    state = state_of(published.protocol)
    assert (state.label, state.on, state.is_draft) == ("genehmigt", date(2021, 1, 20), False)


def test_protocol_without_a_recorded_step_stands_as_of_its_meeting(published: Meeting) -> None:
    assert state_of(published.protocol).on == published.held_on
