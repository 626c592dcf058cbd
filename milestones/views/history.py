"""The Verlauf of a milestone, and bringing earlier words back."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.history_pages import step_page
from common.timeline import Step
from common.versions import StaleVersionError
from milestones.services.restore import changes_by_restoring, restore_milestone
from milestones.timeline import milestone_timeline, restorable, step_title
from milestones.views.editing import milestone_tabs, milestone_to_edit

MEANWHILE = (
    "Inzwischen wurde der Meilenstein geändert; es ist nichts wiederhergestellt. Hier steht, was sich jetzt ändern"
    " würde."
)


@require_safe
def milestone_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who changed what on this milestone, newest first."""
    milestone, _ = milestone_to_edit(request, reference)
    page = step_page(request, partial(milestone_timeline, milestone))
    states = restorable(page.steps, milestone)

    def restore_url(step: Step) -> str:
        return reverse("milestones:restore", args=[reference, step.history_id]) if step.key in states else ""

    tabs = milestone_tabs(milestone, "history")
    context = {"milestone": milestone, "tabs": tabs, **page.context(step_title, restore_url=restore_url)}
    return render(request, "milestones/milestone_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def milestone_restore(request: HttpRequest, reference: str, history_id: int) -> HttpResponse:
    """Show what bringing earlier words back would change, and bring them back."""
    milestone, editor = milestone_to_edit(request, reference)
    try:
        record = milestone.history.get(history_id=history_id)
        changes = changes_by_restoring(milestone, record)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if request.method != "POST":
        context = {"milestone": milestone, "record": record, "changes": changes, "title": "Wiederherstellen"}
        return render(request, "milestones/milestone_restore.html", context)
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 10 else 0
    try:
        if changes:  # else a second click
            restore_milestone(milestone, record, version=version, by=editor)
    except StaleVersionError:
        messages.error(request, MEANWHILE)
        return redirect("milestones:restore", reference, history_id)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("milestones:history", reference)
    messages.success(request, "Die frühere Fassung ist wiederhergestellt.")
    return redirect(milestone)
