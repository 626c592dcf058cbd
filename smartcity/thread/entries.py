"""The entries of a red thread: one German sentence for each event, with who, why and where to read more."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from common.templatetags.dates import day as in_words
from common.text import plain_text
from ideas.enums import Extent, IdeaStatus
from ideas.story import BY_BOARD, DECIDED, PUBLIC
from milestones.enums import DateKind
from pilots.enums import ListStatus, PilotStatus, TenderStatus
from smartcity.thread.events import Row
from smartcity.thread.kinds import Key, Kind
from smartcity.thread.links import Link as ThreadLink
from smartcity.thread.nodes import Facts, Node
from workshops.enums import MeetingFormat, PointKind
from workshops.models.meetings import meeting_title

TEAM = "das SMARTCity-Team"
LINE = "Zeile im Protokoll"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, and what it says."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: on which day, to what sort of object (``tag``), and the sentence that tells it.

    ``text`` is what was written on that occasion under its ``label``; ``links`` lead further, the first one to the
    object itself unless it is the thread's own. ``order`` settles what comes first on one day.
    """

    day: date
    order: tuple[int, datetime]
    tag: str
    sentence: str
    text: str
    label: str
    links: tuple[Link, ...]
    is_here: bool = False
    """Whether it happened to the object whose thread it is."""

    @property
    def is_ahead(self) -> bool:
        """Whether it has not happened yet."""
        return self.day > timezone.localdate()


