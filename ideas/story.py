"""The story of an idea in dated German sentences, in the order of the events: for its submitter, and for editors.

The submitter's version names no person, quotes nothing internal and nothing of other people's ideas.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from common.models import StatusChange
from common.templatetags.dates import day
from ideas.enums import Extent, IdeaStatus, MergeKind
from ideas.gallery import shows_prize
from ideas.lineage import Union
from ideas.models import Answer, Idea, Inquiry, Uptake
from ideas.records import Records, published_at

TEAM = "das SMARTCity-Team"
PUBLIC = "öffentliche Antwort"
INTERNAL = "interne Bemerkung"

DECIDED = {
    IdeaStatus.ACCEPTED: "{idea} wird übernommen",
    IdeaStatus.PILOT: "{idea} wird Kandidat für ein Pilotprojekt",
    IdeaStatus.STORED: "{idea} kommt in den Themenspeicher und kann später wieder aufgegriffen werden",
    IdeaStatus.DECLINED: "{idea} wird nicht weiterverfolgt",
}
"""What an answer says, by its outcome."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, and what it says."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event: when it happened, the sentence that tells it, and what was written on that occasion under its label.

    ``links`` lead to what the event made, for example a Teilkonzept.
    """

    at: datetime
    sentence: str
    text: str = ""
    label: str = ""
    links: Sequence[Link] = ()


def submitter_story(records: Records, *, by_link: bool = False) -> list[Event]:
    """Return what the submitter may know, oldest first; ``records`` must have been loaded with the successors.

    ``by_link`` is for the submitter's page that needs no sign-in: its links lead to pages of that kind.
    """
    return _outer_story(records, to="Ihnen ", who="haben Sie", by_link=by_link)


def sponsor_story(records: Records) -> list[Event]:
    """Return what the Ideenpate may know: what the submitter knows, without links to pages of the submitter."""
    return [replace(event, links=[]) for event in _outer_story(records, to="", who="wurde", by_link=False)]


def _outer_story(records: Records, *, to: str, who: str, by_link: bool) -> list[Event]:
    line = records.line
    events = [
        *_submission(records, f"{who} die Idee eingereicht"),
        *(event for change in records.changes for event in _change(change, by=TEAM, withdrawn=who)),
        *(event for change in records.changes for event in _by_board(change)),
        *(event for inquiry in records.inquiries for event in _inquiry(inquiry, by=TEAM, to=to, who=who)),
        *(_answer(answer, _name(answer.idea, records.idea), by=TEAM) for answer in records.published_answers),
        *(event for uptake in records.told_uptakes for event in _uptake(uptake, records)),
        *(event for union in records.unions for event in _union_for_submitter(union, records.idea, line, by_link)),
        *_publication(records.idea),
        *_prize(records.idea),
    ]
    return _in_order(events)


def editor_story(records: Records) -> list[Event]:
    """Return what happened to the idea, oldest first, with the names of the editors and internal remarks."""
    published = [answer for answer in records.published_answers if answer.idea_id == records.idea.pk]
    events = [
        *_submission(records, "wurde die Idee eingereicht"),
        *(event for change in records.changes for event in _change_for_editors(change)),
        *(event for change in records.changes for event in _by_board(change)),
        *(
            event
            for inquiry in records.inquiries
            for event in _inquiry(inquiry, by=str(inquiry.asked_by), to="", who="wurde")
        ),
        *(_answer(answer, "die Idee", by=TEAM) for answer in published),
        *(event for uptake in records.uptakes for event in _uptake(uptake, records, for_editors=True)),
        *(event for union in records.unions for event in _union_for_editors(union, records.idea)),
        *_publication(records.idea),
        *_prize(records.idea),
    ]
    return _in_order(events)


def _in_order(events: list[Event]) -> list[Event]:
    """Sort by the event's time; what happened at once stays in the order in which it was told."""
    return sorted(events, key=lambda event: event.at)


def _on(moment: datetime) -> str:
    return f"Am {_day(timezone.localtime(moment).date())}"


