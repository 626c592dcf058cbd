"""Searching ideas, and finding those that resemble one another (DESIGN 11: hits by date, candidates capped)."""

import operator
import re
from collections.abc import Collection
from functools import reduce

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import BooleanField, ExpressionWrapper, IntegerField, Q
from django.db.models.functions import Cast

from common.search import StemQuery, stem_queries, words_of
from ideas.models import Idea, SearchWord
from ideas.models.ideas import IdeaQuerySet

SIMILAR_SHOWN = 5
CANDIDATES = 50
"""How many of the newest ideas that share words are compared at most."""
NEAREST = 20
"""Among how many of them those are looked for that are alike enough."""
SIMILAR_TITLE = 0.4
"""From this trigram similarity on, two titles are alike."""

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
    """Return which of ``ideas`` may be about the same as one of this title, the most alike first; two queries.

    These are ideas that hold at least half of the title's words (and two of several: one word is in many texts), and
    those whose titles share many trigrams with it.
    Compared are those that hold all words and those that hold one, the newest ``CANDIDATES`` of each. ``but`` are ids
    to leave out.
    """
    words = stem_queries(title, SearchWord)
    known = [word for word in words if word]
    if not known:
        return []
    others = ideas.handed_in().exclude(pk__in=but).order_by("-submitted_at", "-pk")
    with_all = others.filter(search=reduce(operator.and_, known)).values("pk")[:CANDIDATES]
    with_one = others.filter(search=reduce(operator.or_, known)).values("pk")[:CANDIDATES]
    compared = Idea.objects.filter(pk__in=with_all.union(with_one)).annotate(
        shared=reduce(operator.add, (_holds(word) for word in known)), likeness=TrigramSimilarity("title", title)
    )
    nearest = compared.order_by("-shared", "-likeness", "-submitted_at", "-pk")
    enough = min(len(words), max(2, (len(words) + 1) // 2))
    # Chosen here and not by the database, which would compute both measures twice.
    alike = [
        idea
        for idea in nearest.only("reference", "title", "status", "submitted_at")[:NEAREST]
        if idea.shared >= enough or idea.likeness >= SIMILAR_TITLE
    ]
    return alike[:SIMILAR_SHOWN]


def _holds(word: StemQuery) -> Cast:
    return Cast(ExpressionWrapper(Q(search=word), BooleanField()), IntegerField())


def _all_of(words: list[StemQuery | None]) -> StemQuery:
    return reduce(operator.and_, words)  # type: ignore[return-value]
