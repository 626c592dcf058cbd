"""The list of Teilkonzepte with the picture of their links, the page of one, its head, its steps and its Verlauf."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.admin_forms import ReasonForm
from common.drafts import discard_draft, keeps_draft, opened, restored
from common.history_pages import step_page
from common.tabs import Tab, hung_tabs
from common.timeline import Step, differences
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from people.rules import Person
from strategy.concept_steps import find_step, open_steps
from strategy.enums import SubConceptStatus
from strategy.forms.sub_concepts import SECTION, SubConceptForm
from strategy.models import SubConcept, SubConceptSection
from strategy.network import CIRCLE_WIDTH, concept_picture
from strategy.page_links import links_on, notes_on
from strategy.selectors.sub_concepts import (
    concept_list,
    links_between,
    neighbours_of,
    progress_of_concepts,
    sections_with_notes,
    why_returned,
)
from strategy.services.sections import add_section, edit_section
from strategy.services.sub_concepts import create_sub_concept, edit_sub_concept
from strategy.timeline import object_timeline, removed, restorable, step_title
from strategy.views.frame import refuse, section_tabs, version_in


@require_safe
def concept_index(request: HttpRequest) -> HttpResponse:
    """Show the Teilkonzepte, filtered by status (``?status=``) or links (``?verknuepft=``), and their network."""
    chosen = {name: request.GET.get(name, "") for name in ("status", "verknuepft")}
    everything = list(SubConcept.objects.visible_to(request.user))
    links = links_between(request.user)
    context = {
        "concepts": concept_list(request.user, status=chosen["status"], linked=chosen["verknuepft"]),
        "is_filtered": any(chosen.values()),
        "progress": progress_of_concepts(request.user),
        "links": links,
        "picture": concept_picture(everything, links, request.path) if links else None,
        "width": CIRCLE_WIDTH,
        "tabs": section_tabs(request, "sub_concepts"),
        "may_add": request.user.has_perm("strategy.add_subconcept"),
    }
    return render(request, "strategy/concept_list.html", context)


@require_safe
def concept_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a Teilkonzept: its sections with what fed them, its links, its Maßnahmen and its next steps."""
    concept = concept_to_read(request, slug)
    notes = notes_on(concept, request.user)
    may_write = request.user.has_perm("strategy.change_subconcept", concept)
    context = {
        "concept": concept,
        "sections": sections_with_notes(concept, notes),
        "notes": [found[None] for found in notes if None in found],
        "neighbours": neighbours_of(concept),
        "measures": concept.measures.only("title", "slug", "sub_concept"),
        "rooms": links_on(concept, request.user),
        "steps": open_steps(concept, request.user),
        "may_link": may_write,
        "may_edit": request.user.has_perm("strategy.add_subconcept"),
        "may_write": may_write and concept.status == SubConceptStatus.DRAFT,
        "returned": why_returned(concept) if may_write else None,
        "tabs": concept_tabs(request.user, concept, "sub_concept"),
    }
    return render(request, "strategy/concept_detail.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def concept_create(request: HttpRequest) -> HttpResponse:
    """Show and save the form of a new Teilkonzept."""
    editor = require_perm(request.user, "strategy.add_subconcept")
    cancel_url = reverse("strategy:sub_concepts")
    if request.method != "POST":
        form, draft = restored(request, lambda data=None, **rest: SubConceptForm(data, cancel_url=cancel_url, **rest))
        return show_form(request, None, form, "Neues Teilkonzept", draft=draft)
    form = SubConceptForm(request.POST, cancel_url=cancel_url)
    if form.is_valid():
        try:
            concept = create_sub_concept(**form.content(), by=editor)
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Das Teilkonzept ist angelegt. Schreiben Sie jetzt seinen ersten Abschnitt.")
            return redirect(concept)
    return show_form(request, None, form, "Neues Teilkonzept", status=422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def concept_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save title and group of a Teilkonzept; only editors do."""
    concept = concept_to_read(request, slug)
    editor = require_perm(request.user, "strategy.add_subconcept")
    made = {"stored": concept, "cancel_url": concept.get_absolute_url()}
    title = "Titel und Gruppe"
    if request.method != "POST":
        form, draft = restored(request, lambda data=None, **rest: SubConceptForm(data, **made, **rest))
        return show_form(request, concept, form, title, draft=draft)
    form, conflicts = SubConceptForm(request.POST, **made), None
    if form.is_valid():
        try:
            edit_sub_concept(concept, version=version_in(request), **form.content(), by=editor)
        except StaleVersionError as error:
            conflicts = form.show_conflicts(error.current, what="den Kopf des Teilkonzepts")
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Das Teilkonzept ist gespeichert.")
            return redirect(concept)
    return show_form(request, concept, form, title, conflicts=conflicts, status=409 if conflicts else 422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def concept_step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """Ask before a step of a Teilkonzept, and take it."""
    concept = concept_to_read(request, slug)
    chosen = find_step(step)
    if chosen is None:
        raise Http404
    user = require_perm(request.user, chosen.permission, concept)
    if chosen.source != concept.status:
        messages.info(
            request, f"Das Teilkonzept ist „{concept.get_status_display()}“; dieser Schritt ist nicht möglich."
        )
        return redirect(concept)
    form, draft = opened(request, partial(ReasonForm, reason_required=chosen.reason_required))
    if form.is_valid():
        try:
            chosen.run(concept, by=user, reason=form.cleaned_data["reason"])
        except TransitionError as error:
            refuse(form, error)
        else:
            discard_draft(user, request.path)
            messages.success(request, chosen.done)
            return redirect(concept)
    context = {"concept": concept, "title": chosen.label, "text": chosen.text, "form": form, "draft": draft}
    return render(request, "strategy/concept_step.html", context, status=422 if form.errors else 200)


@require_safe
def concept_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who changed what on a Teilkonzept, newest first, to whoever may write it."""
    concept, _ = concept_to_write(request, slug)
    page = step_page(request, partial(object_timeline, concept))
    sections = {section.pk: section for section in concept.sections.all()}
    is_draft = concept.status == SubConceptStatus.DRAFT
    states = restorable(page.steps, sections) | removed(page.steps, SubConceptSection, sections) if is_draft else set()

    def restore_url(step: Step) -> str:
        return reverse("strategy:section_restore", args=[slug, step.history_id]) if step.key in states else ""

    context = {"concept": concept, "tabs": concept_tabs(request.user, concept, "concept_history"), "title": "Verlauf"}
    return render(request, "strategy/concept_history.html", context | page.context(step_title, restore_url=restore_url))


@require_http_methods(["GET", "HEAD", "POST"])
def section_restore(request: HttpRequest, slug: str, history_id: int) -> HttpResponse:
    """Show what bringing an earlier text of a section back would change, and bring it back; also a removed section."""
    concept, user = concept_to_write(request, slug)
    record = get_object_or_404(SubConceptSection.history, history_id=history_id, sub_concept=concept.pk)
    section = concept.sections.filter(pk=record.id).first()
    content = {name: getattr(record, name) for name in SECTION}
    today = {name: getattr(section, name) if section else "" for name in SECTION}
    changes = differences(SubConceptSection, today, content)
    if request.method != "POST":
        back_url = reverse("strategy:concept_history", args=[slug])
        context = {"concept": concept, "section": section, "record": record, "changes": changes, "back_url": back_url}
        context["stays"] = "" if section else "Der Abschnitt ist entfernt; er kommt als letzter wieder hinzu."
        return render(request, "strategy/section_restore.html", context | {"title": "Früheren Text zurückholen"})
    try:
        if section is None:
            section = add_section(concept, **content, by=user)
        else:
            edit_section(section, version=version_in(request), **content, by=user, reason="Früheren Text zurückgeholt")
    except (StaleVersionError, TransitionError) as error:
        messages.error(request, str(error))
        return redirect(request.path)
    messages.success(request, "Der frühere Text ist zurückgeholt.")
    return redirect(f"{concept.get_absolute_url()}#{section.anchor}")


def concept_to_read(request: HttpRequest, slug: str) -> SubConcept:
    """Return a Teilkonzept that the visitor may read, with its group. Raises ``Http404``."""
    return get_object_or_404(SubConcept.objects.visible_to(request.user).select_related("body"), slug=slug)


def concept_to_write(request: HttpRequest, slug: str) -> tuple[SubConcept, User]:
    """Return a Teilkonzept and who writes it: an editor, or a member of its group. Raises ``Http404`` for others."""
    concept = concept_to_read(request, slug)
    return concept, require_perm(request.user, "strategy.change_subconcept", concept)


def concept_tabs(user: Person, concept: SubConcept, current: str) -> list[Tab]:
    """Return the tabs of a Teilkonzept: its text, those of rooms above, and for its writers the Verlauf."""
    tabs: list[Tab] = [{"label": "Teilkonzept", "url": concept.get_absolute_url(), "current": current == "sub_concept"}]
    tabs += hung_tabs(concept, current)
    if user.has_perm("strategy.change_subconcept", concept):
        url = reverse("strategy:concept_history", args=[concept.slug])
        tabs.append({"label": "Verlauf", "url": url, "current": current == "concept_history"})
    return tabs if len(tabs) > 1 else []


def show_form(
    request: HttpRequest, concept: SubConcept | None, form: Any, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Answer with a form about a Teilkonzept, or a new one."""
    context |= {"concept": concept, "form": form, "title": title}
    return render(request, "strategy/concept_form.html", context, status=status)
