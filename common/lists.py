"""List pages: paging with capped counts, counts in words, and one partial for the full page and the htmx swap."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

PER_PAGE = 25
COUNT_CAP = 1_000
"""Counting stops here: the exact number of many rows costs more than the page itself (DESIGN 11)."""

_NO_CHOICE = (None, "", False)


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages over at most the first ``COUNT_CAP`` rows; ``is_capped`` tells that there are more."""

    @cached_property
    def counted(self) -> int:
        """The number of rows, at most one more than the cap."""
        queryset: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return queryset.order_by().values("pk")[: COUNT_CAP + 1].count()

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than the cap."""
        return self.counted > COUNT_CAP

    @property
    def count(self) -> int:
        """The number of rows that can be paged through."""
        return min(self.counted, COUNT_CAP)


def page_of(request: HttpRequest, queryset: QuerySet[Any]) -> "Page[Any]":
    """Return the page that the address asks for (``?page=2``); a page that does not exist becomes the nearest one."""
    return CappedPaginator(queryset, PER_PAGE).get_page(request.GET.get("page"))


def count_in_words(page: "Page[Any]", singular: str, plural: str) -> str:
    """Return how many rows there are: "Keine Sitzungen", "1 Sitzung", "12 Sitzungen", "Mehr als 1.000 Sitzungen"."""
    paginator = cast(CappedPaginator, page.paginator)
    if paginator.is_capped:
        return f"Mehr als {COUNT_CAP:,} {plural}".replace(",", ".")
    count = paginator.count
    return f"1 {singular}" if count == 1 else f"{count or 'Keine'} {plural}"


def summary_in_words(page: "Page[Any]", form: BaseForm, singular: str, plural: str) -> str:
    """Return count and filter: "12 Sitzungen (Gremium: Strategiekreis, Jahr: 2021)", and what did not filter."""
    chosen = filter_in_words(form)
    summary = count_in_words(page, singular, plural) + (f" ({chosen})" if chosen else "")
    ignored = ", ".join(f"„{form[name].label}“" for name in form.errors)
    return f"{summary}. Ohne den Filter {ignored}: Diesen Wert gibt es dort nicht." if ignored else summary


def render_list(request: HttpRequest, template: str, partial: str, context: Mapping[str, Any]) -> HttpResponse:
    """Answer with the whole page, or with its ``partial`` where htmx swaps only the list.

    Both are kept apart in caches (``Vary: HX-Request``), and going back in the browser always gets the whole page.
    """
    swap = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = render(request, partial if swap else template, dict(context))
    patch_vary_headers(response, ["HX-Request"])
    return response


def filter_in_words(form: BaseForm) -> str:
    """Return what a filter's form was asked for: "Gremium: Strategiekreis, Jahr: 2021"; empty where nothing was.

    Values that are not valid are left out, as they do not filter either.
    """
    if not form.is_bound:
        return ""
    chosen = ((name, value) for name, value in form.cleaned_data.items() if value not in _NO_CHOICE)
    return ", ".join(_choice_in_words(form[name], value) for name, value in chosen)


def _choice_in_words(field: BoundField, value: Any) -> str:
    if value is True:
        return str(field.label)
    choices = getattr(field.field, "choices", ())
    if isinstance(value, models.Model) or not choices:
        return f"{field.label}: {value}"
    return f"{field.label}: {dict(choices).get(value, value)}"
