"""Which ideas became which, through merges and splits that were not undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ideas.models import Idea, Merge, MergeMember


@dataclass(frozen=True, slots=True)
class Union:
    """A merge or split with the ideas that went into it and those that came out of it."""

    merge: Merge
    sources: Sequence[Idea]
    results: Sequence[Idea]

    @property
    def is_live(self) -> bool:
        """Whether it was not undone."""
        return self.merge.undone_at is None


def unions_of(ideas: Iterable[int]) -> list[Union]:
    """Return the merges and splits in which one of these ideas takes part, oldest first; one query."""
    merges = MergeMember.objects.filter(idea__in=list(ideas)).order_by().values("merge")
    members = MergeMember.objects.filter(merge__in=merges).select_related("merge__by", "idea__submitter")
    parts: dict[Merge, list[MergeMember]] = {}
    for member in members.defer("idea__search").order_by("merge__at", "merge", "pk"):
        parts.setdefault(member.merge, []).append(member)
    return [
        Union(
            merge,
            sources=[part.idea for part in group if not part.is_result],
            results=[part.idea for part in group if part.is_result],
        )
        for merge, group in parts.items()
    ]


def unions_from(idea: Idea) -> list[Union]:
    """Return the unions of ``idea``, and those of the ideas that it became; one query for each generation."""
    return _follow([idea], upwards=False)


def sources_of(ideas: Sequence[Idea], known: Sequence[Union] = ()) -> dict[int, list[Idea]]:
    """Return, by the id of each idea, those from which it came, over any number of unions.

    One query for each generation, whatever the number of ideas; ``known`` are the unions in which these ideas
    themselves take part, where they were read before.
    """
    newest_first = [union for union in reversed(_follow(ideas, upwards=True, known=known)) if union.is_live]
    return {idea.pk: _behind(idea, newest_first) for idea in ideas}


def _behind(idea: Idea, newest_first: Sequence[Union]) -> list[Idea]:
    line, behind = {idea}, dict.fromkeys([idea])
    for union in newest_first:
        if line.intersection(union.results):
            line.update(union.sources)
            behind |= dict.fromkeys(union.sources)
    return [source for source in behind if source != idea]


def _follow(ideas: Iterable[Idea], *, upwards: bool, known: Sequence[Union] = ()) -> list[Union]:
    """Return the unions of these ideas and of all before them (``upwards``) or after them, oldest first."""
    found: dict[Merge, Union] = {}
    generation = {idea.pk for idea in ideas}
    seen = set(generation)
    unions = known or unions_of(generation)
    while unions:
        following: set[int] = set()
        for union in unions:
            found[union.merge] = union
            near, far = (union.results, union.sources) if upwards else (union.sources, union.results)
            if union.is_live and any(one.pk in generation for one in near):
                following |= {one.pk for one in far}
        generation = following - seen
        seen |= generation
        unions = unions_of(generation) if generation else ()
    return sorted(found.values(), key=lambda union: (union.merge.at, union.merge.pk))
