"""One action on many ideas: choose, see what would happen, do it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.access import require_perm
from ideas.forms.triage import BulkForm
from ideas.models import Idea
from ideas.services.bulk import ACTIONS, MAX_IDEAS, Action, BulkChangedError, Plan, in_order, plan_bulk, run_bulk
from ideas.views.register import register_filter

ALL = "alle"
NONE_CHOSEN = "Bitte markieren Sie zuerst mindestens eine Idee."
TOO_MANY = f"Das sind mehr als {MAX_IDEAS} Ideen. Bitte grenzen Sie den Filter ein."

UNKNOWN_FILTER = "Einen Wert dieses Filters gibt es nicht. Es ist nichts geschehen. Bitte wählen Sie den Filter neu."


@require_http_methods(["GET", "HEAD", "POST"])
def idea_bulk(request: HttpRequest) -> HttpResponse:
    """Ask for the value of an action (GET), show what it would do (POST), and do it (POST with the stamp).

    The forms keep the parameters of the first page in their address, so that it leads back to it (after a new sign-in).
    """
    editor = require_perm(request.user, "ideas.triage_idea")
    given = request.POST if request.method == "POST" else request.GET
    if "aktion" not in given:
        return _to_list(given)
    action = ACTIONS.get(given.get("aktion", ""))
    if action is None:
        raise Http404
    try:
        chosen = _chosen(request, given)
    except ValidationError as error:
        messages.error(request, error.message)
        return _to_list(given)
    form = BulkForm(request.POST if request.method == "POST" else None, action=action)
    context: dict[str, Any] = {"action": action, "form": form, "given": given, "count": len(chosen)}
    context["references"] = given.getlist("idee")
    if not form.is_valid():
        return render(request, "ideas/bulk.html", context, status=422 if form.errors else 200)
    value, reason = form.value(), form.cleaned_data["reason"]
    if stamp := given.get("stamp", ""):
        try:
            done = run_bulk(action, chosen, value, by=editor, stamp=stamp, reason=reason)
        except BulkChangedError as error:
            return _preview(request, context, error.plan, form, status=409)
        messages.success(request, _done(action, done))
        return _to_list(given)
    return _preview(request, context, plan_bulk(action, in_order([idea.pk for idea in chosen]), value, by=editor), form)


def _preview(
    request: HttpRequest, context: Mapping[str, Any], plan: Plan, form: BulkForm, *, status: int = 200
) -> HttpResponse:
    more = {"plan": plan, "has_changed": status == 409, "shown": form.shown()}
    return render(request, "ideas/bulk_preview.html", {**context, **more}, status=status)


def _chosen(request: HttpRequest, given: QueryDict) -> list[Idea]:
    """Return the ideas that were marked, or all that the filter shows.

    Raises ``ValidationError`` where there are none or too many, or where the filter holds what it does not know.
    """
    if given.get("umfang") == ALL:
        # The database takes no NUL, and a filter's choices ask it.
        wanted = register_filter(request, QueryDict(given.get("filter", "").replace("\0", "").replace("%00", "")))
        if wanted.errors:
            raise ValidationError(UNKNOWN_FILTER)
        found = wanted.qs
    else:
        found = Idea.objects.visible_to(request.user, drafts=False).filter(reference__in=_references(given))
    chosen = list(found.only("pk")[: MAX_IDEAS + 1])
    if not 0 < len(chosen) <= MAX_IDEAS:
        raise ValidationError(TOO_MANY if chosen else NONE_CHOSEN)
    return chosen


def _references(given: QueryDict) -> list[str]:
    return [reference for reference in given.getlist("idee") if "\0" not in reference]


def _to_list(given: QueryDict) -> HttpResponse:
    """Lead back to the list with its filter; only parameters are taken over, never an address."""
    query = QueryDict(mutable=True)
    for name, values in parse_qs(given.get("filter", "")).items():
        query.setlist(name, values)
    return redirect(f"{reverse('ideas:list')}{'?' if query else ''}{query.urlencode()}")


def _done(action: Action, plan: Plan) -> str:
    count = len(plan.accepted)
    done = f"{action.label}: {count} {'Idee' if count == 1 else 'Ideen'} geändert."
    return f"{done} {len(plan.refused)} blieben, wie sie waren." if plan.refused else done
