"""Two states of the strategy beside each other."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strategy.comparison import compare
from strategy.selectors.versions import states_for


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Show what differs between two states (``?von=1-17&mit=1-heute``), part by part; without both only the choice."""
    older, newer = request.GET.get("von", ""), request.GET.get("mit", "")
    states = states_for(request.user, chosen=(older, newer))
    if not {older, newer} <= {"", *states}:
        raise Http404  # a state that the visitor may not read
    context: dict[str, Any] = {
        "choices": [(key, state.label) for key, state in states.items()],
        "older": older,
        "newer": newer,
    }
    if older and newer:
        before, after = states[older], states[newer]
        context |= {"before": before, "after": after, "comparison": compare(before.content(), after.content())}
    return render(request, "strategy/comparison.html", context)
