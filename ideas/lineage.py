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
    members = MergeMember.objects.filter(merge__members__idea__in=list(ideas)).distinct()
    parts: dict[Merge, list[MergeMember]] = {}
    for member in members.select_related("merge__by", "idea").order_by("merge__at", "merge", "pk"):
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
    return _follow(idea, upwards=False)


def sources_of(idea: Idea) -> list[Idea]:
    """Return the ideas from which ``idea`` came, over any number of unions; one query for each generation."""
    unions = _follow(idea, upwards=True)
    behind: dict[Idea, None] = {}
    line = {idea}
    for union in reversed(unions):
        if union.is_live and line.intersection(union.results):
            line.update(union.sources)
            behind |= dict.fromkeys(union.sources)
    return list(behind)


def _follow(idea: Idea, *, upwards: bool) -> list[Union]:
    """Return the unions of ``idea`` and of all ideas before it (``upwards``) or after it, oldest first."""
    found: dict[Merge, Union] = {}
    seen, generation = {idea.pk}, {idea.pk}
    while generation:
        following: set[int] = set()
        for union in unions_of(generation):
            found[union.merge] = union
            near, far = (union.results, union.sources) if upwards else (union.sources, union.results)
            if union.is_live and any(one.pk in generation for one in near):
                following |= {one.pk for one in far}
        generation = following - seen
        seen |= generation
    return sorted(found.values(), key=lambda union: (union.merge.at, union.merge.pk))
