"""Whose turn it is: an editor's work queue (what waits, the oldest first, and what is done), and what is next."""

from typing import Any

from django.db.models import Q

from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.models.ideas import IdeaQuerySet
from people.models import User

OPEN, DONE = "offen", "erledigt"


def in_queue(editor: User, state: str) -> IdeaQuerySet:
    """Return the ideas assigned to ``editor`` that wait for an outcome, the oldest first, or those that are done."""
    ideas = Idea.objects.visible_to(editor, drafts=False).filter(editor=editor, submitted_at__isnull=False)
    if state == DONE:
        return ideas.exclude(status__in=IdeaStatus.open()).order_by("-submitted_at", "-pk")
    return ideas.filter(status__in=IdeaStatus.open()).order_by("submitted_at", "pk")


def queue_neighbours(idea: Idea, editor: User, state: str) -> tuple[Idea | None, Idea | None]:
    """Return the ideas before and after ``idea`` in the queue, whether or not it is still in it itself; one query."""
    queue = in_queue(editor, state).only("reference", "title", "submitted_at")
    earlier = Q(submitted_at__lt=idea.submitted_at) | Q(submitted_at=idea.submitted_at, pk__lt=idea.pk)
    later = Q(submitted_at__gt=idea.submitted_at) | Q(submitted_at=idea.submitted_at, pk__gt=idea.pk)
    before, after = (later, earlier) if state == DONE else (earlier, later)
    found = queue.filter(before).reverse()[:1].union(queue.filter(after)[:1])
    in_order = sorted([idea, *found], key=_arrival, reverse=state == DONE)
    place = in_order.index(idea)
    return (in_order[place - 1] if place else None), (in_order[place + 1] if place + 1 < len(in_order) else None)


def waiting_for(user: User) -> IdeaQuerySet:
    """Return the ideas with which it is the turn of ``user``, the oldest first.

    Editors: what is assigned to them without an outcome and was not asked back, and new ideas that nobody has taken on.
    Others: their drafts, and what of theirs, or of their organisation's, waits for the answer to a Rückfrage.
    """
    if not user.is_editor:
        own = Idea.objects.of(user).filter(status__in=[IdeaStatus.DRAFT, IdeaStatus.INQUIRY])
        return own.order_by("created_at", "pk")
    mine = Q(editor=user, status__in=[IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW])
    new = Q(editor=None, status=IdeaStatus.SUBMITTED)
    ideas = Idea.objects.visible_to(user, drafts=False).filter(mine | new, submitted_at__isnull=False)
    return ideas.order_by("submitted_at", "pk")


def _arrival(idea: Idea) -> tuple[Any, int]:
    return idea.submitted_at, idea.pk
