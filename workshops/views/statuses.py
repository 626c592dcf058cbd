"""The pages that ask before the status of a meeting or a protocol changes."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from common.access import require_perm
from common.transitions import TransitionError
from workshops.forms.statuses import ReasonForm
from workshops.models import Meeting, Point, Protocol
from workshops.selectors import meetings_for
from workshops.steps import MEETING, PROTOCOL, StatusStep, consequences, current_status, needs_reason, obstacle

NOT_NOW = "Dieser Schritt ist vom heutigen Stand aus nicht möglich."


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_status(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """Ask before a step of the meeting, and take it."""
    meeting = get_object_or_404(meetings_for(request.user), slug=slug)
    return _ask(request, meeting, meeting, find_step(MEETING, step))


@require_http_methods(["GET", "HEAD", "POST"])
def protocol_status(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """Ask before a step of the protocol, and take it."""
    meeting = get_object_or_404(meetings_for(request.user), slug=slug)
    return _ask(request, meeting, meeting.protocol, find_step(PROTOCOL, step))


def find_step(steps: Sequence[StatusStep], slug: str) -> StatusStep:
    """Return the step with this address. Raises ``Http404``."""
    for step in steps:
        if step.slug == slug:
            return step
    raise Http404


def take_step(request: HttpRequest, subject: Meeting | Protocol | Point, step: StatusStep, reason: str) -> None:
    """Take a step and say what came of it; where the status is there already, a second click changes nothing."""
    try:
        step.run(subject, by=request.user, reason=reason)
    except TransitionError as error:
        subject.refresh_from_db(fields=[subject.TRANSITIONS.field])
        if current_status(subject) == step.to:
            messages.info(request, step.done)
        else:
            messages.error(request, str(error))
    else:
        messages.success(request, step.done)


def _ask(request: HttpRequest, meeting: Meeting, subject: Meeting | Protocol, step: StatusStep) -> HttpResponse:
    require_perm(request.user, subject.TRANSITIONS.permission, subject)
    posted = request.POST if request.method == "POST" else None
    form = ReasonForm(posted, is_required=needs_reason(subject, step), help_text=step.reason_help)
    if request.method == "POST" and form.is_valid():
        take_step(request, subject, step, form.cleaned_data["reason"])
        return redirect(meeting)
    if not subject.TRANSITIONS.allows(current_status(subject), step.to):
        messages.info(request, step.done if current_status(subject) == step.to else NOT_NOW)
        return redirect(meeting)
    if why := obstacle(subject, step):
        messages.info(request, why)
        return redirect(meeting)
    context = {
        "meeting": meeting,
        "title": step.label,
        "consequences": consequences(subject, step),
        "danger": step.is_danger,
        "form": form,
    }
    return render(request, "workshops/status_step.html", context, status=422 if form.errors else 200)
