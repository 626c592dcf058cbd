"""Writing the sections of a Teilkonzept, each on its own."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from common.drafts import discard_draft, keeps_draft, opened, restored
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from strategy.enums import SubConceptStatus
from strategy.forms.indicators import RemoveForm
from strategy.forms.sub_concepts import SectionForm
from strategy.models import SubConcept, SubConceptSection
from strategy.services.sections import add_section, edit_section, move_section, remove_section
from strategy.views.frame import refuse, version_in
from strategy.views.sub_concepts import concept_to_write, show_form

NOT_NOW = "Das Teilkonzept ist „{status}“. Geschrieben wird es im Entwurf; geben Sie es dafür zuerst zurück."


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def section_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the form of a new section."""
    concept, user = concept_to_write(request, slug)
    title = "Neuer Abschnitt"
    made = {"cancel_url": concept.get_absolute_url()}
    if request.method != "POST":
        if concept.status != SubConceptStatus.DRAFT:
            return _not_now(request, concept)
        form, draft = restored(request, lambda data=None, **rest: SectionForm(data, **made, **rest))
        return show_form(request, concept, form, title, draft=draft)
    form = SectionForm(request.POST, **made)
    if form.is_valid():
        try:
            section = add_section(concept, **form.content(), by=user)
        except TransitionError as error:
            form.add_error(None, str(error))
        else:
            return _saved(request, user, concept, section)
    return show_form(request, concept, form, title, status=422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show and save a section; whoever writes another one at the same time is not disturbed."""
    concept, user = concept_to_write(request, slug)
    section = get_object_or_404(concept.sections, pk=pk)
    title = "Abschnitt bearbeiten"
    made: dict[str, Any] = {"stored": section, "cancel_url": _place_of(concept, section)}
    if request.method != "POST":
        if concept.status != SubConceptStatus.DRAFT:
            return _not_now(request, concept)
        form, draft = restored(request, lambda data=None, **rest: SectionForm(data, **made, **rest))
        return show_form(request, concept, form, title, draft=draft, section=section)
    form, conflicts = SectionForm(request.POST, **made), None
    if form.is_valid():
        try:
            edit_section(section, version=version_in(request), **form.content(), by=user)
        except StaleVersionError as error:
            conflicts = form.show_conflicts(error.current, what="diesen Abschnitt")
        except TransitionError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            refuse(form, error)
        else:
            return _saved(request, user, concept, section)
    status = 409 if conflicts else 422
    return show_form(request, concept, form, title, conflicts=conflicts, section=section, status=status)


@require_POST
def section_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a section one place up (``zug=hoch``) or down (``zug=runter``)."""
    concept, user = concept_to_write(request, slug)
    section = get_object_or_404(concept.sections, pk=pk)
    try:
        move_section(section, -1 if request.POST.get("zug") == "hoch" else 1, by=user)
    except TransitionError as error:
        messages.error(request, str(error))
    return redirect(_place_of(concept, section))


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def section_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask before a section is removed, and remove it."""
    concept, user = concept_to_write(request, slug)
    section = get_object_or_404(concept.sections, pk=pk)
    form, draft = opened(
        request, partial(RemoveForm, submit="Abschnitt entfernen", cancel_url=_place_of(concept, section))
    )
    if form.is_valid():
        try:
            remove_section(section, by=user, reason=form.cleaned_data["reason"])
        except TransitionError as error:
            messages.error(request, str(error))
        else:
            discard_draft(user, request.path)
            messages.success(request, "Der Abschnitt ist entfernt. Im Verlauf steht sein Text weiter.")
        return redirect(concept)
    text = f"Der Abschnitt „{section}“ verschwindet aus dem Teilkonzept. Im Verlauf bleibt sein Text stehen."
    context = {"text": text, "draft": draft, "status": 422 if form.errors else 200}
    return show_form(request, concept, form, "Abschnitt entfernen", **context)


def _place_of(concept: SubConcept, section: SubConceptSection) -> str:
    return f"{concept.get_absolute_url()}#{section.anchor}"


def _saved(request: HttpRequest, user: User, concept: SubConcept, section: SubConceptSection) -> HttpResponse:
    discard_draft(user, request.path)
    messages.success(request, f"Der Abschnitt „{section.heading}“ ist gespeichert.")
    return redirect(_place_of(concept, section))


def _not_now(request: HttpRequest, concept: SubConcept) -> HttpResponse:
    messages.info(request, NOT_NOW.format(status=concept.get_status_display()))
    return redirect(concept)
