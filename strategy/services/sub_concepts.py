"""Writing Teilkonzepte: their head, and the steps Entwurf → in Abstimmung → abgenommen, and back to Entwurf."""

from django.db import transaction

from common.history import save_with_reason
from common.transitions import TransitionError, change_status
from people.models import Body, User
from strategy.enums import SubConceptStatus
from strategy.mails import tell_returned
from strategy.models import StrategyVersion, SubConcept
from strategy.services.content import lock_kind, made_already, require, write_content
from strategy.services.slugs import free_slug

CONTENT = ("title", "body")
"""What editors write about a Teilkonzept; its text stands in sections."""

WITHOUT_TEXT = "Das Teilkonzept hat noch keinen Text. Bitte schreiben Sie zuerst mindestens einen Abschnitt."
STANDS = "Das Teilkonzept ist abgenommen; nur das SMARTCity-Team kann es wieder öffnen."


@transaction.atomic
def create_sub_concept(*, title: str, body: Body, by: User | None, reason: str = "Teilkonzept angelegt") -> SubConcept:
    """Create a Teilkonzept and return it; the same once more (a double click) is not made twice.

    Raises ``ValidationError`` for a title that is missing or taken.
    """
    require(by, "strategy.add_subconcept")
    lock_kind(SubConcept)
    concept = SubConcept(title=title.strip(), body=body)
    if made := made_already(concept, CONTENT):
        return made
    concept.slug = free_slug(SubConcept, concept.title)
    return save_with_reason(concept, by=by, reason=reason)


@transaction.atomic
def edit_sub_concept(
    concept: SubConcept,
    *,
    version: int,
    title: str,
    body: Body,
    by: User | None,
    reason: str = "Teilkonzept bearbeitet",
) -> SubConcept:
    """Change title and group of a Teilkonzept that was loaded at ``version`` and return it; its address stays.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.add_subconcept")
    content = {"title": title.strip(), "body": body}
    return write_content(SubConcept.locked(concept.pk), content, version=version, by=by, reason=reason)


@transaction.atomic
def submit_sub_concept(concept: SubConcept, *, by: User | None, reason: str = "") -> SubConcept:
    """Give a Teilkonzept into coordination and return it; from then on its text stands still.

    Raises :class:`~common.transitions.TransitionError` (also without text) and ``PermissionDenied``.
    """
    locked = SubConcept.locked(concept.pk)
    if locked.status == SubConceptStatus.DRAFT and not locked.sections.exclude(text="").exists():
        raise TransitionError(WITHOUT_TEXT)
    return change_status(locked, SubConceptStatus.IN_COORDINATION, by=by, reason=reason)


@transaction.atomic
def accept_sub_concept(concept: SubConcept, *, by: User | None, reason: str = "") -> SubConcept:
    """Accept a Teilkonzept that is agreed upon and return it; only editors do.

    Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    require(by, "strategy.accept_subconcept")
    return change_status(concept, SubConceptStatus.ACCEPTED, by=by, reason=reason)


@transaction.atomic
def return_sub_concept(concept: SubConcept, *, by: User | None, reason: str) -> SubConcept:
    """Give a Teilkonzept back to its group, which may write again and is told why, and return it.

    Raises :class:`~common.transitions.TransitionError` (also without a reason) and ``PermissionDenied``.
    """
    if SubConcept.locked(concept.pk).status == SubConceptStatus.ACCEPTED:
        raise TransitionError(STANDS)
    returned = change_status(concept, SubConceptStatus.DRAFT, by=by, reason=reason)
    tell_returned(returned, by=by, reason=reason)
    return returned


@transaction.atomic
def reopen_sub_concept(concept: SubConcept, *, by: User | None, reason: str) -> SubConcept:
    """Open an accepted Teilkonzept again, to correct it or for the next version, and return it; only editors do.

    What was frozen of it stays as it was; its group is told why. Raises
    :class:`~common.transitions.TransitionError` (also without a reason, and while the last version is passed and not
    continued yet) and ``PermissionDenied``.
    """
    require(by, "strategy.accept_subconcept")
    if SubConcept.locked(concept.pk).status != SubConceptStatus.ACCEPTED:
        raise TransitionError("Das Teilkonzept ist nicht abgenommen; bitte laden Sie die Seite neu.")
    last = StrategyVersion.objects.order_by("-number").first()
    if last is not None and last.is_final:
        raise TransitionError(
            f"{last} ist beschlossen. Bitte beginnen Sie zuerst ihre Fortschreibung; danach lässt sich das Teilkonzept"
            " wieder öffnen."
        )
    reopened = change_status(concept, SubConceptStatus.DRAFT, by=by, reason=reason)
    tell_returned(reopened, by=by, reason=reason, reopened=True)
    return reopened
