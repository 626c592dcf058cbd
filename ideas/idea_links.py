"""Links that the rooms above hang onto the page of an idea: what came of it there, and what can be made of it.

This room does not know what lies above it. A room that has something to say about ideas hands in a provider when it
starts (``AppConfig.ready``), as for the lines of protocols (:mod:`workshops.line_links`).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ideas.models import Idea
from people.rules import Person


@dataclass(frozen=True, slots=True)
class IdeaLink:
    """A link to what came of an idea, and how it stands; both plain text."""

    url: str
    label: str
    status: str


@dataclass(frozen=True, slots=True)
class IdeaLinks:
    """What a room hangs onto an idea under ``heading``: links, and a page where more can be made of it.

    ``action`` is the address and the label of that page, empty for those who may not.
    """

    heading: str
    links: Sequence[IdeaLink] = ()
    action: tuple[str, str] | None = None


Provider = Callable[[Person, Idea], Sequence[IdeaLinks]]
"""Returns what a room hangs onto an idea, as far as the person may see it; at most one query."""

Outcomes = Callable[[Collection[Idea]], Sequence[str]]
"""Returns what was decided on what came of these ideas, as sentences for their submitters; at most one query."""

_providers: list[Provider] = []
_outcomes: list[Outcomes] = []


def register_idea_links(provider: Provider) -> None:
    """Let ``provider`` be asked for links; registering it again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def idea_links(idea: Idea, user: Person) -> list[IdeaLinks]:
    """Return what the rooms above hang onto ``idea`` for ``user``; one query for each of them at most."""
    found = (links for provider in _providers for links in provider(user, idea))
    return [one for one in found if one.links or one.action]


def register_outcomes(provider: Outcomes) -> None:
    """Let ``provider`` be asked for the page of the submitter; registering it again changes nothing."""
    if provider not in _outcomes:
        _outcomes.append(provider)


def outcomes_of(ideas: Collection[Idea]) -> list[str]:
    """Return what the rooms above tell the submitter of an idea; one query for each of them at most.

    ``ideas`` are the idea and those that it became when it was merged or split.
    """
    return [sentence for provider in _outcomes for sentence in provider(ideas)]
