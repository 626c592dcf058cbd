"""The result of a list: ranking, what-if, what the order hangs on, one pilot, and the tables to download."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from common.sheets import CSV_TYPE, XLSX_TYPE, stream_csv, stream_xlsx
from pilots.charts import SCALE, TOP, budget_bar, height_of, ranking_marks, recommendation_bars
from pilots.choice import Choice, best_within, choose, quick_wins, recommended
from pilots.enums import Recommendation
from pilots.models import PilotList
from pilots.opinions import comments_on, values_given
from pilots.result_rows import move_rows, rows_of
from pilots.results import RESULTS_KEPT, Result, result_of
from pilots.scoring import DISAGREEMENT
from pilots.selectors.lists import is_begun_to_decide
from pilots.services.proposals import proposal_of
from pilots.sheet import result_table, review_table
from pilots.views.lists import find_list, list_context
from pilots.visibility import Sight, reviews_read_with

CHOSEN = "pilot"
"""Name of the parameter that names a chosen pilot; it may be repeated."""


@require_safe
def list_result(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the result of a list with the pilots that the address chooses; or say when it will be shown.

    htmx gets the sum of the choice only.
    """
    pilot_list, sight = find_list(request, slug)
    context = list_context(pilot_list, request.user, sight, "list_result")
    swap = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    if sight.result:
        result = result_of(pilot_list)
        context |= _choice(request, pilot_list, result)
        context |= {} if swap else _figures(result)
    elif swap:
        raise Http404
    response = render(request, "pilots/_choice_swap.html" if swap else "pilots/list_result.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _choice(request: HttpRequest, pilot_list: PilotList, result: Result) -> dict[str, Any]:
    choice = chosen_in(request, result, pilot_list.budget)
    may_propose = request.user.has_perm("pilots.change_pilotlist") and not is_begun_to_decide(pilot_list)
    return {
        "choice": choice,
        "chosen": frozenset(choice.references),
        "bar": budget_bar(choice.own, choice.funding, choice.budget),
        "may_propose": may_propose,
        "proposal_version": proposal_of(pilot_list).version if may_propose else None,
    }


@lru_cache(maxsize=RESULTS_KEPT)
def _figures(result: Result) -> Mapping[str, Any]:
    """Return what the page draws of a result, as texts and lengths; it is the same as long as the result is."""
    marks, bars = ranking_marks(result.standings), recommendation_bars(result.standings)
    return {
        "result": result,
        "rows": rows_of(result.standings),
        "moves": move_rows(result.moves),
        "marks": marks,
        "marks_height": height_of(len(marks), top=TOP),
        "scale": [(value, f"{value}%") for value in SCALE],
        "bars": bars,
        "bars_height": height_of(len(bars)),
        "recommendations": Recommendation,
        "disagreement": DISAGREEMENT,
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
    pilot_list, sight = find_result(request, slug)
    result = result_of(pilot_list)
    places = [one.reference for one in result.standings]
    if reference not in places:
        raise Http404
    place = places.index(reference)
    standing = result.standings[place]
    context = list_context(pilot_list, request.user, sight, "list_result") | {
        "result": result,
        "standing": standing,
        "criteria": values_given(standing, result.criteria),
        "comments": comments_on(standing.entry, with_names=sight.names),
        "recommendations": [(one, standing.recommendations.get(one, 0)) for one in Recommendation],
        "before": result.standings[place - 1] if place else None,
        "after": result.standings[place + 1] if place + 1 < len(places) else None,
    }
    return render(request, "pilots/list_result_pilot.html", context)


@require_safe
def list_result_export(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    """Send the result as a table, a row for each pilot."""
    pilot_list, sight = find_result(request, slug)
    headings, rows = result_table(pilot_list, result_of(pilot_list), with_names=sight.names)
    return _table(headings, rows, name=f"ergebnis-{slug}.{kind}", title="Ergebnis")


@require_safe
def list_reviews_export(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    """Send the single reviews that the visitor may read as a table, a row for each."""
    pilot_list, sight = find_result(request, slug)
    if not sight.reviews:
        raise Http404
    headings, rows = review_table(pilot_list, reviews_read_with(sight, pilot_list), with_names=sight.names)
    return _table(headings, rows, name=f"bewertungen-{slug}.{kind}", title="Bewertungen")


def find_result(request: HttpRequest, slug: str) -> tuple[PilotList, Sight]:
    """Return the list and what of its reviews may be read. Raises ``Http404`` where that is not the result."""
    pilot_list, sight = find_list(request, slug)
    if not sight.result:
        raise Http404
    return pilot_list, sight


def _table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str, title: str) -> StreamingHttpResponse:
    is_xlsx = name.endswith("xlsx")
    parts = stream_xlsx(headings, rows, title=title) if is_xlsx else stream_csv(headings, rows)
    response = StreamingHttpResponse(parts, content_type=XLSX_TYPE if is_xlsx else CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
