"""Progress reports of a pilot, and the conditions of decisions until they are met."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.conflicts import show_conflicts
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.files import FileRefused
from common.lists import count_in_words, page_of
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from people.rules import is_editor
from pilots.enums import FileKind, PilotStatus
from pilots.forms.progress import REMOVE, MeetForm, ReopenForm, ReportForm
from pilots.models import Condition, Pilot, ProgressReport
from pilots.selectors.progress import conditions_for
from pilots.services.files import add_file, describe_file
from pilots.services.progress import (
    NOT_YET,
    edit_report,
    meet_condition,
    remove_report,
    reopen_condition,
    report_progress,
)
from pilots.views.editing import pilot_to_edit, sections

STATES = {"offen": "Offen", "erfuellt": "Erfüllt"}
"""Which conditions are listed, by the parameter of the address."""


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def report_create(request: HttpRequest, reference: str) -> HttpResponse:
    """Show and save the form of a new progress report."""
    pilot, editor = pilot_to_edit(request, reference)
    if request.method != "POST" and pilot.status not in PilotStatus.approved():
        messages.info(request, NOT_YET)
        return redirect(pilot)
    return _report(request, pilot, None, editor)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show, save and remove a progress report."""
    pilot, editor = pilot_to_edit(request, reference)
    report = get_object_or_404(pilot.reports, pk=pk)
    if REMOVE in request.POST:
        remove_report(report, by=editor)
        discard_draft(editor, request.path)
        messages.success(request, "Der Zwischenstand ist entfernt.")
        return redirect(pilot)
    return _report(request, pilot, report, editor)


@require_safe
def condition_list(request: HttpRequest) -> HttpResponse:
    """Show the conditions of all decisions that hold: those that are open, or those that are met (``?stand=``)."""
    if not sections(request.user, "conditions"):
        raise Http404
    state = request.GET.get("stand", "")
    state = state if state in STATES else "offen"
    page = page_of(request, conditions_for(request.user, is_met=state == "erfuellt"))
    context = {
        "page_obj": page,
        "state": state,
        "summary": count_in_words(page, "Auflage", "Auflagen"),
        "states": [{"label": label, "url": f"?stand={key}", "current": key == state} for key, label in STATES.items()],
        "may_edit": is_editor(request.user),
        "tabs": sections(request.user, "conditions"),
    }
    return render(request, "pilots/condition_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def condition(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a condition is met, or that it is not after all."""
    stored = get_object_or_404(Condition.objects.select_related("resolution__entry__pilot", "organisation"), pk=pk)
    pilot = stored.resolution.entry.pilot
    editor = require_perm(request.user, "pilots.change_pilot", pilot)
    # What was sent says what is wanted, since a click before it may have done just that.
    reopens = "reason" in request.POST or (stored.met_on is not None and "met_on" not in request.POST)
    data = request.POST if request.method == "POST" else None
    form: Any = ReopenForm(data) if reopens else MeetForm(data)
    if form.is_valid():
        try:
            return _track(request, stored, form.cleaned_data, editor)
        except (TransitionError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
    title = "Wieder öffnen" if reopens else "Als erfüllt eintragen"
    context = {"pilot": pilot, "condition": stored, "title": title, "form": form}
    return render(request, "pilots/condition.html", context, status=422 if form.errors else 200)


def _track(request: HttpRequest, stored: Condition, given: dict[str, Any], editor: User) -> HttpResponse:
    if "met_on" in given:
        meet_condition(stored, on=given["met_on"], proof=given["proof"], by=editor)
        messages.success(request, "Die Auflage ist als erfüllt eingetragen.")
    else:
        reopen_condition(stored, reason=given["reason"], by=editor)
        messages.success(request, "Die Auflage ist wieder offen.")
    return redirect(f"{stored.resolution.entry.pilot.get_absolute_url()}#auflage-{stored.pk}")


def _report(request: HttpRequest, pilot: Pilot, report: ProgressReport | None, editor: User) -> HttpResponse:
    picture = report.pictures.first() if report else None
    make = partial(ReportForm, pilot=pilot, report=report, picture=picture)
    context: dict[str, Any] = {"pilot": pilot, "picture": picture}
    context["title"] = "Zwischenstand bearbeiten" if report else "Zwischenstand erfassen"
    if request.method != "POST":
        draft = open_draft(request)
        form = make(initial=initial_of(make(draft.as_post())) if draft else {})
        return render(request, "pilots/report_edit.html", {**context, "form": form, "draft": draft})
    form, status = make(request.POST, request.FILES), 422
    if form.is_valid():
        try:
            _save(form, pilot, report, editor)
        except StaleVersionError as error:
            context["conflicts"] = show_conflicts(form, error.current, form.content(), what="den Zwischenstand")
            status = 409
        except FileRefused as refusal:
            form.add_error("picture", str(refusal))
        except (TransitionError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Der Zwischenstand ist gespeichert.")
            return redirect(f"{pilot.get_absolute_url()}#zwischenstand")
    return render(request, "pilots/report_edit.html", {**context, "form": form}, status=status)


@transaction.atomic
def _save(form: ReportForm, pilot: Pilot, report: ProgressReport | None, editor: User) -> None:
    """Save the report with its picture, both or neither."""
    given = form.cleaned_data
    if report is None:
        report = report_progress(pilot, form.content(), by=editor)
    else:
        report = edit_report(report, version=given["version"] or 0, content=form.content(), by=editor)
    sent, description = given["picture"], given["description"]
    stored = report.pictures.first()
    if sent:
        kind = FileKind.PICTURE
        add_file(pilot, sent.read(), sent.name, kind=kind, by=editor, description=description, report=report)
    elif stored and stored.description != description:
        describe_file(stored, description=description, by=editor)
