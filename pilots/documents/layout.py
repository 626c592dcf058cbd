"""The layout of a Beschlussvorlage (DESIGN 10): what stands where and in which words, for PDF and DOCX alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from common.documents.state import DocumentState
from common.documents.tables import Cell, Table, table_of
from common.templatetags.dates import day
from common.text import Run
from pilots.choice import Choice, choose
from pilots.content import euros, in_words, label_of
from pilots.enums import Competence, PilotStatus
from pilots.models import PilotList, Proposal, Referral, Release
from pilots.results import Result, Standing
from pilots.scoring import DISAGREEMENT
from pilots.templatetags.figures import percent, points
from pilots.templatetags.pilots import money
from workshops.models import Meeting

FACTS = ("action_field", "lead", "partners", "sponsor", "starts_on", "ends_on", "costs", "is_quick_win")
TEXTS = ("summary", "added_value", "visible_result", "quick_win_reason", "risks", "prerequisites")
ALTERNATIVES = (
    "Einzelne Pilotprojekte werden mit Auflagen beschlossen, in den Themenspeicher zurückgestellt oder abgelehnt."
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2; ``starts_page`` where a new page begins with it."""

    level: int
    text: str
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """Numbered lines: the number ("01") and the text of each."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values."""

    rows: tuple[tuple[str, str], ...]


Block = Heading | Text | Items | Facts | Table


