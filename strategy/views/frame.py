"""What the pages of the strategy have in common: tabs, and forms that show what is refused."""

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from common.tabs import Tab
from common.transitions import TransitionError
from strategy.page_links import room_tabs_for

SECTIONS = (
    ("overview", "Überblick"),
    ("matrix", "Matrix"),
    ("network", "Netz"),
    ("measures", "Maßnahmen"),
    ("sub_concepts", "Teilkonzepte"),
    ("version_list", "Fassungen"),
)
"""The pages of the room: name of the URL and label."""


def section_tabs(request: HttpRequest, current: str) -> list[Tab]:
    """Return the tabs of the room and those that rooms above hang beside them; ``current`` is the name of the URL."""
    tabs: list[Tab] = [
        {"label": label, "url": reverse(f"strategy:{name}"), "current": name == current} for name, label in SECTIONS
    ]
    above = room_tabs_for(request.user)
    return tabs + [{"label": label, "url": url, "current": request.path == url} for label, url in above]


def refuse(form: BaseForm, error: ValidationError | TransitionError) -> None:
    """Show what a service refuses, at the field that it names where the form has it."""
    if isinstance(error, TransitionError):
        form.add_error(None, str(error))
        return
    named = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for name, errors in named.items():
        form.add_error(name if name in form.fields else None, errors)


def version_in(request: HttpRequest) -> int:
    """Return the version that a POST names, 0 for none."""
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