class Storyteller:
    """Tells what happened to the objects on the thread of ``start``, as far as its reader may know it.

    ``nodes`` are the objects, ``links`` what came of what. ``is_editor`` says whether the reader learns who of the team
    it was, and internal reasons.
    """

    def __init__(self, start: Key, nodes: Mapping[Key, Node], links: Iterable[ThreadLink], *, is_editor: bool) -> None:
        self.start = start
        self.nodes = nodes
        self.links = [(source, target) for source, target in links if source in nodes and target in nodes]
        self.results = {target for source, target in links if source.kind == target.kind}
        self.is_editor = is_editor
        self.tells_decisions = any(key.kind == Kind.DECISION for key in nodes)

    def tell(self, rows: Iterable[Row]) -> list[Entry]:
        """Return what the objects say themselves and what ``rows`` add, in the order of the days."""
        entries = [entry for node in self.nodes.values() for entry in _OF_NODES[node.kind](self, node)]
        entries += [entry for row in rows for entry in _OF_ROWS[row.what](self, row)]
        return sorted(entries, key=lambda entry: (entry.day, entry.order))

    # What every entry needs -------------------------------------------------------------------------------------------

    def entry(self, node: Node, at: str, sentence: str, *, text: str = "", label: str = "", links: Any = ()) -> Entry:
        """Return an entry about ``node``; ``at`` is a moment or a day in ISO form."""
        label_of_own = LINE if node.kind == Kind.POINT else node.label  # the line itself stands above the link
        own = [] if node.key == self.start else [Link(node.url, label_of_own)]
        links = (*own, *links)
        tag, is_here = str(node.kind.label), node.key == self.start
        return Entry(*_when(at, node.kind), tag, _capital(sentence), text, label, links, is_here)

    def who(self, name: str) -> str:
        """Return who of the team did something, for readers who may know it."""
        return name if name and self.is_editor else TEAM

    def why(self, reason: str) -> str:
        """Return the reason of a step, which the team wrote for itself."""
        return reason if self.is_editor else ""

    # What objects say themselves --------------------------------------------------------------------------------------

    def point(self, node: Node) -> Iterator[Entry]:
        """A line of a protocol: said or written down in a meeting."""
        facts, meeting = node.facts, node.facts["meeting"]
        who = facts["organisation"] or facts["person"]
        if facts["kind"] == PointKind.STATEMENT and who:
            sentence = f"{who} hat {_in_meeting(meeting)} gesagt:"
        else:
            sentence = f"{_in_meeting(meeting)} wurde festgehalten:"
        yield self.entry(node, meeting["held_on"], sentence, text=plain_text(facts["text"]), label=_kind_of(facts))

    def idea(self, node: Node) -> Iterator[Entry]:
        """An idea: handed in, published, honoured."""
        facts = node.facts
        if node.key not in self.results:
            yield self.entry(node, facts["submitted_at"], self._submission(facts))
        if facts["published_at"] and facts["agrees"]:
            yield self.entry(node, facts["published_at"], f"{TEAM} hat die Idee in der Ideengalerie veröffentlicht.")
        if facts["won"]:
            yield self.entry(node, facts["jury_on"], "Die Jury hat die Idee ausgezeichnet.")

    def _submission(self, facts: Facts) -> str:
        if facts["from_line"]:
            return f"{TEAM} hat aus einer Zeile des Protokolls die Idee angelegt."
        over = f"über den Aufruf „{facts['call']}“ eingereicht"
        return f"{facts['organisation']} hat die Idee {over}." if facts["organisation"] else f"Die Idee wurde {over}."

    def pilot(self, node: Node) -> Iterator[Entry]:
        """A pilot: proposed and published."""
        if node.is_known:
            yield self.entry(node, node.facts["created_at"], f"{TEAM} hat das Pilotprojekt angelegt.")
        if node.facts["published_at"]:
            yield self.entry(node, node.facts["published_at"], f"{TEAM} hat das Pilotprojekt veröffentlicht.")

    def decision(self, node: Node) -> Iterator[Entry]:
        """A decision: its wording, with the votes."""
        facts = node.facts
        votes = f"mit {facts['yes']} Ja, {facts['no'] or 0} Nein und {facts['abstained'] or 0} Enthaltungen "
        sentence = f"{_in_meeting(facts['meeting'])} wurde {votes if facts['yes'] is not None else ''}beschlossen:"
        if facts["is_corrected"]:
            sentence = f"{sentence[:-1]}, was später berichtigt wurde:"
        yield self.entry(node, facts["decided_on"], sentence, text=plain_text(facts["text"]), label="Wortlaut")

    def measure(self, node: Node) -> Iterator[Entry]:
        """A Maßnahme: taken into the strategy, and the time in which it is carried out."""
        facts = node.facts
        yield self.entry(node, facts["made_at"], f"{TEAM} hat die Maßnahme in die Strategie aufgenommen.")
        if facts["starts_on"]:
            who = f"; verantwortlich: {facts['organisation']}" if facts["organisation"] else ""
            yield self.entry(node, facts["starts_on"], f"Beginn der Maßnahme{who}.")
        if facts["ends_on"]:
            yield self.entry(node, facts["ends_on"], "Ende der Maßnahme, wie es vorgesehen ist.")

    def milestone(self, node: Node) -> Iterator[Entry]:
        """A milestone: set, and when it is expected; that it was reached tells the change of its date."""
        facts = node.facts
        from_line = any(target == node.key and source.kind == Kind.POINT for source, target in self.links)
        origin = "aus einer Zeile des Protokolls " if from_line else ""
        yield self.entry(node, facts["made_at"], f"{TEAM} hat {origin}den Meilenstein angelegt.")
        if facts["reached_on"]:
            return
        if facts["forecast_on"]:
            planned = _in_words(facts["planned_on"])
            yield self.entry(node, facts["forecast_on"], f"Der Meilenstein wird erwartet; geplant war der {planned}.")
        else:
            who = f"; verantwortlich: {facts['organisation']}" if facts["organisation"] else ""
            yield self.entry(node, facts["planned_on"], f"Der Meilenstein ist geplant{who}.")

    # What happened to them --------------------------------------------------------------------------------------------

    def idea_status(self, row: Row) -> Iterator[Entry]:
        """A step of an idea that its submitter may know."""
        node, facts = self.nodes[Key(Kind.IDEA, row.pk)], row.facts
        source, target, who = facts["source"], facts["target"], self.who(facts["by"])
        match source, target:
            case IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW:
                yield self.entry(node, facts["at"], f"{who} hat begonnen, die Idee zu prüfen.")
            case IdeaStatus.STORED, IdeaStatus.IN_REVIEW:
                yield self.entry(node, facts["at"], f"{who} hat die Idee aus dem Themenspeicher geholt.")
            case IdeaStatus.IN_REVIEW, _ if target in DECIDED:
                sentence = f"{who} hat geantwortet: {DECIDED[IdeaStatus(target)].format(idea='Die Idee')}."
                yield self.entry(node, facts["at"], sentence, text=facts["reason"], label=_capital(PUBLIC))
            case _ if source in BY_BOARD and target in BY_BOARD:
                sentence = f"Über das Pilotprojekt wurde entschieden: Die Idee {BY_BOARD[IdeaStatus(target)]}."
                text = "" if self.tells_decisions else facts["reason"]
                yield self.entry(node, facts["at"], sentence, text=text, label="Beschluss")
            case _, IdeaStatus.WITHDRAWN:
                yield self.entry(node, facts["at"], "Wer die Idee eingereicht hat, hat sie zurückgezogen.")

    def uptake(self, row: Row) -> Iterator[Entry]:
        """An idea went into a Teilkonzept, or did not."""
        node, facts = self.nodes[Key(Kind.IDEA, row.pk)], row.facts
        extent = {Extent.WHOLLY: "ganz", Extent.PARTLY: "zum Teil", Extent.NOT: "nicht"}[Extent(facts["extent"])]
        passage = f" ({facts['passage']})" if facts["passage"] else ""
        sentence = f"{TEAM} hat die Idee {extent} in das Teilkonzept „{facts['concept']}“ übernommen{passage}."
        concept = Link(reverse("strategy:sub_concept", args=[facts["slug"]]), facts["concept"])
        yield self.entry(node, facts["at"], sentence, text=facts["reason"], label="Begründung", links=[concept])

    def merge(self, row: Row) -> Iterator[Entry]:
        """An idea came of others; named are those that the reader may see."""
        node, facts = self.nodes[Key(Kind.IDEA, row.pk)], row.facts
        sources = [self.nodes[source] for source, target in self.links if target == node.key and source.kind == "idea"]
        named = " und ".join(str(source.facts["reference"]) for source in sources) or "anderen Ideen"
        sentence = f"{self.who(facts['by'])} hat die Idee aus {named} gebildet."
        links = [Link(source.url, source.label) for source in sources]
        yield self.entry(
            node, facts["at"], sentence, text=facts["reason"] if node.is_known else "", label="Grund", links=links
        )

    def pilot_status(self, row: Row) -> Iterator[Entry]:
        """A step of a pilot: everybody who sees it knows that it is carried out, others of the way there, too."""
        node, facts = self.nodes[Key(Kind.PILOT, row.pk)], row.facts
        told = PUBLIC_STEPS.get(facts["target"], "")
        if node.is_known and facts["source"] == PilotStatus.STORED and facts["target"] == PilotStatus.CANDIDATE:
            told = "{who} hat das Pilotprojekt aus dem Themenspeicher geholt."
        if told:
            sentence = told.format(who=self.who(facts["by"]))
            yield self.entry(node, facts["at"], sentence, text=self.why(facts["reason"]), label="Grund")

    def list_status(self, row: Row) -> Iterator[Entry]:
        """A list with pilots of the thread: reviewed."""
        told, facts = LIST_STEPS.get(row.facts["target"]), row.facts
        if not told:
            return
        _, entry = next(self._holding("lists", row.pk))
        on = _in_words(entry["held_on"])
        link = Link(reverse("pilots:list_detail", args=[entry["slug"]]), f"Pilotliste für den {on}")
        when = _when(facts["at"], Kind.PILOT)
        sentence = told.format(members=f"Die Mitglieder {entry['genitive'] or 'von ' + entry['body']}")
        yield Entry(*when, "Bewertung", sentence, self.why(facts["reason"]), "Grund", (link,))

    def tender_status(self, row: Row) -> Iterator[Entry]:
        """The tender of a pilot: published, awarded, cancelled."""
        facts = row.facts
        if told := TENDER_STEPS.get(facts["target"]):
            node, tender = next(self._holding("tenders", row.pk))
            link = Link(reverse("pilots:tender_detail", args=[row.pk]), f"Ausschreibung {tender['subject']}")
            sentence = told.format(who=self.who(facts["by"]))
            yield self.entry(node, facts["at"], sentence, text=self.why(facts["reason"]), label="Grund", links=[link])

    def _holding(self, name: str, pk: int) -> Iterator[tuple[Node, Facts]]:
        """Return the pilots whose facts hold this list or tender, with what they say of it."""
        pilots = (node for key, node in self.nodes.items() if key.kind == Kind.PILOT)
        return ((node, one) for node in pilots for one in node.facts[name] if one["id"] == pk)

    def report(self, row: Row) -> Iterator[Entry]:
        """A pilot's progress."""
        node, facts = self.nodes[Key(Kind.PILOT, row.pk)], row.facts
        sentence = f"{TEAM} berichtet: Das Pilotprojekt ist zu {facts['percent']} Prozent umgesetzt."
        yield self.entry(node, facts["at"], sentence, text=facts["text"], label="Zwischenstand")

    def measure_source(self, row: Row) -> Iterator[Entry]:
        """An idea or pilot was named behind a Maßnahme; told to those who may see it."""
        node, facts = self.nodes[Key(Kind.MEASURE, row.pk)], row.facts
        key = Key(Kind.IDEA, facts["idea"]) if facts["idea"] else Key(Kind.PILOT, facts["pilot"])
        if source := self.nodes.get(key):
            sentence = f"{TEAM} stützt die Maßnahme auf {_NAMED_BEHIND[source.kind]} {source.facts['reference']}."
            links = [Link(source.url, source.label)]
            yield self.entry(node, facts["at"], sentence, text=facts["reason"], label="Begründung", links=links)

    def measured(self, row: Row) -> Iterator[Entry]:
        """An indicator of a Maßnahme was measured."""
        node, facts = self.nodes[Key(Kind.MEASURE, row.pk)], row.facts
        value, target = _number(facts["value"]), _number(facts["target"])
        sentence = f"{TEAM} hat gemessen: {facts['name']} {value} von {target} {facts['unit']}."
        yield self.entry(node, facts["at"], sentence)

    def date_change(self, row: Row) -> Iterator[Entry]:
        """A date of a milestone was set, moved or taken back; that it was reached stands on the day of it."""
        node, facts = self.nodes[Key(Kind.MILESTONE, row.pk)], row.facts
        sentence = f"{self.who(facts['by'])} {_moved(facts)}."
        is_reached = facts["kind"] == DateKind.REACHED and facts["new_on"] is not None
        if is_reached and facts["new_on"] != node.facts["reached_on"]:
            return  # taken back or corrected since, which has an entry of its own
        reference = facts["decision"]
        url = reverse("workshops:decision_detail", args=[reference]) if reference else ""
        links = [Link(url, f"Beschluss {reference}")] if reference else []
        at = facts["new_on"] if is_reached else facts["at"]
        yield self.entry(node, at, sentence, text=facts["reason"], label="Grund", links=links)


