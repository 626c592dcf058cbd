"""Linking Teilkonzepte: a new link, a changed one, one that is taken back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft, opened, restored
from common.versions import StaleVersionError
from strategy.forms.indicators import RemoveForm
from strategy.forms.sub_concepts import LinkForm
from strategy.services.links import edit_link, link_sub_concepts, unlink_sub_concepts
from strategy.views.frame import refuse, version_in
from strategy.views.sub_concepts import concept_to_write, show_form


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def link_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the form of a new link from this Teilkonzept to another."""
    concept, user = concept_to_write(request, slug)
    title = "Mit anderem Teilkonzept verknüpfen"
    made: dict[str, Any] = {"concept": concept, "cancel_url": concept.get_absolute_url()}
    if request.method != "POST":
        form, draft = restored(request, lambda data=None, **rest: LinkForm(data, **made, **rest))
        return show_form(request, concept, form, title, draft=draft)
    form = LinkForm(request.POST, **made)
    if form.is_valid():
        try:
            link = link_sub_concepts(concept, **form.content(), by=user)
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(user, request.path)
            messages.success(request, f"Verknüpft: {link}.")
            return redirect(concept)
    return show_form(request, concept, form, title, status=422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def link_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show and save a link; it belongs to the Teilkonzept that it starts from."""
    concept, user = concept_to_write(request, slug)
    link = get_object_or_404(concept.links_out, pk=pk)
    title = "Verknüpfung bearbeiten"
    made: dict[str, Any] = {"concept": concept, "stored": link, "cancel_url": concept.get_absolute_url()}
    if request.method != "POST":
        form, draft = restored(request, lambda data=None, **rest: LinkForm(data, **made, **rest))
        return show_form(request, concept, form, title, draft=draft, link=link)
    form, conflicts = LinkForm(request.POST, **made), None
    if form.is_valid():
        try:
            edit_link(link, version=version_in(request), content=form.content(), by=user)
        except StaleVersionError as error:
            conflicts = form.show_conflicts(error.current, what="die Verknüpfung")
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(user, request.path)
            messages.success(request, "Die Verknüpfung ist gespeichert.")
            return redirect(concept)
    status = 409 if conflicts else 422
    return show_form(request, concept, form, title, conflicts=conflicts, link=link, status=status)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def link_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask before a link is taken back, and take it back."""
    concept, user = concept_to_write(request, slug)
    link = get_object_or_404(concept.links_out, pk=pk)
    form, draft = opened(
        request, partial(RemoveForm, submit="Verknüpfung lösen", cancel_url=concept.get_absolute_url())
    )
    if form.is_valid():
        unlink_sub_concepts(link, by=user, reason=form.cleaned_data["reason"])
        discard_draft(user, request.path)
        messages.success(request, "Die Verknüpfung ist gelöst.")
        return redirect(concept)
    context = {"text": f"{link}. Im Verlauf bleibt sie stehen.", "draft": draft}
    return show_form(request, concept, form, "Verknüpfung lösen", status=422 if form.errors else 200, **context)
