"""Writing the sections of Teilkonzepte: each on its own version, so that two people write side by side."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from common.history import save_with_reason
from common.transitions import TransitionError
from people.models import User
from strategy.enums import SubConceptStatus
from strategy.models import SubConcept, SubConceptSection
from strategy.models.visions import POSITION_STEP


@transaction.atomic
def add_section(concept: SubConcept, *, heading: str, text: str = "", by: User | None) -> SubConceptSection:
    """Write a new section at the end of a Teilkonzept and return it.

    The same section as the last one once more (a double click) is not written twice. Raises ``ValidationError``,
    ``PermissionDenied``, and :class:`~common.transitions.TransitionError` unless it is a draft.
    """
    concept = lock_draft(concept, by)
    last = concept.sections.last()
    if last is not None and (last.heading, last.text) == (heading, text):
        return last
    end = concept.sections.aggregate(end=Max("position"))["end"] or 0
    section = SubConceptSection(sub_concept=concept, heading=heading, text=text, position=end + POSITION_STEP)
    return save_with_reason(section, by=by, reason="Abschnitt angelegt")


def lock_draft(concept: SubConcept, by: User | None) -> SubConcept:
    """Return the Teilkonzept, locked, if ``by`` may write it and it is a draft.

    Raises ``PermissionDenied`` and :class:`~common.transitions.TransitionError`.
    """
    locked = SubConcept.locked(concept.pk)
    if by is not None and not by.has_perm("strategy.change_subconcept", locked):
        raise PermissionDenied
    if locked.status != SubConceptStatus.DRAFT:
        raise TransitionError(
            f"Das Teilkonzept ist {locked.get_status_display()}; geschrieben wird es im Entwurf."
            " Bitte geben Sie es dafür zuerst in den Entwurf zurück."
        )
    return locked
