"""Versions of the strategy: the register, the next one, the page of one, its states and texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.conflicts import show_conflicts
from common.digests import digest_of
from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from people.rules import Person, is_editor
from strategy.content import Placed, StrategyContent, walk
from strategy.enums import VersionStatus
from strategy.forms.versions import VersionForm
from strategy.models import Opinion, StrategyVersion
from strategy.selectors.files import changed_files
from strategy.selectors.versions import State, current_state, releases_of, states_for, versions_for
from strategy.services.versions import edit_version, start_version
from strategy.version_steps import steps_of
from strategy.views.frame import refuse, section_tabs


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A part as the page draws it: ``tag`` is the level of its HTML heading; opinions on it where they are shown."""

    placed: Placed
    tag: int
    opinions: Sequence[Opinion] = ()


@login_not_required
@require_safe
def version_list(request: HttpRequest) -> HttpResponse:
    """Show the versions that the visitor may see, the last one first."""
    versions = list(versions_for(request.user))
    last = versions[0] if versions else None
    may_start = request.user.has_perm("strategy.add_strategyversion")
    context = {
        "versions": versions,
        "may_start": may_start and (last is None or last.status == VersionStatus.PASSED),
        "last": last,
        "states": len(states_for(request.user)) if request.user.is_authenticated else 0,
        "tabs": section_tabs(request, "version_list") if request.user.is_authenticated else [],
    }
    return render(request, "strategy/version_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def version_start(request: HttpRequest) -> HttpResponse:
    """Ask before the next version is started, and start it."""
    editor = require_perm(request.user, "strategy.add_strategyversion")
    if request.method == "POST":
        try:
            made = start_version(by=editor)
        except TransitionError as error:  # a second click, or somebody else
            messages.error(request, str(error))
            return redirect("strategy:version_list")
        messages.success(request, f"{made} ist angelegt. Bitte schreiben Sie die Einleitung.")
        return redirect("strategy:version_edit", made.number)
    context = {"last": versions_for(editor).first()}
    return render(request, "strategy/version_start.html", context)


@login_not_required
@require_safe
def version_detail(request: HttpRequest, number: int) -> HttpResponse:
    """Show a version as it was frozen last, or of a draft as it stands."""
    strategy = find_version(request, number)
    state = current_state(strategy, request.user)
    context = version_context(strategy, request.user, "version") | state_context(state)
    if context["may_edit"]:
        context |= {"steps": steps_of(strategy)}
    if context["may_edit"] and strategy.is_editable:
        context["annexes"] = list(strategy.annexes.all())
    return render(request, "strategy/version_detail.html", context)


@login_not_required
@require_safe
def version_state(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Show a frozen state of a version, and whether it still fits its digest."""
    strategy = find_version(request, number)
    release = get_object_or_404(strategy.releases.visible_to(request.user).select_related("by"), pk=pk)
    context = version_context(strategy, request.user, "version_states") | state_context(State(strategy, release))
    context |= {"digest": digest_of(release.content), "changed_files": changed_files(context["content"])}
    return render(request, "strategy/version_state.html", context)


@require_safe
def version_states(request: HttpRequest, number: int) -> HttpResponse:
    """Show when a version was frozen, and ask which two states are compared."""
    strategy = find_version(request, number)
    states = states_for(request.user)
    own = [key for key, state in states.items() if state.strategy == strategy]
    context = version_context(strategy, request.user, "version_states") | {
        "releases": releases_of(strategy, request.user),
        "choices": [(key, state.label) for key, state in states.items()],
        "newer": own[0] if own else "",
        "older": own[1] if len(own) > 1 else "",
    }
    return render(request, "strategy/version_states.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def version_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Show and save title, introduction and publication."""
    strategy, editor = version_and_editor(request, number)
    if request.method != "POST":
        form, draft = restored(request, partial(VersionForm, strategy=strategy))
        return _show_form(request, strategy, form, draft=draft)
    form = VersionForm(request.POST, strategy=strategy)
    if not form.is_valid():
        return _show_form(request, strategy, form, status=422)
    try:
        edit_version(strategy, version=form.cleaned_data["version"], head=form.head(), by=editor)
    except StaleVersionError as error:
        conflicts = show_conflicts(form, error.current, form.head(), what="die Fassung")
        return _show_form(request, strategy, form, status=409, conflicts=conflicts)
    except (TransitionError, ValidationError) as error:
        refuse(form, error)
        return _show_form(request, strategy, form, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Die Angaben der Fassung sind gespeichert.")
    return redirect(strategy)


def find_version(request: HttpRequest, number: int) -> StrategyVersion:
    """Return the version with this number that the visitor may see. Raises ``Http404``."""
    return get_object_or_404(versions_for(request.user), number=number)


def version_and_editor(request: HttpRequest, number: int) -> tuple[StrategyVersion, User]:
    """Return the version with this number and the editor who works on it. Raises ``Http404`` for everybody else."""
    strategy = find_version(request, number)
    return strategy, require_perm(request.user, "strategy.change_strategyversion", strategy)


def version_context(strategy: StrategyVersion, user: Person, current: str) -> dict[str, Any]:
    """Return what all pages of a version show; ``current`` is the name of the page's URL."""
    may_edit = is_editor(user)
    pages = [("version", "Fassung")]
    if user.is_authenticated:
        pages += [("version_states", "Stände"), ("consultations", "Gremienvorabstimmung")]
    pages += [("version_history", "Verlauf")] if may_edit else []
    tabs = [
        {"label": label, "url": reverse(f"strategy:{name}", args=[strategy.number]), "current": name == current}
        for name, label in pages
    ]
    return {
        "strategy": strategy,
        "may_edit": may_edit,
        "tabs": tabs if len(tabs) > 1 else [],
        "next_version": _next_version(strategy, user),
    }


def state_context(state: State, opinions: Mapping[str, Sequence[Opinion]] | None = None) -> dict[str, Any]:
    """Return what the document needs: the state, its content, and its parts as rows with the ``opinions`` on them."""
    content = state.content()
    return {"state": state, "content": content, "rows": rows_of(content, opinions or {})}


def rows_of(content: StrategyContent, opinions: Mapping[str, Sequence[Opinion]]) -> list[DocumentRow]:
    """Return the parts of a document in reading order, with the opinions on each by its key."""
    return [DocumentRow(one, one.level + 1, opinions.get(one.part.key, ())) for one in walk(content)]


def _next_version(strategy: StrategyVersion, user: Person) -> StrategyVersion | None:
    """Return the version that continues this one, if the visitor may know it; no query."""
    following: StrategyVersion | None = getattr(strategy, "continued_by", None)
    if following is None or is_editor(user):
        return following
    is_known = not following.is_draft and (user.is_authenticated or following.is_final)
    return following if is_known else None


def _show_form(
    request: HttpRequest, strategy: StrategyVersion, form: VersionForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"strategy": strategy, "form": form, "title": "Fassung bearbeiten"}
    return render(request, "strategy/version_form.html", context, status=status)