@dataclass(frozen=True, slots=True)
class ProposalLayout:
    """A Beschlussvorlage as it is printed."""

    title: str
    subtitle: str
    state: DocumentState
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What a Beschlussvorlage is made of.

    ``result`` holds no figures where the reader may not know them. ``outcomes`` counts what each meeting decided, by
    status; ``release`` is what the reviewers read.
    """

    list: PilotList
    proposal: Proposal
    referrals: Sequence[Referral]
    result: Result
    outcomes: Mapping[Meeting, Mapping[str, int]]
    release: Release | None


def proposal_layout(source: Source, *, state: DocumentState) -> ProposalLayout:
    """Lay out the whole Beschlussvorlage."""
    choice = choose(source.result, source.proposal.chosen, source.list.budget)
    blocks = (
        *_head(source),
        *_motion(source, choice),
        *_grounds(source),
        *_alternatives(source.proposal),
        *_finances(source, choice),
        *_ranking(source),
        *(block for place, one in enumerate(source.result.standings, 1) for block in _pilot(place, one)),
    )
    title = f"Beschlussvorlage {source.proposal.number}".strip()
    return ProposalLayout(title, source.proposal.subject, state, blocks)


def _head(source: Source) -> Iterator[Block]:
    meeting, proposal = source.list.meeting, source.proposal
    head = (
        ("Nummer", proposal.number),
        ("Einreicher", proposal.submitter),
        ("Betreff", proposal.subject),
        ("Sitzung", f"{meeting.title}, {day(meeting.held_on, 'j. F Y')}"),
    )
    yield Facts(tuple((label, value) for label, value in head if value))
    yield Heading(1, "Beratungsfolge")
    rows = [(one.meeting, one.get_competence_display(), one.outcome) for one in source.referrals]
    decides = Competence.DECIDES.label
    rows += [(one, decides, _outcome(source.outcomes.get(one, {}))) for one in {meeting, *source.outcomes}]
    yield table_of(
        "Beratungsfolge",
        ("Datum", "Gremium", "Zuständigkeit", "Ergebnis"),
        (3, 6, 4, 6),
        (
            (f"{one.held_on:%d.%m.%Y}", one.body.name, str(competence), outcome or "–")
            for one, competence, outcome in sorted(rows, key=lambda row: row[0].held_on)
        ),
    )


def _outcome(outcomes: Mapping[str, int]) -> str:
    """Return what a meeting decided: "14 beschlossen, 8 zurückgestellt"."""
    counts = ((outcomes.get(status, 0), status.label) for status in PilotStatus.outcomes())
    return ", ".join(f"{count} {label}" for count, label in counts if count)


def _motion(source: Source, choice: Choice) -> Iterator[Block]:
    yield Heading(1, "Beschlussvorschlag")
    yield Text(f"{_with_article(source.list.meeting.body)} beschließt:")
    lines = list(_lines(source, choice))
    yield Items(tuple((f"{number:02}", line) for number, line in enumerate(lines, start=1)))


def _lines(source: Source, choice: Choice) -> Iterator[str]:
    if not choice.chosen:
        count = len(source.result.standings)
        which = "das Pilotprojekt" if count == 1 else f"die {count} Pilotprojekte"
        yield f"Über {which} der Anlage 1 wird einzeln entschieden."
        return
    for one in choice.chosen:
        lead = one.content["lead"]
        yield f"{one.reference} „{one.content['title']}“ wird umgesetzt (Federführung: {lead}, {euros(one.cost)})."
    yield (
        f"Dafür sind {euros(choice.cost)} vorgesehen"
        + (f"; davon zahlen andere {euros(choice.funding)}, die Stadt {euros(choice.own)}." if choice.funding else ".")
    )
    if others := [one.reference for one in source.result.standings if one not in choice.chosen]:
        yield f"Über die übrigen Pilotprojekte der Anlage 1 wird einzeln entschieden: {', '.join(others)}."


def _with_article(body: object) -> str:
    """Return "Der Strategiekreis", "Die Fachgruppe …": the genitive of the name tells the gender."""
    feminine = getattr(body, "genitive", "").startswith("der ")
    return f"{'Die' if feminine else 'Der'} {body}"


def _grounds(source: Source) -> Iterator[Block]:
    yield Heading(1, "Sachverhalt und Begründung")
    yield from _paragraphs(source.proposal.grounds)
    if source.result.handed_in:
        yield from map(Text, _method(source))


def _method(source: Source) -> Iterator[str]:
    """Say how the pilots were reviewed."""
    result, pilot_list = source.result, source.list
    span = " bis ".join(
        f"{timezone.localdate(moment):%d.%m.%Y}"
        for moment in (pilot_list.review_from, pilot_list.review_until)
        if moment
    )
    criteria = ", ".join(f"{one.name} ({percent(one.weight)} %)" for one in result.criteria)
    yield (
        f"{result.handed_in} von {result.reviewers} Stimmberechtigten haben die Pilotprojekte vorab bewertet ({span}),"
        f" nach den Kriterien {criteria}. Jeder Wert zählt von 0 bis 100 Punkten; die Rangfolge in Anlage 1 ist die des"
        " gewichteten Mittels. Wer befangen war, hat bei diesem Projekt nicht mitbewertet."
    )
    yield result.firmness


def _alternatives(proposal: Proposal) -> Iterator[Block]:
    yield Heading(1, "Alternativen")
    yield from _paragraphs(proposal.alternatives or ALTERNATIVES)


def _finances(source: Source, choice: Choice) -> Iterator[Block]:
    yield Heading(1, "Finanzielle Auswirkungen")
    which = "vorgeschlagenen" if choice.chosen else "aufgeführten"
    yield Text(f"Die {which} Pilotprojekte kosten zusammen:")
    yield _costs(choice.chosen or source.result.standings)
    if choice.chosen and choice.left_in_words:
        yield Text(choice.left_in_words)
    elif source.list.budget is not None:
        yield Text(f"Der Budgetrahmen beträgt {euros(source.list.budget)}.")
    yield from _paragraphs(source.proposal.finances)


def _costs(standings: Sequence[Standing]) -> Table:
    """Return the costs by year, and their sum."""
    years: dict[int, tuple[int, Decimal]] = {}
    for cost in (cost for one in standings for cost in one.content["costs"]):
        amount, funded = years.get(cost["year"], (0, Decimal(0)))
        share = Decimal(cost["amount"]) * Decimal(cost["funding_percent"]) / 100
        years[cost["year"]] = amount + cost["amount"], funded + share
    rows: list[tuple[str | Cell, ...]] = [
        (str(year), *_amounts(amount, round(funded))) for year, (amount, funded) in sorted(years.items())
    ]
    total = _amounts(sum(one.cost for one in standings), sum(one.funding for one in standings))
    rows.append(tuple((Run(text, bold=True),) for text in ("Summe", *total)))
    return table_of("Kosten nach Jahren", ("Jahr", "Kosten", "zahlen andere", "zahlt die Stadt"), (2, 4, 4, 4), rows)


def _amounts(cost: int, funding: int) -> tuple[str, str, str]:
    return euros(cost), euros(funding), euros(cost - funding)


def _ranking(source: Source) -> Iterator[Block]:
    title = "Rangliste" if source.result.handed_in else "Pilotprojekte"
    yield Heading(1, f"Anlage 1: {title}", starts_page=True)
    if source.release:
        yield Text(
            f"Die Pilotprojekte sind beschrieben, wie sie zur Bewertung freigegeben wurden: {source.release},"
            f" SHA-256 {source.release.sha256}."
        )
    if source.result.handed_in:
        yield Text(
            "Anzahl: Bewertungen, die zählen. „uneinig“: Die Streuung (Standardabweichung) erreicht"
            f" {DISAGREEMENT} Punkte oder mehr."
        )
        yield table_of(
            "Rangliste der Pilotprojekte",
            ("Rang", "Nr.", "Pilotprojekt", "Punkte", "Median", "Streuung", "Anzahl", "Kosten"),
            (7, 11, 26, 9, 9, 11, 9, 12),
            map(_ranked, source.result.standings),
        )
    else:
        yield table_of(
            "Pilotprojekte",
            ("Nr.", "Pilotprojekt", "Federführung", "Kosten"),
            (4, 12, 9, 5),
            map(_unranked, source.result.standings),
        )


def _unranked(one: Standing) -> tuple[str, ...]:
    return one.reference, one.content["title"], one.content["lead"], money(one.cost)


def _ranked(one: Standing) -> tuple[str, ...]:
    title = one.content["title"] + (" (Quick Win)" if one.content["is_quick_win"] else "")
    if one.figures is None:
        return "–", one.reference, title, "–", "–", "–", "0", money(one.cost)
    spread = points(one.figures.spread) + (" uneinig" if one.is_disputed else "")
    mean, median = points(one.figures.mean), points(one.figures.median)
    return str(one.rank), one.reference, title, mean, median, spread, str(one.figures.count), money(one.cost)


def _pilot(place: int, one: Standing) -> Iterator[Block]:
    yield Heading(1, f"Anlage 2.{place}: {one.reference} {one.content['title']}", starts_page=True)
    facts = [(label_of(name), in_words(name, one.content.get(name))) for name in FACTS]
    yield Facts(tuple((label, value) for label, value in (*facts, *_review(one)) if value))
    for name in TEXTS:
        if text := one.content.get(name):
            yield Heading(2, label_of(name))
            yield from _paragraphs(text)


def _review(one: Standing) -> Iterator[tuple[str, str]]:
    if one.figures is None:
        return
    mean, median, spread = points(one.figures.mean), points(one.figures.median), points(one.figures.spread)
    yield "Ergebnis", f"Rang {one.rank}, {mean} Punkte (Median {median}, Streuung {spread}, Anzahl {one.figures.count})"
    yield "Empfehlungen", one.advice


def _paragraphs(text: str) -> Iterator[Block]:
    return (Text(line) for line in text.splitlines() if line.strip())