def _moved(facts: Facts) -> str:
    """Return what somebody did with a date of a milestone."""
    old, new = (_in_words(facts[name]) if facts[name] else "" for name in ("old_on", "new_on"))
    match facts["kind"], bool(old), bool(new):
        case DateKind.REACHED, _, True:
            return "hat eingetragen, dass der Meilenstein erreicht ist"
        case DateKind.REACHED, _, False:
            return f"hat zurückgenommen, dass der Meilenstein am {old} erreicht war"
        case DateKind.FORECAST, False, _:
            return f"erwartet den Meilenstein am {new}"
        case DateKind.FORECAST, _, False:
            return f"erwartet den Meilenstein nicht mehr am {old}"
        case kind, _, _:
            what = "geplanten" if kind == DateKind.PLANNED else "voraussichtlichen"
            return f"hat den {what} Termin vom {old} auf den {new} verschoben"


_NAMED_BEHIND = {Kind.IDEA: "die Idee", Kind.PILOT: "das Pilotprojekt"}

PUBLIC_STEPS = {
    PilotStatus.IN_TENDER: "{who} schreibt das Pilotprojekt aus.",
    PilotStatus.RUNNING: "{who} hat die Umsetzung des Pilotprojekts begonnen.",
    PilotStatus.FINISHED: "{who} hat das Pilotprojekt abgeschlossen.",
    PilotStatus.ABORTED: "{who} hat das Pilotprojekt abgebrochen.",
}
"""Steps of a pilot that no decision tells; its status is public once it is published."""

