"""The wording of decisions as the protocol holds it: one paragraph of inline Markdown each."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from common.templatetags.dates import day
from common.text import literal
from pilots.enums import PilotStatus
from pilots.motions import Motion, Verdict

MANY_TITLES = 3_000
"""From so many characters on, the titles of a block are left out: its pilots are named by their numbers."""

_ONE = {
    PilotStatus.APPROVED: "Das Pilotprojekt {names} wird beschlossen.",
    PilotStatus.CONDITIONAL: "Das Pilotprojekt {names} wird mit Auflagen beschlossen.",
    PilotStatus.STORED: "Das Pilotprojekt {names} wird zurückgestellt und kommt in den Themenspeicher.",
    PilotStatus.REJECTED: "Das Pilotprojekt {names} wird abgelehnt.",
}
_BLOCK = {
    PilotStatus.APPROVED: "Im Block werden {count} Pilotprojekte beschlossen: {names}.",
    PilotStatus.CONDITIONAL: "Im Block werden {count} Pilotprojekte mit Auflagen beschlossen: {names}.",
    PilotStatus.STORED: "Im Block werden {count} Pilotprojekte in den Themenspeicher zurückgestellt: {names}.",
    PilotStatus.REJECTED: "Im Block werden {count} Pilotprojekte abgelehnt: {names}.",
}


_PUT_OFF = (
    "Über das Pilotprojekt {names} kann das Gremium nicht beschließen, weil zu viele Mitglieder befangen sind. Es wird"
    " ohne Abstimmung zurückgestellt und kommt in den Themenspeicher."
)


def wording(motion: Motion) -> str:
    """Return what the board decided by this motion; pilots, reasons and conditions appear as they were typed."""
    patterns = _ONE if len(motion.verdicts) == 1 else _BLOCK
    pattern = _PUT_OFF if motion.is_put_off else patterns[PilotStatus(motion.outcome)]
    decided = pattern.format(count=len(motion.verdicts), names=_names(motion.verdicts))
    parts = [
        f"Berichtigung des Beschlusses {motion.corrects.decision.reference}:" if motion.corrects else "",
        decided,
        *_details("Begründung", motion.verdicts, lambda verdict: _sentence(literal(verdict.reason))),
        *_details("Auflagen", motion.verdicts, conditions_in_words),
        *_details("Wiedervorlage", motion.verdicts, _resubmission),
    ]
    return " ".join(part for part in parts if part)


def conditions_in_words(verdict: Verdict) -> str:
    """Return the conditions of one pilot: "(1) Der Datenschutz ist geprüft (ZVME, bis 30. Juni 2021).", or nothing."""
    return " ".join(
        f"({place}) {literal(one.text).rstrip('.')} ({literal(one.organisation.name)}, bis {_day(one.due_on)})."
        for place, one in enumerate(verdict.conditions, start=1)
    )


def _names(verdicts: Sequence[Verdict]) -> str:
    pilots = [verdict.entry.pilot for verdict in verdicts]
    named = "; ".join(f"{pilot.reference} „{literal(pilot.title)}“" for pilot in pilots)
    return named if len(named) < MANY_TITLES else ", ".join(pilot.reference for pilot in pilots)


def _resubmission(verdict: Verdict) -> str:
    return f"{_day(verdict.resubmit_on)}." if verdict.resubmit_on else ""


def _details(label: str, verdicts: Sequence[Verdict], told: Callable[[Verdict], str]) -> list[str]:
    """Tell the same of several pilots once; which pilots it is about is named where it is not all of them."""
    pilots: dict[str, list[str]] = defaultdict(list)
    for verdict in verdicts:
        pilots[told(verdict)].append(verdict.entry.pilot.reference)
    return [
        f"{label}: {text}" if len(references) == len(verdicts) else f"{label} zu {', '.join(references)}: {text}"
        for text, references in pilots.items()
        if text
    ]


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", "“")) else f"{text}."


def _day(value: date) -> str:
    return day(value, "j. F Y")
