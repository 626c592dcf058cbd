"""The main navigation: which entries a visitor sees, and where he or she is."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from common.templatetags.look import page
from people.rules import Person, is_editor


@dataclass(frozen=True)
class Entry:
    """One link of the navigation as the header draws it; ``current`` is a value of aria-current, or empty."""

    label: str
    url: str
    current: str


def everybody(user: Person) -> bool:
    """Guests too."""
    return True


def signed_in(user: Person) -> bool:
    """Everybody with an account."""
    return user.is_authenticated


def guests(user: Person) -> bool:
    """Whoever is not signed in."""
    return not user.is_authenticated


def readers_of_tenders(user: Person) -> bool:
    """SMARTCity-Team, administration and Strategiekreis."""
    return user.is_authenticated and (user.is_editor or user.is_on_board)


ENTRIES: list[tuple[str, str, Callable[[Person], bool]]] = [
    ("Start", "start", everybody),
    ("Workshops", "workshops:meeting_list", everybody),
    ("Ideen", "ideas:list", everybody),
    ("Pilotprojekte", "pilots:list", everybody),
    ("Ausschreibungen", "pilots:tenders", readers_of_tenders),
    ("Strategie", "strategy:overview", signed_in),
    ("Strategie", "strategy:version_list", guests),
    ("Meilensteine", "milestones:list", everybody),
    ("Beschlüsse", "workshops:decision_list", everybody),
    ("Aufgaben", "workshops:task_list", signed_in),
    ("Verwaltung", "admin:index", is_editor),
]
"""Label, name of the URL, and who sees the entry, in the order of the page."""


def current(path: str, url: str) -> str:
    """Return the value of aria-current for an entry at ``url`` on the page ``path``."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""


def navigation(request: HttpRequest) -> list[Entry]:
    """Return the entries that the visitor of ``request`` sees; before anybody was asked who it is, those of a guest."""
    user = getattr(request, "user", AnonymousUser())
    visible = [(label, page(name)) for label, name, shown_to in ENTRIES if shown_to(user)]
    return [Entry(label, url, current(request.path, url)) for label, url in visible]
