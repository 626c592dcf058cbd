"""What the rooms above hang onto pages of the strategy: links, and notes beside the sections of Teilkonzepte.

This room does not know what lies above it. A room that has something to say hands in a provider when it starts
(``AppConfig.ready``), as for the lines of protocols (:mod:`workshops.line_links`). Tabs of one object are hung by
:mod:`common.tabs`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from people.rules import Person
from strategy.models import SubConcept


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to something that belongs to an object, how it stands, and why it belongs there; all plain text.

    ``edit_url`` leads to the page where the connection is changed, empty for those who may not.
    """

    url: str
    label: str
    status: str = ""
    reason: str = ""
    edit_url: str = ""


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What one room hangs onto an object under ``heading``; ``action`` is address and label of a page to add more.

    ``empty`` is said where there is no link yet; without it and without an action the heading is left out then.
    """

    heading: str
    links: Sequence[PageLink] = ()
    action: tuple[str, str] | None = None
    empty: str = ""


@dataclass(frozen=True, slots=True)
class SectionNotes:
    """What stands beside one section: the first few links, and where there are more, how many and where."""

    links: Sequence[PageLink]
    total: int = 0
    more_url: str = ""


Provider = Callable[[Person, Any], PageLinks]
"""Returns what hangs onto one object, as far as the person may see it; at most one query."""
RoomTabProvider = Callable[[Person], tuple[str, str] | None]
"""Returns label and address of a tab beside those of the whole room, or ``None``; no query."""
NoteProvider = Callable[[Person, SubConcept], Mapping[int | None, SectionNotes]]
"""Returns notes by the id of their section, ``None`` for the Teilkonzept as a whole; at most one query."""

_providers: dict[type[Model], list[Provider]] = defaultdict(list)
_room_tabs: list[RoomTabProvider] = []
_notes: list[NoteProvider] = []


def register_page_links(model: type[Model], provider: Provider) -> None:
    """Let ``provider`` be asked for links on pages of ``model`` (Maßnahme, Teilkonzept, Handlungsfeld, Zielbild)."""
    _add(_providers[model], provider)


def register_room_tab(provider: RoomTabProvider) -> None:
    """Let ``provider`` be asked for a tab on the pages of the whole room."""
    _add(_room_tabs, provider)


def register_section_notes(provider: NoteProvider) -> None:
    """Let ``provider`` be asked for notes beside the sections of a Teilkonzept."""
    _add(_notes, provider)


def links_on(subject: Model, user: Person) -> list[PageLinks]:
    """Return what the rooms above hang onto the page of ``subject``; one query for each of them at most."""
    found = (provider(user, subject) for provider in _providers[type(subject)])
    return [one for one in found if one.links or one.action or one.empty]


def room_tabs_for(user: Person) -> list[tuple[str, str]]:
    """Return label and address of the tabs that the rooms above hang beside those of the whole room; no query."""
    found = (provider(user) for provider in _room_tabs)
    return [tab for tab in found if tab is not None]


def notes_on(concept: SubConcept, user: Person) -> list[Mapping[int | None, SectionNotes]]:
    """Return the notes of each room above beside the sections of ``concept``; one query for each of them at most."""
    return [provider(user, concept) for provider in _notes]


def _add(registered: list[Any], provider: Any) -> None:
    if provider not in registered:
        registered.append(provider)
