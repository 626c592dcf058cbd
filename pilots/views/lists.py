"""The register of lists, a new one, the page of one, its head and its Verlauf."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.conflicts import FieldChange
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.history_pages import step_page
from common.lists import count_in_words, page_of
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from pilots.enums import ListStatus
from pilots.forms.lists import HeadForm, NewListForm
from pilots.list_steps import steps_of
from pilots.list_timeline import list_timeline, step_title
from pilots.models import PilotList, Release
from pilots.selectors.lists import obstacles_to_opening, rows_of, voters_of
from pilots.selectors.reviews import open_of, reviewers_of
from pilots.services.decision_mails import held_mails
from pilots.services.lists import create_list, edit_list
from pilots.views.editing import sections
from pilots.visibility import Sight, sight_of

DECIDING = (ListStatus.CLOSED, ListStatus.DECIDED)
"""The statuses in which the board decides, or did."""


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Show the lists that the visitor may see, the newest meeting first."""
    visible = PilotList.objects.visible_to(request.user).select_related("meeting__body")
    page = page_of(request, visible.annotate(pilots=Count("entries")).order_by("-meeting__held_on", "-pk"))
    context = {
        "page_obj": page,
        "summary": count_in_words(page, "Pilotliste", "Pilotlisten"),
        "may_edit": request.user.has_perm("pilots.add_pilotlist"),
        "tabs": sections(request.user, "lists"),
    }
    return render(request, "pilots/list_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def list_create(request: HttpRequest) -> HttpResponse:
    """Ask for which meeting a list is made, and make it."""
    editor = require_perm(request.user, "pilots.add_pilotlist")
    form = NewListForm(request.POST if request.method == "POST" else None, cancel_url=reverse("pilots:lists"))
    if form.is_valid():
        made = create_list(form.cleaned_data["meeting"], by=editor, criteria=form.criteria())
        messages.success(request, "Die Pilotliste ist angelegt. Bitte nehmen Sie nun Pilotprojekte auf.")
        return redirect("pilots:list_entries", made.slug)
    return render(request, "pilots/list_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def list_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what stands on a list and by what it is judged; to editors what is left to do, and who has reviewed, too."""
    pilot_list, sight = find_list(request, slug)
    rows, criteria = rows_of(pilot_list), list(pilot_list.criteria.all())
    cost = sum(row.total for row in rows)
    context = list_context(pilot_list, request.user, sight, "list_detail") | {
        "rows": rows,
        "criteria": criteria,
        "cost": cost,
        "over_budget": max(0, cost - pilot_list.budget) if pilot_list.budget else 0,
        "releases": _releases(pilot_list),
    }
    if sight.reviewer and sight.reviewer.handed_in_at is None and not pilot_list.review_is_over:
        context["still_open"] = open_of(sight.reviewer.pk)
    if context["may_edit"]:
        context |= _work_on(pilot_list, rows, criteria)
    return render(request, "pilots/list_detail.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def list_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save introduction, budget, review window and visibility of names."""
    pilot_list, editor = list_and_editor(request, slug)
    if request.method != "POST":
        draft = open_draft(request)
        typed = initial_of(HeadForm(draft.as_post(), pilot_list=pilot_list)) if draft else {}
        return _show_head(request, pilot_list, HeadForm(initial=typed, pilot_list=pilot_list), draft=draft)
    form = HeadForm(request.POST, pilot_list=pilot_list)
    if not form.is_valid():
        return _show_head(request, pilot_list, form, status=422)
    try:
        edit_list(pilot_list, version=form.cleaned_data["version"], head=form.head(), by=editor)
    except StaleVersionError as error:
        return _show_head(request, pilot_list, form, status=409, conflicts=form.show_conflicts(error.current))
    except (TransitionError, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _show_head(request, pilot_list, form, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Die Angaben der Liste sind gespeichert.")
    return redirect(pilot_list)


@require_safe
def list_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who changed what on a list, newest first; nothing of what reviewers say."""
    pilot_list, editor = list_and_editor(request, slug)
    context = list_context(pilot_list, editor, sight_of(editor, pilot_list), "list_history")
    context |= step_page(request, partial(list_timeline, pilot_list)).context(step_title)
    return render(request, "pilots/list_history.html", context)


def find_list(request: HttpRequest, slug: str) -> tuple[PilotList, Sight]:
    """Return the list with this address, and what the visitor may read of its reviews. Raises ``Http404``."""
    visible = PilotList.objects.visible_to(request.user).select_related("meeting__body")
    pilot_list = get_object_or_404(visible, slug=slug)
    return pilot_list, sight_of(request.user, pilot_list)  # type: ignore[arg-type]


def list_and_editor(request: HttpRequest, slug: str) -> tuple[PilotList, User]:
    """Return the list with this address and the editor who asks for it. Raises ``Http404`` for everybody else."""
    visible = PilotList.objects.visible_to(request.user).select_related("meeting__body")
    pilot_list = get_object_or_404(visible, slug=slug)
    return pilot_list, require_perm(request.user, "pilots.change_pilotlist", pilot_list)


def list_context(pilot_list: PilotList, user: Any, sight: Sight, current: str) -> dict[str, Any]:
    """Return what all pages of a list show: list, tabs, and whether the visitor may change it.

    ``current`` is the name of the page's URL.
    """
    may_edit = user.has_perm("pilots.change_pilotlist", pilot_list)
    pages = [("list_detail", "Liste")]
    pages += [("review", "Bewerten")] if sight.reviewer else []
    pages += [("list_result", "Ergebnis")] if pilot_list.status != ListStatus.DRAFT else []
    pages += [("proposal", "Vorlage")] if may_edit else []
    pages += [("list_decide", "Beschluss")] if pilot_list.status in DECIDING else []
    pages += [("list_history", "Verlauf")] if may_edit else []
    tabs = [
        {"label": label, "url": reverse(f"pilots:{name}", args=[pilot_list.slug]), "current": name == current}
        for name, label in pages
    ]
    return {"list": pilot_list, "sight": sight, "may_edit": may_edit, "tabs": tabs}


def _releases(pilot_list: PilotList) -> Sequence[Release]:
    """Return when the list was frozen, without what was; a draft never was."""
    if pilot_list.status == ListStatus.DRAFT:
        return ()
    return list(pilot_list.releases.select_related("by").only("list", "kind", "at", "by__name", "by__email"))


def _work_on(pilot_list: PilotList, rows: Any, criteria: Any) -> dict[str, Any]:
    """Return what editors see beside the list: what is left to do before the opening, then who has reviewed."""
    if pilot_list.status != ListStatus.DRAFT:
        steps = steps_of(pilot_list)
        may_be_held = pilot_list.status in DECIDING and not steps  # a closed list without steps is begun to be decided
        return {
            "steps": steps,
            "may_decide": pilot_list.status == ListStatus.CLOSED and pilot_list.meeting.held_on <= timezone.localdate(),
            "reviewers": reviewers_of(pilot_list),
            "held": list(held_mails(pilot_list)) if may_be_held else [],
        }
    voters = voters_of(pilot_list)
    obstacles = obstacles_to_opening(pilot_list, [row.entry for row in rows], criteria, voters)
    return {"obstacles": obstacles, "voters": voters, "steps": [] if obstacles else steps_of(pilot_list)}


def _show_head(
    request: HttpRequest,
    pilot_list: PilotList,
    form: HeadForm,
    *,
    status: int = 200,
    draft: Any = None,
    conflicts: list[FieldChange] | None = None,
) -> HttpResponse:
    context = {"list": pilot_list, "form": form, "draft": draft, "conflicts": conflicts}
    return render(request, "pilots/list_edit.html", context, status=status)
