"""The Verlauf of an idea, and bringing an earlier text back from it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.timeline import Step
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.models import Idea
from ideas.services.restore import earlier_state, preview, restore_text
from ideas.timeline import idea_timeline, restorable, step_title
from ideas.views.detail import idea_tabs, queue_state
from ideas.views.editing import idea_to_edit

PER_PAGE = 50
MEANWHILE = (
    "Inzwischen wurde der Text geändert; es ist nichts wiederhergestellt. Hier steht, was sich jetzt ändern würde."
)


@require_safe
def idea_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who changed what on this idea, newest first."""
    idea, _ = idea_to_edit(request, reference)
    number = _page_number(request)
    steps = idea_timeline(idea, offset=(number - 1) * PER_PAGE, limit=PER_PAGE + 1)
    states = restorable(steps, idea)
    context = {
        "idea": idea,
        "entries": [_entry(idea, step, may_restore=step.history_id in states) for step in steps[:PER_PAGE]],
        "newer": number - 1,
        "older": number + 1 if len(steps) > PER_PAGE else 0,
        "tabs": idea_tabs(idea, "history", may_triage=True, queue=queue_state(request)),
    }
    return render(request, "ideas/idea_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def idea_restore(request: HttpRequest, reference: str, history_id: int) -> HttpResponse:
    """Show what bringing an earlier text back would change, and bring it back."""
    idea, editor = idea_to_edit(request, reference)
    try:
        record = earlier_state(idea, history_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        try:
            if preview(idea, record).changes:  # else a second click
                restore_text(idea, record, version=_version(request), by=editor)
        except StaleVersionError:
            messages.error(request, MEANWHILE)
            return redirect("ideas:restore", reference, history_id)
        except (TransitionError, ValidationError) as error:
            for sentence in getattr(error, "messages", [str(error)]):
                messages.error(request, sentence)
            return redirect("ideas:history", reference)
        messages.success(request, "Der frühere Text ist wiederhergestellt.")
        return redirect(idea)
    return render(
        request, "ideas/idea_restore.html", {"idea": idea, "record": record, "preview": preview(idea, record)}
    )


def _entry(idea: Idea, step: Step, *, may_restore: bool) -> dict[str, Any]:
    """Return a step as the history component draws it."""
    restore_url = reverse("ideas:restore", args=[idea.reference, step.history_id])
    return {
        "title": step_title(step),
        "at": step.at,
        "by": step.by or "System",
        "reason": step.reason,
        "changes": step.changes,
        "restore_url": restore_url if may_restore else "",
    }


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(int(given), 1) if given.isdecimal() and len(given) < 6 else 1


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
