"""Annexes of a version: written on a page of their own, moved and removed by buttons."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from common.conflicts import show_conflicts
from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from strategy.forms.versions import AnnexForm
from strategy.models import Annex
from strategy.services.annexes import add_annex, edit_annex, move_annex, remove_annex
from strategy.views.frame import refuse
from strategy.views.versions import version_and_editor

UP, DOWN, REMOVE = "hoch", "runter", "entfernen"
"""What the buttons beside an annex do, by the parameter ``zug``."""


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def annex_add(request: HttpRequest, number: int) -> HttpResponse:
    """Show and save the form of a new annex."""
    strategy, editor = version_and_editor(request, number)
    return _annex(request, Annex(strategy=strategy), editor)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def annex_edit(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Show and save the form of an annex."""
    strategy, editor = version_and_editor(request, number)
    return _annex(request, get_object_or_404(Annex, strategy=strategy, slug=slug), editor)


@require_POST
def annex_place(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Move an annex by one place, or remove it."""
    strategy, editor = version_and_editor(request, number)
    annex = get_object_or_404(Annex, strategy=strategy, slug=slug)
    step = request.POST.get("zug", "")
    try:
        if step == REMOVE:
            remove_annex(annex, by=editor)
            messages.success(request, f"Die Anlage „{annex.title}“ ist entfernt.")
        elif step in (UP, DOWN):
            move_annex(annex, up=step == UP, by=editor)
    except TransitionError as error:
        messages.error(request, str(error))
    return redirect(f"{strategy.get_absolute_url()}#anlagen-ordnen")


def _annex(request: HttpRequest, annex: Annex, editor: User) -> HttpResponse:
    if request.method != "POST":
        form, draft = restored(request, partial(AnnexForm, annex=annex))
        return _show(request, annex, form, draft=draft)
    form = AnnexForm(request.POST, annex=annex)
    if not form.is_valid():
        return _show(request, annex, form, status=422)
    content = form.content()
    try:
        if annex.pk:
            edit_annex(annex, version=form.cleaned_data["version"] or 0, by=editor, **content)
        else:
            add_annex(annex.strategy, by=editor, **content)
    except StaleVersionError as error:
        conflicts = show_conflicts(form, error.current, content, what="die Anlage")
        return _show(request, annex, form, status=409, conflicts=conflicts)
    except (TransitionError, ValidationError) as error:
        refuse(form, error)
        return _show(request, annex, form, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Die Anlage ist gespeichert.")
    return redirect(annex.strategy)


def _show(request: HttpRequest, annex: Annex, form: AnnexForm, *, status: int = 200, **context: Any) -> HttpResponse:
    title = f"Anlage „{annex.title}“" if annex.pk else "Neue Anlage"
    context |= {"strategy": annex.strategy, "annex": annex, "form": form, "title": title}
    context["files"] = list(annex.files.select_related("stored")) if annex.pk else []
    return render(request, "strategy/annex_form.html", context, status=status)
