"""The tab *Verlauf* of a meeting, and restoring an earlier state from it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.history_pages import step_page
from common.timeline import Step
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from workshops.models import AgendaItem, Meeting, Point, Section
from workshops.selectors import meetings_for
from workshops.services.restore import history_row, preview, restore
from workshops.timeline import SUBJECTS, is_restorable, meeting_timeline, step_changes, step_title
from workshops.views.meetings import meeting_tabs

ADDRESSES: dict[str, type] = {"kopf": Meeting, "abschnitt": Section, "top": AgendaItem, "punkt": Point}
"""What the address of a state to be restored calls its model."""
NAMES = {model: name for name, model in ADDRESSES.items()}


@require_safe
def meeting_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who changed what on this meeting and its protocol, newest first."""
    meeting, _ = _meeting_and_editor(request, slug)
    is_editable = meeting.protocol.is_editable

    def restore_url(step: Step) -> str:
        address = [slug, NAMES.get(step.model), step.history_id]
        return reverse("workshops:meeting_restore", args=address) if is_editable and is_restorable(step) else ""

    page = step_page(request, partial(meeting_timeline, meeting))
    steps = page.context(step_title, restore_url=restore_url, changes=step_changes)
    context = {"meeting": meeting, "tabs": meeting_tabs(meeting, "meeting_history"), **steps}
    return render(request, "workshops/meeting_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_restore(request: HttpRequest, slug: str, what: str, history_id: int) -> HttpResponse:
    """Show what restoring an earlier state would change, and restore it."""
    meeting, editor = _meeting_and_editor(request, slug)
    verlauf = reverse("workshops:meeting_history", args=[slug])
    try:
        record = history_row(meeting, ADDRESSES[what], history_id)
        shown = preview(record)
    except (KeyError, ObjectDoesNotExist) as error:
        raise Http404 from error
    if request.method == "POST":
        try:
            restored = restore(meeting, record, version=_version(request), by=editor)
        except (StaleVersionError, TransitionError, ValidationError) as error:
            for sentence in getattr(error, "messages", [str(error)]):
                messages.error(request, sentence)
            return redirect(verlauf)
        messages.success(request, "Der frühere Stand ist wiederhergestellt.")
        return redirect(restored if isinstance(restored, Meeting) else verlauf)
    context = {"meeting": meeting, "record": record, "preview": shown, "subject": SUBJECTS[ADDRESSES[what]]}
    return render(request, "workshops/meeting_restore.html", context)


def _meeting_and_editor(request: HttpRequest, slug: str) -> tuple[Meeting, User]:
    meeting = get_object_or_404(meetings_for(request.user), slug=slug)
    return meeting, require_perm(request.user, "workshops.change_meeting", meeting)


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
