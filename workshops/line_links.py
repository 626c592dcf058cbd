"""Links that the rooms above hang onto the lines of a protocol: what became of a line, and what can be made of it.

This room does not know what lies above it. A room that has something to say about lines hands in a provider when it
starts (``AppConfig.ready``); the reading view asks every provider once for all lines of the page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from people.rules import Person
from workshops.content import SectionContent


@dataclass(frozen=True, slots=True)
class LineLink:
    """A link below a line to what came of it; ``label`` is plain text."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class LineAction:
    """A small link at each line of which nothing came: its address is ``prefix``, the point's id, and a slash.

    With a ``kind`` (:class:`~workshops.enums.PointKind`) it stands at the lines of this kind only.
    """

    prefix: str
    label: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LineLinks:
    """What one room hangs onto the lines of a protocol: its links by the point's id, and its action at all others."""

    links: Mapping[int, Sequence[LineLink]]
    action: LineAction | None = None


Provider = Callable[[Person, Sequence[int]], LineLinks]
"""Returns what hangs onto these points (ids), as far as the person may see it; at most one query."""

_providers: list[Provider] = []
_notes: list[Provider] = []

LinePages = Callable[[str], LineAction]
"""Returns, for the meeting with a slug, the link at each line of which something came, to a page about that line."""

_pages: list[LinePages] = []


def register_line_pages(pages: LinePages) -> None:
    """Let ``pages`` be asked for the link to a page about a line; registering it again changes nothing."""
    if pages not in _pages:
        _pages.append(pages)


def line_pages(slug: str) -> list[LineAction]:
    """Return the links to pages about the lines of the meeting with this slug."""
    return [pages(slug) for pages in _pages]


def register_line_links(provider: Provider, *, are_notes: bool = False) -> None:
    """Let ``provider`` be asked for links; registering it again changes nothing.

    ``are_notes``: nobody should read the line without them, so lists and documents show them too.
    """
    if provider not in _providers:
        _providers.append(provider)
    if are_notes and provider not in _notes:
        _notes.append(provider)


def line_links(sections: Sequence[SectionContent], user: Person) -> list[LineLinks]:
    """Return what each room above hangs onto the lines in ``sections`` for ``user``; one query for each of them."""
    points = [point.id for section in sections for item in section.items for point in item.points if point.id]
    return [provider(user, points) for provider in _providers] if points else []


def links_of_line(point: int, user: Person) -> list[LineLink]:
    """Return what the rooms above hang onto one line (id of the point) for ``user``; one query for each of them."""
    return [link for provider in _providers for link in provider(user, [point]).links.get(point, ())]


def notes_on(points: Sequence[int], user: Person) -> dict[int, list[str]]:
    """Return the notes that belong to these lines for ``user``, by the point's id; one query for each room above."""
    rooms = [provider(user, points).links for provider in _notes] if points else []
    return {point: [link.label for room in rooms for link in room.get(point, ())] for point in points}
