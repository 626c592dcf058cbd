"""Pages of meetings: the list, the reading view, and the forms of a new meeting and of the head."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.lists import filter_in_words, page_of, render_list, summary_in_words
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from workshops.enums import MeetingStatus
from workshops.filters import MeetingFilter
from workshops.forms.meetings import HeadForm, NewMeetingForm
from workshops.line_links import line_links, line_pages
from workshops.models import Meeting
from workshops.models.meetings import HEAD_FIELDS
from workshops.reading import reading_sections
from workshops.selectors import (
    agenda_of,
    attendance_by_status,
    meetings_for,
    neighbours_of,
    next_number,
    protocol_sections,
)
from workshops.services.meetings import create_meeting, edit_meeting
from workshops.steps import open_steps


@login_not_required
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Show the meetings that the visitor may see, filtered."""
    chosen = MeetingFilter(request.GET or None, meetings_for(request.user), request=request)
    page = page_of(request, chosen.qs)
    context = {
        "filter": chosen,
        "page_obj": page,
        "is_filtered": filter_in_words(chosen.form) != "",
        "summary": summary_in_words(page, chosen.form, "Sitzung", "Sitzungen"),
        "may_edit": request.user.has_perm("workshops.add_meeting"),
    }
    return render_list(request, "workshops/meeting_list.html", "workshops/_meeting_rows.html", context)


@login_not_required
@require_safe
def meeting_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one meeting: its head, and its protocol or, as long as that may not be read, its agenda."""
    meeting = get_object_or_404(meetings_for(request.user), slug=slug)
    previous, following = neighbours_of(meeting, request.user)
    sections = protocol_sections(meeting.protocol)
    links = line_links(sections, request.user) if meeting.shows_protocol else []
    may_edit = request.user.has_perm("workshops.change_meeting", meeting)
    context = {
        "meeting": meeting,
        "protocol": meeting.protocol,
        "sections": reading_sections(sections, request.user, links, line_pages(slug)) if meeting.shows_protocol else [],
        "agenda": agenda_of(sections) if is_announced(meeting) else [],
        "attendance": attendance_by_status(meeting) if may_see_attendance(request, meeting) else [],
        "previous": previous,
        "following": following,
        "may_edit": may_edit,
        "may_write": request.user.has_perm("workshops.edit_outline", meeting.protocol),
        "meeting_steps": open_steps(meeting, request.user),
        "protocol_steps": open_steps(meeting.protocol, request.user),
        "tabs": meeting_tabs(meeting, "meeting_detail") if may_edit else [],
    }
    return render(request, "workshops/meeting_detail.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_create(request: HttpRequest) -> HttpResponse:
    """Ask for a new meeting and create it."""
    editor = require_perm(request.user, "workshops.add_meeting")
    return _new_meeting(request, editor, proposal={}, cancel_url=reverse("workshops:meeting_list"))


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_follow_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the next meeting of a series, with everything proposed that usually stays the same."""
    last = get_object_or_404(meetings_for(request.user), slug=slug)
    editor = require_perm(request.user, "workshops.add_meeting")
    stays = {name: getattr(last, name) for name in HEAD_FIELDS if name != "held_on"}
    proposal = {
        **stays,
        "number": next_number(last.body),
        "agenda": "\n".join(title for _, title in agenda_of(protocol_sections(last.protocol))),
        "attendance": list(dict.fromkeys(last.attendances.values_list("organisation", flat=True))),
    }
    return _new_meeting(request, editor, proposal=proposal, cancel_url=last.get_absolute_url(), last=last)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the head of a meeting."""
    meeting = get_object_or_404(meetings_for(request.user), slug=slug)
    editor = require_perm(request.user, "workshops.change_meeting", meeting)
    is_locked = not meeting.protocol.is_editable
    if request.method != "POST":
        draft = open_draft(request)
        typed = initial_of(HeadForm(draft.as_post(), meeting=meeting, is_locked=is_locked)) if draft else {}
        form = HeadForm(initial=typed, meeting=meeting, is_locked=is_locked)
        return _show_head(request, meeting, form, draft=draft)
    # Fields that were sent although they are locked by now were typed before: the service says why they stay.
    form = HeadForm(request.POST, meeting=meeting, is_locked=is_locked and "held_on" not in request.POST)
    if not form.is_valid():
        return _show_head(request, meeting, form, status=422)
    try:
        saved = edit_meeting(meeting, version=form.cleaned_data["version"], head=form.head(), by=editor)
    except StaleVersionError as error:
        return _show_head(request, meeting, form, conflicts=form.show_conflicts(error.current), status=409)
    except (ValidationError, TransitionError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _show_head(request, meeting, form, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Die Kopfdaten sind gespeichert.")
    return redirect(saved)


def is_announced(meeting: Meeting) -> bool:
    """Return whether the agenda is shown although the protocol may not be read: until the meeting has been held."""
    return not meeting.shows_protocol and meeting.status != MeetingStatus.HELD


def may_see_attendance(request: HttpRequest, meeting: Meeting) -> bool:
    """Return whether the visitor sees who takes part: with the protocol, and before it when signed in."""
    return meeting.shows_protocol or request.user.is_authenticated


def meeting_tabs(meeting: Meeting, current: str) -> list[dict[str, Any]]:
    """Return the tabs of a meeting's pages as editors see them; ``current`` is the name of the page's URL."""
    pages = [
        ("meeting_detail", "Protokoll"),
        ("meeting_edit", "Kopfdaten"),
        ("attendance", "Teilnahme"),
        ("meeting_history", "Verlauf"),
    ]
    return [
        {"label": label, "url": reverse(f"workshops:{name}", args=[meeting.slug]), "current": name == current}
        for name, label in pages
    ]


def _new_meeting(
    request: HttpRequest, editor: User, *, proposal: dict[str, Any], cancel_url: str, last: Meeting | None = None
) -> HttpResponse:
    if request.method != "POST":
        draft = open_draft(request)
        typed = initial_of(NewMeetingForm(draft.as_post(), cancel_url=cancel_url)) if draft else proposal
        context = {"form": NewMeetingForm(initial=typed, cancel_url=cancel_url), "draft": draft, "last": last}
        return render(request, "workshops/meeting_new.html", context)
    form = NewMeetingForm(request.POST, cancel_url=cancel_url)
    if form.is_valid():
        agenda, attendance = form.cleaned_data["agenda"], form.cleaned_data["attendance"]
        try:
            meeting = create_meeting(**form.head(), agenda=agenda, attendance=attendance, by=editor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"Angelegt: {meeting.title}.")
            return redirect(meeting)
    return render(request, "workshops/meeting_new.html", {"form": form, "last": last}, status=422)


def _show_head(
    request: HttpRequest, meeting: Meeting, form: HeadForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"meeting": meeting, "form": form, "tabs": meeting_tabs(meeting, "meeting_edit")}
    return render(request, "workshops/meeting_edit.html", context, status=status)
