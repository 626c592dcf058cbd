"""The ideas that are assigned to an editor: open ones, and those that are done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.access import require_perm
from common.lists import count_in_words, page_of
from ideas.queue import DONE, OPEN, in_queue
from ideas.records import count_prepared_answers


@require_safe
def idea_queue(request: HttpRequest) -> HttpResponse:
    """Show the editor's open ideas, or with ``?stand=erledigt`` those that are done."""
    editor = require_perm(request.user, "ideas.triage_idea")
    state = DONE if request.GET.get("stand") == DONE else OPEN
    shown = ("reference", "title", "status", "submitted_at", "call__title", "action_field__name")
    ideas = in_queue(editor, state).select_related("call", "action_field").only(*shown)
    page = page_of(request, ideas)
    context = {
        "page_obj": page,
        "state": state,
        "prepared": count_prepared_answers(),
        "summary": f"{count_in_words(page, 'Idee', 'Ideen')} – mir zugewiesen, {state}",
        "tabs": [
            {"label": "Offen", "url": "?stand=offen", "current": state == OPEN},
            {"label": "Erledigt", "url": "?stand=erledigt", "current": state == DONE},
        ],
    }
    return render(request, "ideas/idea_queue.html", context)
