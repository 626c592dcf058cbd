"""The result of a list: ranking, what-if, what the order hangs on, and what reviewers wrote on one pilot."""

from dataclasses import dataclass
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.models import User
from pilots.charts import SCALE, TOP, budget_bar, height_of, ranking_marks, recommendation_bars
from pilots.choice import Choice, best_within, choose, quick_wins, recommended
from pilots.enums import ListStatus, Recommendation
from pilots.models import PilotList
from pilots.opinions import comments_on, values_given
from pilots.results import Result, result_of
from pilots.scoring import DISAGREEMENT
from pilots.visibility import Sight, sight_of

CHOSEN = "pilot"
"""Name of the parameter that names a chosen pilot; it may be repeated."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A list that a person opened, and what she may read of its reviews."""

    list: PilotList
    sight: Sight


def opened(request: HttpRequest, slug: str) -> Opened:
    """Return the list at this address for whoever asks. Raises ``Http404`` where she may not see it; two queries."""
    user = cast(User, request.user)
    lists = PilotList.objects.visible_to(user).select_related("meeting__body")
    pilot_list = get_object_or_404(lists, slug=slug)
    return Opened(pilot_list, sight_of(user, pilot_list))


def opened_result(request: HttpRequest, slug: str) -> Opened:
    """Return the list as :func:`opened` does. Raises ``Http404`` also where the result may not be read."""
    found = opened(request, slug)
    if not found.sight.result:
        raise Http404
    return found


@require_safe
def list_result(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the result of a list, with the pilots that the address chooses; or say when it will be shown."""
    found = opened(request, slug)
    context = {"list": found.list, "sight": found.sight}
    if found.sight.result:
        context |= _shown(found.list, result_of(found.list), request)
    return render(request, "pilots/list_result.html", context)


def _shown(pilot_list: PilotList, result: Result, request: HttpRequest) -> dict[str, object]:
    choice = chosen_in(request, result, pilot_list.budget)
    marks, bars = ranking_marks(result.standings), recommendation_bars(result.standings)
    return {
        "result": result,
        "choice": choice,
        "chosen": frozenset(choice.references),
        "bar": budget_bar(choice.own, choice.funding, choice.budget),
        "marks": marks,
        "marks_height": height_of(len(marks), top=TOP),
        "scale": [(value, f"{value}%") for value in SCALE],
        "bars": bars,
        "bars_height": height_of(len(bars)),
        "recommendations": Recommendation,
        "disagreement": DISAGREEMENT,
        "may_propose": request.user.has_perm("pilots.change_pilotlist") and pilot_list.status != ListStatus.DECIDED,
    }


def chosen_in(request: HttpRequest, result: Result, budget: int | None) -> Choice:
    """Return the pilots that the address chooses, one by one or in one of three ways (``?auswahl=rang``)."""
    match request.GET.get("auswahl"):
        case "rang":
            references = best_within(result, budget)
        case "empfohlen":
            references = recommended(result)
        case "quick-wins":
            references = quick_wins(result)
        case _:
            references = request.GET.getlist(CHOSEN)
    return choose(result, references, budget)


@require_safe
def pilot_result(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show what the reviewers say on one pilot: by criterion, recommendations, comments."""
    found = opened_result(request, slug)
    result = result_of(found.list)
    places = [one.reference for one in result.standings]
    if reference not in places:
        raise Http404
    place = places.index(reference)
    standing = result.standings[place]
    context = {
        "list": found.list,
        "sight": found.sight,
        "result": result,
        "standing": standing,
        "criteria": values_given(standing, result.criteria),
        "comments": comments_on(standing.entry, with_names=found.sight.names),
        "recommendations": [(one, standing.recommendations.get(one, 0)) for one in Recommendation],
        "before": result.standings[place - 1] if place else None,
        "after": result.standings[place + 1] if place + 1 < len(places) else None,
        "position": place + 1,
    }
    return render(request, "pilots/list_result_pilot.html", context)
