"""Searching ideas, and finding those that resemble one another (DESIGN 11: hits by date, candidates capped)."""

import operator
import re
from collections.abc import Collection
from functools import reduce

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import BooleanField, ExpressionWrapper, IntegerField, Q, Value
from django.db.models.functions import Cast

from common.search import FoldGerman, StemQuery, stem_queries, words_of
from ideas.models import Idea, SearchWord
from ideas.models.ideas import IdeaQuerySet

SIMILAR_SHOWN = 5
CANDIDATES = 200
"""How many of the newest ideas that share a word are compared at most."""

_NUMBER = re.compile(r"\s*(?:i-\d{4}-)?\d{4,}\s*", re.IGNORECASE)


def matching(ideas: IdeaQuerySet, text: str) -> IdeaQuerySet:
    """Return those of ``ideas`` that hold every word of ``text``, in whatever spelling, or have the number."""
    if not words_of(text):
        return ideas
    wanted = stem_queries(text, SearchWord)
    in_text = Q(search=_all_of(wanted)) if wanted and all(wanted) else Q(pk__in=())
    if _NUMBER.fullmatch(text):
        in_text |= Q(reference__endswith=text.strip().upper())
    return ideas.filter(in_text)


def similar_ideas(ideas: IdeaQuerySet, title: str, *, but: Collection[int] = ()) -> list[Idea]:
    """Return which of ``ideas`` may be about the same as one of this title, the most alike first; three queries.

    These are ideas whose titles share many trigrams, and then those that hold at least half of the title's words.
    ``but`` are ids to leave out.
    """
    others = ideas.handed_in().exclude(pk__in=but).only("reference", "title", "status", "submitted_at")
    folded = FoldGerman(Value(title))
    by_title = others.alias(folded=FoldGerman("title")).filter(folded__trigram_similar=folded)
    likeness = TrigramSimilarity("folded", folded)  # type: ignore[arg-type]
    found = list(by_title.order_by(likeness.desc(), "-pk")[:SIMILAR_SHOWN])
    if len(found) < SIMILAR_SHOWN:
        found += _sharing_words(others.exclude(pk__in=[idea.pk for idea in found]), title)
    return found[:SIMILAR_SHOWN]


def _sharing_words(ideas: IdeaQuerySet, title: str) -> list[Idea]:
    words = stem_queries(title, SearchWord)
    known = [word for word in words if word]
    if not known:
        return []
    newest = ideas.filter(search=reduce(operator.or_, known)).order_by("-submitted_at", "-pk")[:CANDIDATES]
    shared = reduce(operator.add, (_holds(word) for word in known))
    compared = Idea.objects.filter(pk__in=newest.values("pk")).annotate(shared=shared)
    alike = compared.filter(shared__gte=(len(words) + 1) // 2).order_by("-shared", "-submitted_at", "-pk")
    return list(alike.only("reference", "title", "status", "submitted_at")[:SIMILAR_SHOWN])


def _holds(word: StemQuery) -> Cast:
    return Cast(ExpressionWrapper(Q(search=word), BooleanField()), IntegerField())


def _all_of(words: list[StemQuery | None]) -> StemQuery:
    return reduce(operator.and_, words)  # type: ignore[return-value]
