"""The printed Beschlussvorlage: what it says, and that PDF and DOCX say the same."""

import io
from datetime import timedelta

import docx
import pytest
from pypdf import PdfReader

from common.documents.tables import Table
from common.text import Run
from pilots.documents.layout import Block, Facts, Heading, Items, ProposalLayout, Text
from pilots.documents.pdf import proposal_pdf
from pilots.documents.stored import layout_of
from pilots.documents.word import proposal_docx
from pilots.enums import Competence, ListStatus, PilotStatus
from pilots.models import PilotList, Proposal, Referral
from pilots.visibility import Sight
from tests.factories.pilots import ResolutionFactory, ReviewerFactory, list_with, opened_list, review_of
from tests.factories.workshops import MeetingFactory, PointFactory
from workshops.enums import PointKind
from workshops.models import Meeting, Point

pytestmark = pytest.mark.django_db

ALL = Sight(None, result=True, reviews=False, names=False)
NOTHING = Sight(None, result=False, reviews=False, names=False)


@pytest.fixture
def reviewed() -> PilotList:
    """Two pilots, the first one better, that the team reads once the reviewing is closed."""
    pilot_list = opened_list(2, reviewers=0, status=ListStatus.CLOSED, budget=50_000)
    for _ in range(3):
        reviewer = ReviewerFactory(list=pilot_list, handed_in=True)
        for value, entry in zip((4, 2), pilot_list.entries.all(), strict=True):
            review_of(reviewer, entry, [value] * 5, comment="Geheim")
    return pilot_list


def section(layout: ProposalLayout, title: str) -> list[Block]:
    """Return the blocks below a heading."""
    starts = [place for place, block in enumerate(layout.blocks) if isinstance(block, Heading) and block.level == 1]
    start = next(place for place in starts if layout.blocks[place].text.startswith(title))  # type: ignore[union-attr]
    end = next((place for place in starts if place > start), len(layout.blocks))
    return list(layout.blocks[start + 1 : end])


def _line_of(meeting: Meeting) -> Point:
    return PointFactory(item__section__protocol=meeting.protocol, kind=PointKind.DECISION)


def cells(table: Block) -> list[list[str]]:
    assert isinstance(table, Table)
    return [["".join(run.text for run in cell) for cell in row] for row in table.rows]


def test_motion_names_the_chosen_pilots_with_a_number_each(reviewed: PilotList) -> None:
    first, second = (entry.pilot for entry in reviewed.entries.all())
    Proposal.objects.create(list=reviewed, number="4/2021", chosen=[first.reference])
    layout = layout_of(reviewed, ALL)
    assert layout.title == "Beschlussvorlage 4/2021"
    intro, motion = section(layout, "Beschlussvorschlag")
    assert intro == Text(f"Die {reviewed.meeting.body} beschließt:")
    assert motion == Items(
        (
            ("01", f"{first.reference} „{first.title}“ wird umgesetzt (Federführung: {first.lead}, 20.000 Euro)."),
            ("02", "Dafür sind 20.000 Euro vorgesehen."),
            ("03", f"Über die übrigen Pilotprojekte der Anlage 1 wird einzeln entschieden: {second.reference}."),
        )
    )


def test_motion_without_a_choice_leaves_every_pilot_open(reviewed: PilotList) -> None:
    _, motion = section(layout_of(reviewed, ALL), "Beschlussvorschlag")
    assert motion == Items((("01", "Über die 2 Pilotprojekte der Anlage 1 wird einzeln entschieden."),))


def test_what_reviewers_were_told_is_no_ground_for_the_council(reviewed: PilotList) -> None:
    reviewed.introduction = "Bitte bewerten Sie bis Freitag."
    texts = [block.text for block in section(layout_of(reviewed, ALL), "Sachverhalt") if isinstance(block, Text)]
    assert texts
    assert "Bitte bewerten Sie bis Freitag." not in texts


