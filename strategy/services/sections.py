"""Writing the sections of Teilkonzepte: each on its own version, so that two people write side by side."""

from django.db import transaction
from django.db.models import ProtectedError

from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError
from people.models import User
from strategy.enums import SubConceptStatus
from strategy.models import SubConcept, SubConceptSection
from strategy.services.content import require, write_content
from strategy.services.order import end_of, put_at

STILL_NAMED = (
    "Übernahmen von Ideen nennen diesen Abschnitt. Bitte geben Sie ihnen zuerst einen anderen Abschnitt; danach lässt"
    " er sich löschen."
)


@transaction.atomic
def add_section(concept: SubConcept, *, heading: str, text: str = "", by: User | None) -> SubConceptSection:
    """Write a new section at the end of a Teilkonzept and return it.

    The same section as the last one once more (a double click) is not written twice. Raises ``ValidationError``,
    ``PermissionDenied``, and :class:`~common.transitions.TransitionError` unless it is a draft.
    """
    concept = _lock_draft(concept, by)
    last = concept.sections.last()
    if last is not None and (last.heading, last.text) == (heading, text):
        return last
    section = SubConceptSection(
        sub_concept=concept, heading=heading, text=text, position=end_of(concept.sections.all())
    )
    return save_with_reason(section, by=by, reason="Abschnitt angelegt")


@transaction.atomic
def edit_section(
    section: SubConceptSection,
    *,
    version: int,
    heading: str,
    text: str,
    by: User | None,
    reason: str = "Abschnitt bearbeitet",
) -> SubConceptSection:
    """Change a section that was loaded at ``version`` and return it; other sections may change meanwhile.

    Raises as :func:`add_section`, and :class:`~common.versions.StaleVersionError`.
    """
    _lock_draft(section.sub_concept, by)
    locked = SubConceptSection.locked(section.pk)
    return write_content(locked, {"heading": heading, "text": text}, version=version, by=by, reason=reason)


@transaction.atomic
def move_section(section: SubConceptSection, by_places: int, *, by: User | None) -> None:
    """Move a section up (-1) or down (1); at the end of the text nothing happens. Raises as :func:`add_section`."""
    concept = _lock_draft(section.sub_concept, by)
    everything = list(concept.sections.all())
    index = everything.index(section)
    moved = everything.pop(index)
    put_at(moved, min(max(index + by_places, 0), len(everything)), everything, by=by)


@transaction.atomic
def remove_section(section: SubConceptSection, *, by: User | None, reason: str) -> None:
    """Remove a section; its history stays. Raises as :func:`add_section`, also where something still names it."""
    _lock_draft(section.sub_concept, by)
    try:
        delete_with_reason(section, by=by, reason=reason)
    except ProtectedError as error:
        raise TransitionError(STILL_NAMED) from error


def _lock_draft(concept: SubConcept, by: User | None) -> SubConcept:
    """Return the Teilkonzept, locked, if ``by`` may write it and it is a draft."""
    locked = SubConcept.locked(concept.pk)
    require(by, "strategy.change_subconcept", locked)
    if locked.status != SubConceptStatus.DRAFT:
        raise TransitionError(
            f"Das Teilkonzept ist {locked.get_status_display()}; geschrieben wird es im Entwurf."
            " Bitte geben Sie es dafür zuerst in den Entwurf zurück."
        )
    return locked
