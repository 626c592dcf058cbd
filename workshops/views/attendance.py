"""The page where an editor records who took part in a meeting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from common.access import require_perm
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from workshops.forms.attendance import attendance_formset, entries_of
from workshops.models import Meeting
from workshops.selectors import attendance_by_status, attendance_stamp, meetings_for
from workshops.services.meetings import record_attendance
from workshops.views.meetings import meeting_tabs


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the attendance list; "Zeile hinzufügen" gives one more row and saves nothing."""
    meeting = get_object_or_404(meetings_for(request.user), slug=slug)
    editor = require_perm(request.user, "workshops.change_meeting", meeting)
    if request.method != "POST":
        draft = open_draft(request)
        if draft is None:
            return _show(request, meeting, attendance_formset(meeting), stamp=attendance_stamp(meeting))
        typed = draft.as_post()
        formset = attendance_formset(meeting, initial=_typed_rows(meeting, typed))
        return _show(request, meeting, formset, typed.get("stamp", ""), draft=draft)
    stamp = request.POST.get("stamp", "")
    if "add" in request.POST and attendance_formset(meeting, request.POST).management_form.is_valid():
        return _show(request, meeting, attendance_formset(meeting, initial=_typed_rows(meeting, request.POST)), stamp)
    return _save(request, editor, meeting, stamp)


def _save(request: HttpRequest, editor: User, meeting: Meeting, stamp: str) -> HttpResponse:
    formset = attendance_formset(meeting, request.POST)
    if not formset.is_valid():
        return _show(request, meeting, formset, stamp, status=422)
    try:
        record_attendance(meeting, entries=entries_of(formset), by=editor, stamp=stamp)
    except StaleVersionError:
        messages.error(request, "Inzwischen hat jemand anderes die Liste geändert. Beide stehen auf dieser Seite.")
        stored = attendance_by_status(meeting)
        return _show(request, meeting, formset, attendance_stamp(meeting), status=409, stored=stored)
    except (ValidationError, TransitionError) as error:
        for sentence in getattr(error, "messages", [str(error)]):
            messages.error(request, sentence)
        return _show(request, meeting, formset, stamp, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Die Teilnahme ist gespeichert.")
    return redirect(meeting)


def _show(
    request: HttpRequest, meeting: Meeting, formset: Any, stamp: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {
        "meeting": meeting,
        "formset": formset,
        "stamp": stamp,
        "organisations": sorted({one.name for one in formset.form_kwargs["organisations"].values()}),
        "is_upcoming": meeting.is_upcoming,
        "is_locked": not meeting.protocol.is_editable,
        "tabs": meeting_tabs(meeting, "attendance"),
    }
    return render(request, "workshops/attendance.html", context, status=status)


def _typed_rows(meeting: Meeting, typed: Any) -> list[dict[str, Any]]:
    """Return the rows that were typed, without judging them yet."""
    return [initial_of(form) for form in attendance_formset(meeting, typed).forms]
