"""Merging several ideas into one, splitting one into several, and undoing either.

The ideas that go in stay as they are and become *zusammengeführt*; what comes out are new ideas in the review, with
numbers of their own. So nothing is overwritten, nobody reads the text of a stranger's idea on a status page, and a
merge that is undone only has to give the first ones their status back.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from common.references import next_reference
from common.transitions import TransitionError, change_status
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus, MergeKind
from ideas.lineage import unions_of
from ideas.models import Answer, Idea, Inquiry, Merge, MergeMember, Uptake
from ideas.models.ideas import frozen_content
from ideas.services.guards import require_editor, require_status
from ideas.services.notices import tell
from people.models import User

MAX_PARTS = 6
"""Into how many ideas one may be split at once."""

MAX_SOURCES = 10
"""How many ideas may be merged at once: their texts stand beside each other."""

Content = Mapping[str, Any]
Origin = Mapping[str, Sequence[str]]
"""Name of a field: the references of the ideas whose text it is. A field that the editor wrote names none."""

STAYS_EQUAL = ("action_field", "body", "editor", "sponsor")


@transaction.atomic
def merge_ideas(
    ideas: Sequence[Idea], *, versions: Mapping[int, int], content: Content, origin: Origin, reason: str, by: User
) -> Idea:
    """Merge open ideas into a new one, tell all who handed one of them in, and return the new idea.

    ``versions`` holds the version of each idea, by its id, when the form was loaded; ``content`` the fields of the new
    idea, ``origin`` from which ideas each came; ``reason`` is read by all submitters. Raises ``ValidationError``,
    :class:`~common.versions.StaleVersionError`, :class:`~common.transitions.TransitionError`, ``PermissionDenied``.
    """
    sources = [_locked_source(pk, versions, by) for pk in sorted({idea.pk for idea in ideas})]
    if not 2 <= len(sources) <= MAX_SOURCES:
        raise ValidationError(f"Bitte wählen Sie 2 bis {MAX_SOURCES} Ideen, die zusammengeführt werden.")
    base = richest(sources)
    owner = {"organisation": base.organisation} if len({one.organisation_id for one in sources}) == 1 else {}
    result = _create_result(base, sources, content, by=by, **owner)
    _join(MergeKind.MERGE, sources, [result], {str(result.reference): origin}, reason=reason, by=by)
    tell(result, "idea_merged", {"reason": reason, "others": len(sources) - 1})
    return result


@transaction.atomic
def split_idea(
    idea: Idea, *, version: int, parts: Sequence[tuple[Content, Origin]], reason: str, by: User
) -> list[Idea]:
    """Split an open idea into several new ones, tell who handed it in, and return the new ideas.

    They belong to the same account and organisation. ``parts`` holds the fields of each and their origin. Raises as
    :func:`merge_ideas` does.
    """
    source = _locked_source(idea.pk, {idea.pk: version}, by)
    if not 2 <= len(parts) <= MAX_PARTS:
        raise ValidationError(f"Bitte beschreiben Sie 2 bis {MAX_PARTS} Ideen, in die diese aufgeteilt wird.")
    owner = {
        "submitter": source.submitter,
        "organisation": source.organisation,
        "agrees_to_publication": source.agrees_to_publication,
    }
    results = [_create_result(source, [source], content, by=by, **owner) for content, _ in parts]
    origins = {str(one.reference): origin for one, (_, origin) in zip(results, parts, strict=True)}
    _join(MergeKind.SPLIT, [source], results, origins, reason=reason, by=by)
    tell(source, "idea_split", {"reason": reason, "results": results})
    return results


@transaction.atomic
def undo_merge(merge: Merge, *, reason: str, by: User) -> Merge:
    """Undo a merge or split: its sources get their status back, its results become *zusammengeführt*; return it.

    All who handed in one of the sources are told, with the ``reason``. Raises ``PermissionDenied``, and
    :class:`~common.transitions.TransitionError` with the sentence of :func:`obstacle_to_undo`.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    members = list(merge.members.select_related("idea").order_by("idea"))
    ideas = {member.idea_id: Idea.locked(member.idea_id) for member in members}
    for idea in ideas.values():
        require_editor(by, idea)
    if why := obstacle_to_undo(merge):
        raise TransitionError(why)
    why_moved = f"{merge.get_kind_display()} rückgängig gemacht: {reason}"
    for member in members:
        target = IdeaStatus.MERGED if member.is_result else member.status_before
        change_status(ideas[member.idea_id], target, by=by, reason=why_moved)
    merge.undone_at, merge.undo_reason = timezone.now(), reason
    for member in members:
        if not member.is_result:
            tell(ideas[member.idea_id], "idea_merge_undone", {"reason": reason, "merge": merge})
    return save_with_reason(merge, by=by, reason=reason)


