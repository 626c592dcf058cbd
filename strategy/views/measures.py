"""The list of Maßnahmen, the page of one, and its indicators."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.drafts import discard_draft, keeps_draft, opened, restored
from common.lists import filter_in_words, page_of, render_list, summary_in_words
from common.sheets import CSV_TYPE, XLSX_TYPE, stream_csv, stream_xlsx
from common.versions import StaleVersionError
from strategy.enums import Origin, Priority
from strategy.filters import MeasureFilter
from strategy.forms.indicators import IndicatorForm, RemoveForm, ValueForm
from strategy.indicators import progress_of
from strategy.models import Measure
from strategy.page_links import links_on
from strategy.selectors.measures import with_fields
from strategy.services.indicators import add_indicator, edit_indicator, record_value, remove_indicator
from strategy.sheet import headings, measure_rows
from strategy.views.frame import refuse, section_tabs, version_in
from strategy.views.kinds import MEASURE
from strategy.views.nodes import node_tabs, node_to_edit


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    """Show the Maßnahmen, filtered."""
    chosen = _filter(request)
    page = page_of(request, with_fields(chosen.qs).defer("text").select_related("organisation", "sub_concept"))
    context = {
        "filter": chosen,
        "page_obj": page,
        "is_filtered": filter_in_words(chosen.form) != "",
        "summary": summary_in_words(page, chosen.form, "Maßnahme", "Maßnahmen"),
        "tabs": section_tabs(request, "measures"),
        "may_edit": request.user.has_perm("strategy.add_measure"),
    }
    return render_list(request, "strategy/measure_list.html", "strategy/_measure_rows.html", context)


@require_safe
def measure_table(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send the Maßnahmen that the filter shows as a table; a filter with a value that is none leads to the list."""
    chosen = _filter(request)
    if chosen.errors:
        messages.error(request, "Einen Wert dieses Filters gibt es nicht. Bitte wählen Sie den Filter neu.")
        return redirect(f"{reverse('strategy:measures')}?{request.GET.urlencode()}")
    names, rows = headings(), measure_rows(chosen.qs, request.user)
    parts = stream_xlsx(names, rows, title="Maßnahmen") if kind == "xlsx" else stream_csv(names, rows)
    response = StreamingHttpResponse(parts, content_type=XLSX_TYPE if kind == "xlsx" else CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="massnahmen-{timezone.localdate():%Y-%m-%d}.{kind}"'
    return response


@require_safe
def measure_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one Maßnahme: what it is, what it serves, its indicators, and what rooms above hang onto it."""
    measures = Measure.objects.visible_to(request.user).select_related("organisation", "sub_concept")
    measure = get_object_or_404(measures, slug=slug)
    context = {
        "kind": MEASURE,
        "node": measure,
        "fields": measure.action_fields.prefetch_related("visions"),
        "priority_means": Priority(measure.priority).meaning,
        "origin_means": Origin(measure.origin).meaning,
        "indicators": progress_of(measure),
        "rooms": links_on(measure, request.user),
        "may_edit": request.user.has_perm("strategy.change_measure", measure),
        "tabs": node_tabs(request.user, MEASURE, measure, "detail"),
    }
    return render(request, "strategy/measure_detail.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the form of a new indicator."""
    measure, editor = node_to_edit(request, MEASURE, slug)
    make = partial(IndicatorForm, cancel_url=measure.get_absolute_url())
    if request.method != "POST":
        form, draft = restored(request, make)
        return _show(request, measure, form, "Indikator anlegen", draft=draft)
    form = make(request.POST)
    if form.is_valid():
        try:
            add_indicator(measure, form.content(), by=editor)
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Der Indikator ist angelegt.")
            return redirect(measure)
    return _show(request, measure, form, "Indikator anlegen")


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show and save the form of an indicator."""
    measure, editor = node_to_edit(request, MEASURE, slug)
    indicator = get_object_or_404(measure.indicators, pk=pk)
    make = partial(IndicatorForm, stored=indicator, cancel_url=measure.get_absolute_url())
    title = "Indikator bearbeiten"
    if request.method != "POST":
        form, draft = restored(request, make)
        return _show(request, measure, form, title, draft=draft, indicator=indicator)
    form, conflicts = make(request.POST), None
    if form.is_valid():
        try:
            edit_indicator(indicator, version=version_in(request), content=form.content(), by=editor)
        except StaleVersionError as error:
            conflicts = form.show_conflicts(error.current, what="den Indikator")
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Der Indikator ist gespeichert.")
            return redirect(measure)
    return _show(request, measure, form, title, conflicts=conflicts, indicator=indicator)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask before an indicator is removed with its values, and remove it."""
    measure, editor = node_to_edit(request, MEASURE, slug)
    indicator = get_object_or_404(measure.indicators, pk=pk)
    make = partial(RemoveForm, submit="Indikator entfernen", cancel_url=measure.get_absolute_url())
    form, draft = opened(request, make)
    if form.is_valid():
        remove_indicator(indicator, by=editor, reason=form.cleaned_data["reason"])
        discard_draft(editor, request.path)
        messages.success(request, "Der Indikator ist entfernt.")
        return redirect(measure)
    text = (
        f"Der Indikator „{indicator}“ verschwindet mit allen Messwerten von dieser Seite. Im Verlauf bleibt er stehen."
    )
    return _show(request, measure, form, "Indikator entfernen", text=text, draft=draft)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def value_record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show and save the form of a measured value."""
    measure, editor = node_to_edit(request, MEASURE, slug)
    indicator = get_object_or_404(measure.indicators, pk=pk)
    form, draft = opened(request, partial(ValueForm, indicator=indicator, cancel_url=measure.get_absolute_url()))
    if form.is_valid():
        record_value(indicator, **form.cleaned_data, by=editor)
        discard_draft(editor, request.path)
        messages.success(request, "Der Messwert ist festgehalten.")
        return redirect(measure)
    text = f"Indikator: {indicator.name}, Zielwert {indicator.target.normalize():f} {indicator.unit}".replace(".", ",")
    return _show(request, measure, form, "Messwert erfassen", text=text, draft=draft)


def _filter(request: HttpRequest) -> MeasureFilter:
    """Return the filter of the list over all Maßnahmen that the visitor may read."""
    return MeasureFilter(request.GET or None, Measure.objects.visible_to(request.user), request=request)


def _show(request: HttpRequest, measure: Measure, form: Any, title: str, **context: Any) -> HttpResponse:
    status = 409 if context.get("conflicts") else 422 if form.errors else 200
    context |= {"kind": MEASURE, "node": measure, "form": form, "title": title}
    return render(request, "strategy/node_form.html", context, status=status)
