"""The Verlauf of an idea, and bringing an earlier text back from it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.history_pages import step_page
from common.timeline import Step
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.services.restore import earlier_state, preview, restore_text
from ideas.timeline import idea_timeline, restorable, step_title
from ideas.views.detail import idea_tabs
from ideas.views.editing import idea_to_edit

MEANWHILE = (
    "Inzwischen wurde der Text geändert; es ist nichts wiederhergestellt. Hier steht, was sich jetzt ändern würde."
)


@require_safe
def idea_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who changed what on this idea, newest first."""
    idea, _ = idea_to_edit(request, reference)
    page = step_page(request, partial(idea_timeline, idea))
    states = restorable(page.steps, idea)

    def restore_url(step: Step) -> str:
        return reverse("ideas:restore", args=[reference, step.history_id]) if step.key in states else ""

    tabs = idea_tabs(request, idea, "history")
    context = {"idea": idea, "tabs": tabs, **page.context(step_title, restore_url=restore_url)}
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


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
