"""Merging ideas, splitting one, and undoing either."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus, MergeKind
from ideas.forms.merges import ChooseIdeasForm, MergeForm, SplitForm, UndoForm
from ideas.lineage import Union, unions_of
from ideas.models import Idea, Merge
from ideas.selectors import ideas_for
from ideas.services.merges import MAX_PARTS, merge_ideas, obstacle_to_undo, split_idea, undo_merge
from ideas.views.editing import idea_to_edit, show_form
from people.models import User

CLOSED = "Zusammenführen und aufteilen lassen sich nur Ideen, die eingereicht und noch offen sind."
STILL_HERE = "Was Sie geschrieben haben, steht noch auf dieser Seite; kopieren Sie daraus, was Sie brauchen."


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask which ideas are merged, then show their texts field by field, and merge them."""
    idea, editor = idea_to_edit(request, reference)
    if request.method != "POST" and idea.status not in IdeaStatus.open():
        messages.info(request, CLOSED)
        return redirect(idea)
    candidates = ideas_for(request.user)
    if request.method != "POST":
        candidates = candidates.filter(status__in=IdeaStatus.open())
    wanted = {"mit": " ".join(request.GET.getlist("mit"))} if "mit" in request.GET else None
    chosen = ChooseIdeasForm(wanted, idea=idea, candidates=candidates)
    if not chosen.is_valid():
        return show_form(request, idea, "Zusammenführen", chosen, status=422 if chosen.errors else 200)
    sources = [idea, *chosen.cleaned_data["mit"]]
    return _merge(request, idea, sources, editor)


def _merge(request: HttpRequest, idea: Idea, sources: Sequence[Idea], editor: User) -> HttpResponse:
    title = f"{len(sources)} Ideen zusammenführen"
    cancel_url = idea.get_absolute_url()
    template: dict[str, Any] = {"template": "ideas/merge.html", "sources": sources}
    if request.method != "POST":
        form, draft = restored(
            request, lambda data=None, **rest: MergeForm(data, sources=sources, cancel_url=cancel_url, **rest)
        )
        return show_form(request, idea, title, form, draft=draft, **template)
    form = MergeForm(request.POST, sources=sources, cancel_url=cancel_url)
    if not form.is_valid():
        return show_form(request, idea, title, form, status=422, **template)
    if union := _made_before(MergeKind.MERGE, sources, editor):
        [result] = union.results
        if _says(result, form.content()) and union.merge.reason == form.cleaned_data["reason"]:
            return _said(request, result, f"Zusammengeführt zu {result.reference}.")
        form.add_error(None, f"Diese Ideen sind inzwischen zusammengeführt zu {result.reference}. {STILL_HERE}")
        return show_form(request, idea, title, form, status=409, **template)
    try:
        result = merge_ideas(
            sources,
            versions=form.versions(),
            content=form.content(),
            origin=form.origin(),
            reason=form.cleaned_data["reason"],
            by=editor,
        )
    except StaleVersionError as error:
        form.read_again(error.current)  # type: ignore[arg-type]
        return show_form(request, idea, title, form, status=409, **template)
    except (TransitionError, ValidationError) as error:
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        return show_form(request, idea, title, form, status=409, **template)
    discard_draft(editor, request.path)
    return _said(request, result, f"Zusammengeführt zu {result.reference}.")


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask into which ideas one is split, and split it."""
    idea, editor = idea_to_edit(request, reference)
    title = "Aufteilen"
    if request.method != "POST" and idea.status not in IdeaStatus.open():
        messages.info(request, CLOSED)
        return redirect(idea)
    if request.method != "POST":
        form, draft = restored(request, partial(_split_form, idea))
        return show_form(request, idea, title, form, draft=draft)
    form = _split_form(idea, request.POST)
    if "more" in request.POST:
        typed = {field.name: field.data for field in form}
        return show_form(request, idea, title, SplitForm(idea=idea, parts=len(form.numbers) + 1, initial=typed))
    if not form.is_valid():
        return show_form(request, idea, title, form, status=422)
    if union := _made_before(MergeKind.SPLIT, [idea], editor):
        parts = [content for content, _ in form.results()]
        is_same = len(parts) == len(union.results) and all(map(_says, union.results, parts))
        if is_same and union.merge.reason == form.cleaned_data["reason"]:
            return _said(request, union.results[0], _split_into(union.results))
        form.add_error(None, f"{_split_into(union.results, 'Inzwischen aufgeteilt')} {STILL_HERE}")
        return show_form(request, idea, title, form, status=409)
    try:
        results = split_idea(
            idea,
            version=form.cleaned_data["version"],
            parts=form.results(),
            reason=form.cleaned_data["reason"],
            by=editor,
        )
    except StaleVersionError as error:
        form.read_again(error.current)  # type: ignore[arg-type]
        idea = idea_to_edit(request, reference)[0]
        return show_form(request, idea, title, form, status=409)
    except (TransitionError, ValidationError) as error:
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        return show_form(request, idea, title, form, status=409)
    discard_draft(editor, request.path)
    return _said(request, results[0], _split_into(results))


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def merge_undo(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Ask before a merge or split is undone, and undo it."""
    idea, editor = idea_to_edit(request, reference)
    stored = get_object_or_404(Merge, pk=pk, members__idea=idea)
    union = next(one for one in unions_of([idea.pk]) if one.merge == stored)
    form, draft = (UndoForm(request.POST), None) if request.method == "POST" else restored(request, UndoForm)
    if request.method != "POST" or stored.undone_at:
        if why := obstacle_to_undo(stored):
            messages.info(request, why)
            return redirect(idea)
    elif form.is_valid():
        try:
            undo_merge(stored, reason=form.cleaned_data["reason"], by=editor)
        except TransitionError as error:
            messages.error(request, str(error))
            return redirect(idea)
        discard_draft(editor, request.path)
        return _said(request, union.sources[0], f"Die {stored.get_kind_display()} ist rückgängig gemacht.")
    context = {
        "idea": idea,
        "title": f"{stored.get_kind_display()} rückgängig machen",
        "consequences": _undoing(union),
        "form": form,
        "draft": draft,
        "danger": True,
    }
    return render(request, "ideas/step.html", context, status=422 if form.errors else 200)


