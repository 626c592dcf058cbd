"""Links that the rooms above hang onto the lines of a protocol: what became of a line, and what can be made of it.

This room does not know what lies above it. A room that has something to say about lines hands in a provider when it
starts (``AppConfig.ready``); the reading view asks every provider once for all lines of the page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from people.rules import Person
from workshops.content import SectionContent


@dataclass(frozen=True, slots=True)
class LineLink:
    """A link at a line: ``label`` is plain text. An action is drawn small, what came of the line below its text."""

    url: str
    label: str
    is_action: bool = False


LineLinks = Mapping[int, Sequence[LineLink]]
"""The links of each line by its point's id."""

Provider = Callable[[Person, Sequence[int]], Iterable[tuple[int, LineLink]]]
"""Returns (id of a point, link) for some of the given points, as far as the person may see them; at most one query."""

_providers: list[Provider] = []


def register_line_links(provider: Provider) -> None:
    """Let ``provider`` be asked for links; registering it again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def line_links(sections: Sequence[SectionContent], user: Person) -> LineLinks:
    """Return the links of every line in ``sections`` as ``user`` may see them; one query for each provider."""
    points = [point.id for section in sections for item in section.items for point in item.points if point.id]
    found: dict[int, list[LineLink]] = defaultdict(list)
    for provider in _providers if points else ():
        for point, link in provider(user, points):
            found[point].append(link)
    return found