def obstacle_to_undo(merge: Merge) -> str:
    """Return why a merge or split cannot be undone, as a German sentence; empty where it can.

    It can as long as nothing happened to what came out of it: no edit, answer, Rückfrage, uptake or further merge.
    """
    if merge.undone_at is not None:
        return f"Die {merge.get_kind_display()} ist schon rückgängig gemacht."
    union = next(one for one in unions_of([merge.members.all()[0].idea_id]) if one.merge == merge)
    touched = next((idea for idea in union.results if _was_touched(idea, merge)), None)
    if touched is not None:
        return (
            f"Mit {touched.reference} ist seither etwas geschehen (bearbeitet, beantwortet, übernommen oder weiter"
            " zusammengeführt). Rückgängig machen lässt sich nur, was seither unberührt blieb."
        )
    moved = next((idea for idea in union.sources if idea.status != IdeaStatus.MERGED), None)
    return f"{moved.reference} ist nicht mehr „zusammengeführt“." if moved else ""


def richest(ideas: Iterable[Idea]) -> Idea:
    """Return the idea whose channel's form asks for most; of equal ones the first."""
    return max(ideas, key=lambda idea: len(idea.content_fields))


def _was_touched(idea: Idea, merge: Merge) -> bool:
    rows = (Answer, Inquiry, Uptake)
    further = MergeMember.objects.filter(idea=idea).exclude(merge=merge)
    return (
        idea.status != IdeaStatus.IN_REVIEW
        or idea.version != 1
        or any(model._default_manager.filter(idea=idea).exists() for model in rows)
        or further.exists()
    )


def _locked_source(pk: int, versions: Mapping[int, int], by: User) -> Idea:
    idea = Idea.locked(pk)
    require_editor(by, idea)
    require_status(idea, *IdeaStatus.open())
    if versions.get(pk) != idea.version:
        raise StaleVersionError(idea)
    return idea


def _create_result(base: Idea, sources: Sequence[Idea], content: Content, *, by: User, **owner: Any) -> Idea:
    """Create an idea in the review; what its sources agree on (group, editor …) stays."""
    now = timezone.now()
    idea = Idea(call=base.call, channel=base.channel, status=IdeaStatus.IN_REVIEW, submitted_at=now, **owner)
    for name in STAYS_EQUAL:
        values = {getattr(one, name) for one in sources}
        setattr(idea, name, values.pop() if len(values) == 1 else None)
    for name in idea.content_fields:
        setattr(idea, name, content.get(name) or getattr(Idea(), name))
    idea.is_example = all(one.is_example for one in sources)
    idea.reference = next_reference("I", timezone.localtime(now).year, digits=4)
    idea.first_content = frozen_content(idea)
    return save_with_reason(idea, by=by, reason=f"Entstanden aus {', '.join(str(one.reference) for one in sources)}")


def _join(
    kind: MergeKind,
    sources: Sequence[Idea],
    results: Sequence[Idea],
    origins: Mapping[str, Origin],
    *,
    reason: str,
    by: User,
) -> None:
    """Record the merge and move its sources to *zusammengeführt*."""
    merge = save_with_reason(
        Merge(kind=kind, reason=reason, origins=origins, by=by), by=by, reason=str(MergeKind(kind).label)
    )
    for source in sources:
        member = MergeMember(merge=merge, idea=source, status_before=source.status)
        save_with_reason(member, by=by, reason=reason)
        change_status(source, IdeaStatus.MERGED, by=by, reason=reason)
    for result in results:
        save_with_reason(MergeMember(merge=merge, idea=result, is_result=True), by=by, reason=reason)