def test_costs_stand_by_year_with_their_sum(reviewed: PilotList) -> None:
    entry = reviewed.entries.first()
    assert entry is not None
    entry.released["costs"].append({"year": 2022, "amount": 10_000, "funding_percent": "33.33"})
    entry.save()
    _, table, budget = section(layout_of(reviewed, ALL), "Finanzielle")
    assert cells(table) == [
        ["2021", "40.000 Euro", "0 Euro", "40.000 Euro"],
        ["2022", "10.000 Euro", "3.333 Euro", "6.667 Euro"],
        ["Summe", "50.000 Euro", "3.333 Euro", "46.667 Euro"],
    ]
    assert isinstance(table, Table)
    assert table.rows[-1][0] == (Run("Summe", bold=True),)
    assert budget == Text("Der Budgetrahmen beträgt 50.000 Euro.")


def test_order_of_bodies_is_that_of_their_days(reviewed: PilotList) -> None:
    before = MeetingFactory(held_on=reviewed.meeting.held_on - timedelta(days=30))
    Referral.objects.create(list=reviewed, meeting=before, competence=Competence.PRELIMINARY, outcome="empfohlen")
    first, second = reviewed.entries.all()
    ResolutionFactory(entry=first, outcome=PilotStatus.APPROVED, decision__point=_line_of(reviewed.meeting))
    later = MeetingFactory(body=reviewed.meeting.body, held_on=reviewed.meeting.held_on + timedelta(days=30))
    ResolutionFactory(entry=second, outcome=PilotStatus.REJECTED, decision__point=_line_of(later))
    (table,) = section(layout_of(reviewed, ALL), "Beratungsfolge")
    assert cells(table) == [
        [f"{before.held_on:%d.%m.%Y}", before.body.name, "Vorberatung", "empfohlen"],
        [f"{reviewed.meeting.held_on:%d.%m.%Y}", reviewed.meeting.body.name, "Entscheidung", "1 beschlossen"],
        [f"{later.held_on:%d.%m.%Y}", later.body.name, "Entscheidung", "1 abgelehnt"],
    ]


def test_ranked_list_holds_the_figures_and_one_page_for_each_pilot(reviewed: PilotList) -> None:
    first, second = (entry.pilot for entry in reviewed.entries.all())
    layout = layout_of(reviewed, ALL)
    _, table = section(layout, "Anlage 1")
    assert cells(table) == [
        ["1", first.reference, first.title, "100,0", "100,0", "0,0", "3", "20.000\xa0€"],
        ["2", second.reference, second.title, "50,0", "50,0", "0,0", "3", "20.000\xa0€"],
    ]
    pages = [block for block in layout.blocks if isinstance(block, Heading) and block.starts_page]
    assert [page.text for page in pages] == [
        "Anlage 1: Rangliste",
        f"Anlage 2.1: {first.reference} {first.title}",
        f"Anlage 2.2: {second.reference} {second.title}",
    ]
    facts = section(layout, "Anlage 2.1")[0]
    assert isinstance(facts, Facts)
    assert ("Empfehlungen", "3 dafür") in facts.rows


def test_whoever_may_not_know_the_result_gets_none_of_it(reviewed: PilotList) -> None:
    layout = layout_of(reviewed, NOTHING)
    assert cells(section(layout, "Anlage 1")[0])[0][3] == "20.000\xa0€"
    assert "Rangliste" not in str(layout)
    text = str(layout)
    assert not [
        word for word in ("Punkte", "Rang ", "dafür", "Geheim", "haben die Pilotprojekte vorab") if word in text
    ]


def test_pdf_and_docx_say_the_same(reviewed: PilotList) -> None:
    layout = layout_of(reviewed, ALL)
    pdf, word = proposal_pdf(layout), proposal_docx(layout)
    assert (proposal_pdf(layout), proposal_docx(layout)) == (pdf, word)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 4
    # Hyphens come out of a PDF as soft ones.
    printed = "".join("".join(page.extract_text() for page in pages).split()).replace("\u00ad", "-")
    document = docx.Document(io.BytesIO(word))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    table_cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for text in [*paragraphs, *table_cells]:
        assert "".join(text.split()) in printed, text
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Title", "Vorlage Überschrift", "Vorlage Anlage", "Vorlage Beschluss"} <= styles


def test_draft_says_so() -> None:
    assert layout_of(opened_list(1), NOTHING).state.is_draft
    closed = layout_of(list_with(1, status=ListStatus.CLOSED), ALL).state
    assert (closed.label, closed.is_draft) == ("zur Beratung", False)