def _day(value: date) -> str:
    return day(value, "j. F Y")


def _name(idea: Idea, own: Idea) -> str:
    return "die Idee" if idea == own else f"die Idee {idea.reference}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _submission(records: Records, what: str) -> Iterator[Event]:
    idea = records.idea
    came_of_others = any(idea in union.results for union in records.unions)
    if idea.submitted_at and idea.reference and not came_of_others:
        yield Event(idea.submitted_at, f"{_on(idea.submitted_at)} {what}.")


def _publication(idea: Idea) -> Iterator[Event]:
    if idea.published_at and idea.agrees_to_publication:
        yield Event(idea.published_at, f"{_on(idea.published_at)} wurde die Idee in der Ideengalerie veröffentlicht.")


def _prize(idea: Idea) -> Iterator[Event]:
    """Tell that the jury chose the idea, from the day after its meeting on."""
    if shows_prize(idea) and idea.call.jury_on:
        evening = timezone.make_aware(datetime.combine(idea.call.jury_on, time(23, 59)))
        yield Event(evening, f"{_on(evening)} hat die Jury die Idee ausgezeichnet.")


def _change(change: StatusChange, *, by: str, withdrawn: str) -> Iterator[Event]:
    """Tell the moves that no inquiry, answer or merge tells."""
    match change.from_status, change.to_status:
        case IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW:
            yield Event(change.at, f"{_on(change.at)} hat {by} begonnen, die Idee zu prüfen.")
        case IdeaStatus.STORED, IdeaStatus.IN_REVIEW:
            sentence = f"hat {by} die Idee aus dem Themenspeicher geholt und prüft sie erneut"
            yield Event(change.at, f"{_on(change.at)} {sentence}.")
        case _, IdeaStatus.WITHDRAWN:
            yield Event(change.at, f"{_on(change.at)} {withdrawn} die Idee zurückgezogen.")


BY_BOARD = {
    IdeaStatus.PILOT: "gehört wieder zu einem Pilotprojekt",
    IdeaStatus.STORED: "kommt in den Themenspeicher",
    IdeaStatus.DECLINED: "wird nicht weiterverfolgt",
}
"""What the board's decision on the pilot of an idea means for the idea."""


def _by_board(change: StatusChange) -> Iterator[Event]:
    """Tell the moves of an idea that follow its pilot."""
    if change.from_status in BY_BOARD and change.to_status in BY_BOARD:
        told = f"{_on(change.at)} wurde über das Pilotprojekt entschieden: Die Idee"
        yield Event(change.at, f"{told} {BY_BOARD[IdeaStatus(change.to_status)]}.", change.reason, "Beschluss")


def _change_for_editors(change: StatusChange) -> Iterator[Event]:
    label = "Grund" if change.to_status == IdeaStatus.WITHDRAWN else INTERNAL
    for event in _change(change, by=change.by_name or TEAM, withdrawn="wurde"):
        yield replace(event, text=change.reason, label=label)


def _inquiry(inquiry: Inquiry, *, by: str, to: str, who: str) -> Iterator[Event]:
    asked = f"hat {to}{by} eine Rückfrage gestellt, mit der Bitte um Antwort bis zum {_day(inquiry.due_on)}"
    yield Event(inquiry.asked_at, f"{_on(inquiry.asked_at)} {asked}.", inquiry.text, "Rückfrage")
    if inquiry.answered_at:
        what = "die Rückfrage beantwortet"
        yield Event(inquiry.answered_at, f"{_on(inquiry.answered_at)} {who} {what}.")
    if inquiry.closed_at:
        yield Event(inquiry.closed_at, f"{_on(inquiry.closed_at)} hat {TEAM} die Rückfrage geschlossen.")


def _answer(answer: Answer, idea: str, *, by: str) -> Event:
    at = published_at(answer)
    decided = DECIDED[IdeaStatus(answer.outcome)].format(idea=_capital(idea))
    return Event(at, f"{_on(at)} hat {by} geantwortet: {decided}.", answer.text, PUBLIC)


