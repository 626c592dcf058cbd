"""What was removed from the tree, and bringing it back."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.history_pages import step_page
from common.removal import removed_timeline
from common.timeline import DELETED, Step, facts_of
from strategy.services.removal import removed_node, restore_node
from strategy.timeline import CONTENT
from strategy.views.kinds import KINDS, Kind

_KINDS = {kind.model: kind for kind in KINDS}


@require_safe
def removed_list(request: HttpRequest) -> HttpResponse:
    """Show which Zielbilder, Handlungsfelder and Maßnahmen were removed, by whom and why, newest first."""
    require_perm(request.user, "strategy.change_vision")
    page = step_page(request, partial(removed_timeline, {model: CONTENT[model][:1] for model in _KINDS}))
    context = page.context(_title, restore_url=_restore_url, changes=lambda step: ())
    return render(request, "strategy/removed_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def node_bring_back(request: HttpRequest, kind: Kind, history_id: int) -> HttpResponse:
    """Say what comes back with a removed object and what is gone, and bring it back."""
    editor = require_perm(request.user, f"strategy.add_{kind.permission}")
    record = get_object_or_404(kind.model.history, history_type=DELETED, history_id=history_id)
    if back := kind.model.objects.filter(pk=record.id).first():  # perhaps by a second click
        messages.info(request, f"Schon wiederhergestellt: {kind.label} „{back}“.")
        return redirect(back)
    if request.method == "POST":
        try:
            node = restore_node(record, by=editor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        messages.success(request, f"Wiederhergestellt: {kind.label} „{node}“.")
        return redirect(node)
    removed = removed_node(record)
    facts = facts_of(removed.instance, CONTENT[kind.model][1:])
    context = {"kind": kind, "record": record, "removed": removed, "facts": facts}
    return render(request, "strategy/node_bring_back.html", context)


def _title(step: Step) -> str:
    kind = _KINDS[step.model]
    return f"{kind.label} „{step.values[CONTENT[step.model][0]]}“"


def _restore_url(step: Step) -> str:
    return reverse(f"strategy:{_KINDS[step.model].name}_bring_back", args=[step.history_id])
