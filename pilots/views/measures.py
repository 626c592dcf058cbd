"""What stands behind a Maßnahme: pages of this room that hang onto a page of the strategy."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft, opened, restored
from common.versions import StaleVersionError
from pilots.forms.measures import SourceForm
from pilots.selectors.measures import sources_of, suggested_ideas, suggested_pilots
from pilots.services.measures import add_source, edit_source, remove_source
from strategy.forms.indicators import RemoveForm
from strategy.models import Measure
from strategy.views.frame import version_in
from strategy.views.kinds import MEASURE
from strategy.views.nodes import node_to_edit


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def source_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the form of what stands behind a Maßnahme (``?nummer=`` fills the number in)."""
    measure, editor = node_to_edit(request, MEASURE, slug)
    made = {"user": editor, "cancel_url": measure.get_absolute_url()}
    near: dict[str, Any] = {"ideas": suggested_ideas(measure, editor), "pilots": suggested_pilots(measure, editor)}
    if request.method != "POST":
        number = request.GET.get("nummer", "")
        form, draft = restored(request, lambda data=None, **rest: SourceForm(data, **made, **rest), number=number)
        return _show(request, measure, form, "Idee oder Pilotprojekt zuordnen", draft=draft, **near)
    form = SourceForm(request.POST, **made)
    if form.is_valid():
        try:
            source = add_source(
                measure, idea=form.idea, pilot=form.pilot, reason=form.cleaned_data["reason"], by=editor
            )
        except ValidationError as error:
            form.add_error("number", error.messages)
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"Hinter der Maßnahme steht jetzt auch {source}.")
            return redirect(measure)
    return _show(request, measure, form, "Idee oder Pilotprojekt zuordnen", status=422, **near)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def source_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show and save why an idea or a pilot stands behind a Maßnahme."""
    measure, editor = node_to_edit(request, MEASURE, slug)
    source = get_object_or_404(sources_of(measure, editor), pk=pk)
    made: dict[str, Any] = {"user": editor, "source": source, "cancel_url": measure.get_absolute_url()}
    title = f"Herkunft: {source}"
    if request.method != "POST":
        form, draft = restored(request, lambda data=None, **rest: SourceForm(data, **made, **rest))
        return _show(request, measure, form, title, draft=draft, source=source)
    form, conflicts = SourceForm(request.POST, **made), None
    if form.is_valid():
        try:
            edit_source(source, version=version_in(request), reason=form.cleaned_data["reason"], by=editor)
        except StaleVersionError as error:
            conflicts = form.show_conflicts(error.current)  # type: ignore[arg-type]
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Die Begründung ist gespeichert.")
            return redirect(measure)
    return _show(request, measure, form, title, conflicts=conflicts, source=source, status=409 if conflicts else 422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def source_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask before an idea or a pilot stands no longer behind a Maßnahme, and do it."""
    measure, editor = node_to_edit(request, MEASURE, slug)
    source = get_object_or_404(sources_of(measure, editor), pk=pk)
    form, draft = opened(request, partial(RemoveForm, submit="Zuordnung lösen", cancel_url=measure.get_absolute_url()))
    if form.is_valid():
        remove_source(source, by=editor, reason=form.cleaned_data["reason"])
        discard_draft(editor, request.path)
        messages.success(request, f"{source} steht nicht mehr hinter der Maßnahme.")
        return redirect(measure)
    text = f"{source} steht danach nicht mehr hinter der Maßnahme „{measure}“. Im Verlauf bleibt es stehen."
    context = {"text": text, "draft": draft}
    return _show(request, measure, form, "Zuordnung lösen", status=422 if form.errors else 200, **context)


def _show(
    request: HttpRequest, measure: Measure, form: Any, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"kind": MEASURE, "node": measure, "form": form, "title": title}
    return render(request, "pilots/measure_source.html", context, status=status)
