"""Moving a date of a milestone: with its reason, and with what would break shown before it is saved."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.conflicts import show_conflicts
from common.drafts import discard_draft, keeps_draft, restored
from common.timeline import FieldChange
from common.versions import StaleVersionError
from milestones.enums import DateKind
from milestones.forms.dates import DateForm
from milestones.models import Milestone
from milestones.services.dates import FOLLOWS, OrderBrokenError, change_date, hides_reason, open_criteria
from milestones.services.moves import Move
from milestones.views.editing import milestone_to_edit, refuse

PAGES = {
    "plan": (DateKind.PLANNED, "Plan ändern"),
    "prognose": (DateKind.FORECAST, "Prognose ändern"),
    "erreicht": (DateKind.REACHED, "Als erreicht eintragen"),
}
"""Which date is moved at which address, and what that is called."""
ALONG = "mitverschieben"
"""Name of the button that moves the successors too."""


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_date(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Ask for the new date and its reason, show what it breaks, and move it."""
    milestone, editor = milestone_to_edit(request, reference)
    if slug not in PAGES:
        raise Http404
    kind, title = PAGES[slug]
    if milestone.reached_on and kind != DateKind.REACHED:
        messages.info(request, "Der Meilenstein ist erreicht; Plan und Prognose ändern sich nicht mehr.")
        return redirect(milestone)
    make = partial(DateForm, milestone=milestone, kind=kind, user=editor)
    if request.method != "POST":
        form, draft = restored(request, make)
        return _show(request, form, title, draft=draft)
    form = make(request.POST)
    if not form.is_valid():
        return _show(request, form, title, status=422)
    given, new = form.cleaned_data, form.new_date()
    try:
        change_date(milestone, new, was=given["was"], by=editor, seen=given["seen"], along=ALONG in request.POST)
    except OrderBrokenError as error:
        hidden = any(hides_reason(milestone, late.milestone) for late in error.move.successors)
        shown = {"move": error.move, "hidden_reason": FOLLOWS if hidden else ""}
        return _show(request, _ask(form, error.move), title, **shown, status=409)
    except StaleVersionError as error:
        return _show(request, form, title, conflicts=_conflicts(form, error.current), status=409)
    except ValidationError as error:
        refuse(form, error)
        return _show(request, form, title, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Der Termin ist gespeichert.")
    return redirect(milestone)


def _show(request: HttpRequest, form: DateForm, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"form": form, "milestone": form.milestone, "title": title}
    if form.kind == DateKind.REACHED and form.milestone.reached_on is None:
        context["open_criteria"] = open_criteria(form.milestone)
    return render(request, "milestones/milestone_date.html", context, status=status)


def _ask(form: DateForm, move: Move) -> DateForm:
    """Return the form with the stamp of what the person sees now."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = move.stamp  # type: ignore[index]
    return form


def _conflicts(form: DateForm, stored: Any) -> list[FieldChange]:
    """Show the date that somebody else saved meanwhile beside the one that was typed; the form goes on from there."""
    milestone: Milestone = stored
    show_conflicts(form, milestone, {}, what="diesen Termin")
    now = milestone.date_of(form.kind)
    form.data["was"] = now.isoformat() if now else ""  # type: ignore[index]
    theirs, own = (f"{one:%d.%m.%Y}" if one else "" for one in (now, form.cleaned_data["on"]))
    form.add_error("on", f"Inzwischen gespeichert: {theirs or '(leer)'}")
    return [FieldChange("on", str(form.fields["on"].label), theirs, own)]
