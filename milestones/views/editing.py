"""What the pages of milestones have in common: who may open them, and their tabs."""

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from common.access import require_perm
from common.tabs import Tab, hung_tabs
from milestones.models import Milestone
from milestones.selectors import milestones_for
from people.models import User


def milestone_to_edit(request: HttpRequest, reference: str) -> tuple[Milestone, User]:
    """Return a milestone and the editor who works on it. Raises ``Http404`` for others."""
    found = milestones_for(request.user).select_related("responsible", "decision")
    milestone = get_object_or_404(found, reference=reference)
    return milestone, require_perm(request.user, "milestones.change_milestone", milestone)


def milestone_tabs(milestone: Milestone, current: str, *, may_edit: bool = True) -> list[Tab]:
    """Return the tabs of a milestone's pages; ``current`` is the name of the page's URL."""
    pages = [("detail", "Meilenstein"), *([("edit", "Bearbeiten"), ("history", "Verlauf")] if may_edit else [])]
    own = [
        {"label": label, "url": reverse(f"milestones:{name}", args=[milestone.reference]), "current": name == current}
        for name, label in pages
    ]
    return own + hung_tabs(milestone, current)


def refuse(form: BaseForm, error: ValidationError) -> None:
    """Show what a service refuses, at the field that it names where the form has it."""
    named = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for name, errors in named.items():
        form.add_error(name if name in form.fields else None, errors)