def _undoing(union: Union) -> list[str]:
    sources = ", ".join(str(one.reference) for one in union.sources)
    results = ", ".join(str(one.reference) for one in union.results)
    return [
        f"{sources}: wieder mit dem Status von vorher.",
        f"{results}: bleibt als „zusammengeführt“ lesbar und wird nicht weiter bearbeitet.",
        "Alle, die eine der Ideen eingereicht haben, erhalten eine E-Mail.",
    ]


def _split_form(idea: Idea, data: Any = None, *, initial: Any = None) -> SplitForm:
    """Return the form for as many ideas as it was made for before, at first for two."""
    number = (data or initial or {}).get("parts", "")
    parts = min(max(int(number), 2), MAX_PARTS) if number.isdecimal() else 2
    return SplitForm(data, idea=idea, parts=parts, initial=initial)


def _made_before(kind: MergeKind, sources: Sequence[Idea], editor: User) -> Union | None:
    """Return the live merge or split of just these ideas that this editor made before, if there is one."""
    for union in unions_of([sources[0].pk]):
        is_same = union.merge.kind == kind and union.merge.by == editor and set(union.sources) == set(sources)
        if union.is_live and is_same:
            return union
    return None


def _says(idea: Idea, content: Mapping[str, Any]) -> bool:
    """Return whether an idea says just this, as after a second click."""
    return all(getattr(idea, name) == value for name, value in content.items())


def _split_into(results: Sequence[Idea], what: str = "Aufgeteilt") -> str:
    *others, last = [str(one.reference) for one in results]
    return f"{what} in {', '.join(others)} und {last}."


def _said(request: HttpRequest, idea: Idea, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(idea)