LIST_STEPS = {
    ListStatus.IN_REVIEW: "{members} beginnen, die Pilotliste zu bewerten.",
    ListStatus.CLOSED: "{members} haben die Pilotliste bewertet.",
}

TENDER_STEPS = {
    TenderStatus.PUBLISHED: "{who} hat die Ausschreibung veröffentlicht.",
    TenderStatus.AWARDED: "{who} hat den Auftrag vergeben.",
    TenderStatus.CANCELLED: "{who} hat die Ausschreibung aufgehoben.",
}

_OF_NODES: Mapping[Kind, Callable[[Storyteller, Node], Iterator[Entry]]] = {
    Kind.POINT: Storyteller.point,
    Kind.IDEA: Storyteller.idea,
    Kind.PILOT: Storyteller.pilot,
    Kind.DECISION: Storyteller.decision,
    Kind.MEASURE: Storyteller.measure,
    Kind.MILESTONE: Storyteller.milestone,
}
_OF_ROWS: Mapping[str, Callable[[Storyteller, Row], Iterator[Entry]]] = {
    "idea_status": Storyteller.idea_status,
    "uptake": Storyteller.uptake,
    "merge": Storyteller.merge,
    "pilot_status": Storyteller.pilot_status,
    "list_status": Storyteller.list_status,
    "tender_status": Storyteller.tender_status,
    "report": Storyteller.report,
    "measure_source": Storyteller.measure_source,
    "measured": Storyteller.measured,
    "date_change": Storyteller.date_change,
}


def _when(at: str, kind: Kind) -> tuple[date, tuple[int, datetime]]:
    """Return the local day of a moment or day in ISO form, and what settles the order within that day.

    On one day things follow each other as on the thread: a day alone has no hour, so it could not be compared.
    """
    moment = _moment(at)
    return timezone.localdate(moment), (kind.place, moment)


def _moment(at: str) -> datetime:
    value = datetime.fromisoformat(at)
    return value if timezone.is_aware(value) else timezone.make_aware(datetime.combine(value.date(), time()))


def _in_words(value: str) -> str:
    return in_words(date.fromisoformat(value), "j. F Y")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in_meeting(meeting: Facts) -> str:
    title = meeting_title(meeting["format"], meeting["number"], meeting["body"], meeting["genitive"])
    return f"im {title}" if meeting["format"] == MeetingFormat.WORKSHOP else f"in der {title}"


def _kind_of(facts: Facts) -> str:
    return str(PointKind(facts["kind"]).label)


def _number(value: float | str) -> str:
    """Return a number as Germans write it, without noughts behind the comma: "1.250", "0,5"."""
    whole, _, rest = f"{Decimal(str(value)):,.2f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")