def _uptake(uptake: Uptake, records: Records, *, for_editors: bool = False) -> Iterator[Event]:
    """Tell each state of an uptake on its own day.

    The submitter reads the state that stood when the answer came, on the day of the answer, and each that came later.
    """
    told = [(state.history_date, state) for state in records.uptake_states[uptake.pk]]
    if not for_editors:
        answered_at = records.answered_at(uptake.idea_id)
        before = [(answered_at, state) for at, state in told if at <= answered_at]
        told = before[-1:] + [(at, state) for at, state in told if at > answered_at]
    idea = _capital(_name(uptake.idea, records.idea))
    verb = "festgehalten"
    for at, state in told:
        links = [Link(state.sub_concept.get_absolute_url(), str(state.sub_concept))] if for_editors else []
        sentence = f"{_on(at)} wurde {verb}: {idea} wird {_extent_of(state)}."
        yield Event(at, sentence, state.reason, "Begründung", links)
        verb = "das geändert"


def _extent_of(state: Any) -> str:
    """Return what a state of an uptake says: "zum Teil in das Teilkonzept „Verkehr“ übernommen"."""
    where = f"in das Teilkonzept „{state.sub_concept}“ übernommen"
    place = ", ".join(filter(None, [f"Abschnitt „{state.section}“" if state.section else "", state.passage]))
    passage = f" (Textstelle: {place})" if place else ""
    match state.extent:
        case Extent.NOT:
            return f"nicht {where}"
        case Extent.WHOLLY:
            return f"ganz {where}{passage}"
        case _:
            return f"zum Teil {where}{passage}"


def _union_for_submitter(union: Union, own: Idea, line: set[Idea], by_link: bool) -> Iterator[Event]:
    """Tell a union by references alone: the titles of other people's ideas are not for the submitter.

    The parts of a split are the submitter's own; their pages are linked.
    ``line`` holds the idea and those that it became.
    """
    merge, at, results = union.merge, union.merge.at, _references(union.results)
    if own in union.results:
        yield Event(at, f"{_on(at)} ist diese Idee aus {_references(union.sources)} entstanden.")
        return
    name = next(_name(source, own) for source in union.sources if source in line)
    links = []
    if merge.kind == MergeKind.SPLIT:
        told = f"wurde {name} aufgeteilt; sie geht weiter als {results}"
        parts = union.results if own in union.sources else []
        links = [Link(one.get_status_url() if by_link else one.get_absolute_url(), str(one)) for one in parts]
    else:
        others = "einer anderen" if len(union.sources) == 2 else f"{len(union.sources) - 1} anderen"
        told = f"wurde {name} mit {others} zusammengeführt; sie geht weiter als {results}"
    yield Event(at, f"{_on(at)} {told}.", merge.reason, "Begründung", links)
    yield from _undoing(union)


def _union_for_editors(union: Union, own: Idea) -> Iterator[Event]:
    merge, at = union.merge, union.merge.at
    sources, results = _references(union.sources), _references(union.results)
    if own in union.results:
        told = f"hat {merge.by} diese Idee aus {sources} gebildet"
    elif merge.kind == MergeKind.SPLIT:
        told = f"hat {merge.by} die Idee in {results} aufgeteilt"
    else:
        others = _references([source for source in union.sources if source != own])
        told = f"hat {merge.by} die Idee mit {others} zu {results} zusammengeführt"
    yield Event(at, f"{_on(at)} {told}.", merge.reason, "Begründung")
    yield from _undoing(union)


def _undoing(union: Union) -> Iterator[Event]:
    at = union.merge.undone_at
    if at:
        told = f"wurde die {union.merge.get_kind_display()} rückgängig gemacht"
        yield Event(at, f"{_on(at)} {told}.", union.merge.undo_reason, "Begründung")


def _references(ideas: Sequence[Idea]) -> str:
    """Return the references of ideas as a German list: "I-2020-0001, I-2020-0002 und I-2020-0003"."""
    names = [str(idea.reference) for idea in ideas]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} und {names[-1]}"
