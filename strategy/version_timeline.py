"""The *Verlauf* of a version: its texts, its annexes, who was asked, what was said, answered and resolved."""

from collections.abc import Sequence

from django.db.models import Q

from common.timeline import CREATED, DELETED, Key, Step, Watched, timeline
from strategy.models import Annex, AnnexFile, Consultation, CouncilResolution, Opinion, StrategyVersion
from strategy.services.versions import HEAD_FIELDS
from strategy.timeline import removed, restorable

SUBJECTS: dict[type, str] = {
    StrategyVersion: "Strategiefassung",
    Annex: "Anlage",
    AnnexFile: "Bild oder Datei",
    Consultation: "Anfrage an ein Gremium",
    Opinion: "Stellungnahme",
    CouncilResolution: "Beschluss",
}
VERBS = {CREATED: "angelegt", DELETED: "entfernt"}


def version_timeline(strategy: StrategyVersion, *, offset: int, limit: int) -> list[Step]:
    """Return the steps of a version and of what belongs to it, newest first."""
    own = Q(strategy=strategy.pk)
    watched = [
        Watched(StrategyVersion, Q(id=strategy.pk), ("status", *HEAD_FIELDS)),
        Watched(Annex, own, ("title", "text")),
        Watched(AnnexFile, Q(annex__strategy=strategy.pk), ("title", "description")),
        Watched(Consultation, own, ("body", "due_on", "request", "handed_in_at")),
        Watched(Opinion, Q(consultation__strategy=strategy.pk), ("part_title", "text", "outcome", "reason")),
        Watched(
            CouncilResolution,
            own,
            ("body", "resolved_on", "paper_number", "votes_yes", "votes_no", "votes_abstained", "decision"),
        ),
    ]
    return timeline(watched, offset=offset, limit=limit)


def restorable_texts(steps: Sequence[Step], strategy: StrategyVersion) -> set[Key]:
    """Return the keys of the steps, newest first, whose text can be brought back, also those that removed an annex."""
    annexes = {annex.pk: annex for annex in strategy.annexes.all()}
    gone = removed(steps, Annex, annexes)
    return restorable(steps, {strategy.pk: strategy}) | restorable(steps, annexes) | gone


def step_title(step: Step) -> str:
    """Return what happened to what: "Anlage „Beteiligte“ geändert", "Strategiefassung: Status geändert"."""
    name = step.values.get("title") if step.model in (Annex, AnnexFile) else step.values.get("part_title")
    subject = SUBJECTS[step.model] + (f" „{name}“" if name else "")
    if step.kind in VERBS:
        return f"{subject} {VERBS[step.kind]}"
    if {change.name for change in step.changes} == {"status"}:
        return f"{subject}: Status geändert"
    return f"{subject} {'geändert' if step.changes else 'gespeichert'}"
