"""What the pages about pilots have in common: who may open them, their tabs, and the tabs of the whole room."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from common.access import require_perm
from common.tabs import Tab, hung_tabs
from people.models import User
from people.rules import Person, is_editor
from pilots.models import Pilot
from pilots.selectors.pilots import pilots_for


def pilot_to_edit(request: HttpRequest, reference: str) -> tuple[Pilot, User]:
    """Return a pilot and the editor who works on it. Raises ``Http404`` for others."""
    pilot = get_object_or_404(pilots_for(request.user), reference=reference)
    return pilot, require_perm(request.user, "pilots.change_pilot", pilot)


def pilot_tabs(pilot: Pilot, current: str, *, may_edit: bool = True) -> list[Tab]:
    """Return the tabs of a pilot's pages; ``current`` is the name of the page's URL."""
    pages = [("detail", "Pilotprojekt")]
    if may_edit:
        pages += [("edit", "Profil bearbeiten"), ("files", "Bild und Anlagen"), ("history", "Verlauf")]
    own = [
        {"label": label, "url": reverse(f"pilots:{name}", args=[pilot.reference]), "current": name == current}
        for name, label in pages
    ]
    return own + hung_tabs(pilot, current)


def sections(user: Person, current: str) -> list[Tab]:
    """Return the tabs of the room that ``user`` sees: pilots, lists, tenders, conditions; none where it is one."""
    if not user.is_authenticated or not (is_editor(user) or user.is_on_board):
        return []
    pages = [
        ("list", "Pilotprojekte"),
        ("lists", "Pilotlisten"),
        ("tenders", "Ausschreibungen"),
        ("conditions", "Auflagen"),
    ]
    return [{"label": label, "url": reverse(f"pilots:{name}"), "current": name == current} for name, label in pages]
