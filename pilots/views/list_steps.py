"""The page that asks before a list is opened for review, closed, or opened again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.transitions import TransitionError
from pilots.list_steps import STEPS, ListStep
from pilots.models import PilotList
from pilots.views.lists import list_and_editor
from workshops.forms.statuses import ReasonForm

NOT_NOW = "Dieser Schritt ist vom heutigen Stand aus nicht möglich."


@require_http_methods(["GET", "HEAD", "POST"])
def list_step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """Show what a step does, and take it."""
    pilot_list, editor = list_and_editor(request, slug)
    move = next((one for one in STEPS if one.slug == step), None)
    if move is None:
        raise Http404
    if why := _not_now(pilot_list, move):  # perhaps by a second click
        messages.info(request, why)
        return redirect(pilot_list)
    posted = request.POST if request.method == "POST" else None
    form = ReasonForm(posted, is_required=True) if move.asks_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            move.run(pilot_list, by=editor, **({"reason": form.cleaned_data["reason"]} if form else {}))
        except TransitionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, move.done)
        return redirect(pilot_list)
    context = {"list": pilot_list, "step": move, "consequences": move.consequences(pilot_list), "form": form}
    return render(request, "pilots/list_step.html", context, status=422 if form and form.errors else 200)


def _not_now(pilot_list: PilotList, step: ListStep) -> str:
    """Return why the step cannot be taken; empty where it can."""
    if pilot_list.status == step.to:
        return step.done
    return step.obstacle(pilot_list) if pilot_list.status == step.source else NOT_NOW
