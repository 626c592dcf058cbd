"""Reads about calls that need more than one queryset: number of ideas, use of codes, questions that were answered."""

import hashlib
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from ideas.models import AccessCode, Attachment, Call, Contact, Idea, Question


def idea_counts(calls: Iterable[Call]) -> dict[int, int]:
    """Return how many ideas were handed in for each of these calls, by its number; calls without ideas are left out."""
    handed_in = Idea.objects.handed_in().filter(call__in=[call.pk for call in calls]).order_by()
    return dict(handed_in.values_list("call").annotate(Count("pk")))


def codes_with_uses(call: Call) -> QuerySet[AccessCode]:
    """Return the codes of a call, each with ``uses``: how many ideas were handed in with it."""
    handed_in = Count("ideas", filter=Q(ideas__reference__isnull=False))
    return call.codes.annotate(uses=handed_in).order_by("pk")


def code_stamp(call: Call) -> str:
    """Return a short text that changes when codes are made, so that a second click makes none."""
    return str(call.codes.order_by("-pk").values_list("pk", flat=True).first() or 0)


def question_stamp(call: Call) -> str:
    """Return a short text that changes with the questions of a call, so that a form knows which it was made on."""
    rows = Question.objects.filter(call=call).order_by("pk").values_list()
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]


def answered_questions(call: Call) -> set[int]:
    """Return the numbers of the call's questions that somebody has answered in an idea that was handed in."""
    number = Cast(OuterRef("pk"), TextField())
    in_ideas = Idea.objects.filter(call=call, answers__has_key=number)
    in_contacts = Contact.objects.filter(idea__call=call, answers__has_key=number)
    in_files = Attachment.objects.filter(question=OuterRef("pk"))
    given = Exists(in_ideas) | Exists(in_contacts) | Exists(in_files)
    return set(Question.objects.filter(given, call=call).values_list("pk", flat=True))
