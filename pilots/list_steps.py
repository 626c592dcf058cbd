"""The moves of a list as editors see them: address, button, what will happen, and why it cannot happen now.

What a move does is in ``services/lists.py``; which moves are allowed is in the model's transition table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from common.templatetags.dates import minute
from people.models import User
from pilots.enums import ListStatus
from pilots.models import Entry, PilotList
from pilots.selectors.lists import (
    entries_of,
    is_begun_to_decide,
    obstacle_to_reopening,
    obstacles_to_opening,
    organisations_of,
    voters_of,
)
from pilots.services.lists import close_review, open_review, reopen_review


@dataclass(frozen=True, slots=True)
class ListStep:
    """One move from the status ``source`` to the status ``to``.

    ``slug`` is the last part of its address, ``label`` the text of its button, ``done`` what is said afterwards;
    ``run`` is the service, called as ``run(pilot_list, by=user)``, with a ``reason`` where one is asked for.
    """

    source: str
    to: str
    slug: str
    label: str
    done: str
    run: Callable[..., Any]
    consequences: Callable[[PilotList], list[str]]
    obstacle: Callable[[PilotList], str]
    asks_reason: bool = False


def opening(pilot_list: PilotList) -> list[str]:
    """Return what opening the list does, one German sentence each."""
    entries, voters = entries_of(pilot_list), voters_of(pilot_list)
    begin = f"ab {minute(pilot_list.review_from)}" if pilot_list.review_from else "sofort"
    until, names = minute(pilot_list.review_until), ", ".join(str(user) for user in voters)
    return [
        f"Texte und Zahlen von {_counted(entries)} werden eingefroren; die Mitglieder bewerten diesen Stand.",
        "Was sich an einem Pilotprojekt später ändert, ist als „geändert seit Öffnung“ mit beiden Fassungen zu sehen.",
        "Einträge, Reihenfolge, Kriterien und Budgetrahmen stehen dann fest; ändern lässt sich nur noch das Ende.",
        f"Es bewerten alle am Sitzungstag stimmberechtigten Mitglieder ({len(voters)}), {begin} bis {until}: {names}.",
        f"Jedes dieser Mitglieder erhält jetzt eine E-Mail mit dem Link zum Bewerten, zusammen: {len(voters)}.",
        "Wer 7 und 2 Tage vor dem Ende noch nicht abgegeben hat, wird je einmal erinnert.",
        *_conflicts(entries, voters),
        "Die Pilotprojekte sind dann „gelistet“.",
    ]


def closing(pilot_list: PilotList) -> list[str]:
    """Return what closing the review does, one German sentence each."""
    reviewers = list(pilot_list.reviewers.expected().select_related("user"))
    missing = [str(reviewer) for reviewer in reviewers if reviewer.handed_in_at is None]
    open_ones = f"Noch nicht abgegeben haben: {', '.join(missing)}. Ihre Bewertungen zählen nicht." if missing else ""
    return [
        f"Abgegeben haben {len(reviewers) - len(missing)} von {len(reviewers)}.",
        *filter(None, [open_ones]),
        "Niemand kann mehr bewerten oder die eigene Bewertung zurückholen.",
        "Das SMARTCity-Team sieht dann das Ergebnis.",
        "Bis zum ersten Beschluss lässt sich die Bewertung wieder öffnen.",
    ]


def reopening(pilot_list: PilotList) -> list[str]:
    """Return what opening the review again does, one German sentence each."""
    return [
        f"Die Mitglieder können bis {minute(pilot_list.review_until)} weiter bewerten und ihre Bewertung zurückholen.",
        "Sie lesen denselben eingefrorenen Stand wie vorher.",
        "Wer inzwischen stimmberechtigt geworden ist, wird per E-Mail eingeladen.",
        "Das SMARTCity-Team sieht das Ergebnis erst wieder, wenn die Bewertung geschlossen ist.",
    ]


def _obstacle_to_opening(pilot_list: PilotList) -> str:
    entries, voters = entries_of(pilot_list), voters_of(pilot_list)
    found = obstacles_to_opening(pilot_list, entries, list(pilot_list.criteria.all()), voters)
    return "Bitte erledigen Sie zuerst, was unter „Vor der Öffnung“ steht." if found else ""


STEPS = (
    ListStep(
        ListStatus.DRAFT,
        ListStatus.IN_REVIEW,
        "oeffnen",
        "Bewertung öffnen",
        "Die Bewertung ist eröffnet; die Einladungen sind auf dem Weg.",
        open_review,
        opening,
        _obstacle_to_opening,
    ),
    ListStep(
        ListStatus.IN_REVIEW,
        ListStatus.CLOSED,
        "schliessen",
        "Bewertung schließen",
        "Die Bewertung ist geschlossen.",
        close_review,
        closing,
        lambda pilot_list: "",
    ),
    ListStep(
        ListStatus.CLOSED,
        ListStatus.IN_REVIEW,
        "wieder-oeffnen",
        "Bewertung wieder öffnen",
        "Die Bewertung läuft wieder.",
        reopen_review,
        reopening,
        obstacle_to_reopening,
        asks_reason=True,
    ),
)


def steps_of(pilot_list: PilotList) -> list[ListStep]:
    """Return the moves that editors may make with this list; none where something is decided."""
    return [] if is_begun_to_decide(pilot_list) else [step for step in STEPS if step.source == pilot_list.status]


def _conflicts(entries: Sequence[Entry], voters: Sequence[User]) -> list[str]:
    """Return who will have no say on which pilots, since the own organisation takes part in them."""
    found = []
    for user in voters:
        involved = [
            str(entry.pilot.reference) for entry in entries if user.organisation_id in organisations_of(entry.pilot)
        ]
        if involved:
            found.append(f"Befangen, da die eigene Organisation beteiligt ist: {user} bei {', '.join(involved)}.")
    return found


def _counted(entries: Sequence[Entry]) -> str:
    return "einem Pilotprojekt" if len(entries) == 1 else f"{len(entries)} Pilotprojekten"
