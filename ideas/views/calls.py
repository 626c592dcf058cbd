"""Pages on which editors prepare calls: the list, the call itself, its preview; publishing, ending and copying it."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.history_pages import step_page
from common.lists import count_in_words, page_of
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.call_selectors import idea_counts
from ideas.call_timeline import call_timeline, step_title
from ideas.enums import Access, Channel, IdeaStatus
from ideas.forms.calls import CopyCallForm, EditCallForm, NewCallForm
from ideas.models import Call
from ideas.services.calls import (
    copy_call,
    create_call,
    edit_call,
    end_call,
    obstacle,
    obstacle_to_end,
    obstacle_to_unpublish,
    publish_call,
    unpublish_call,
)
from ideas.views.intake import form_of, setting_of
from people.models import User


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Show editors all calls, where they stand, and how many ideas came in."""
    require_perm(request.user, "ideas.change_call")
    page = page_of(request, Call.objects.all())
    counts = idea_counts(page.object_list)
    rows = [{"call": call, "phase": call.phase(), "ideas": counts.get(call.pk, 0)} for call in page.object_list]
    context = {"page_obj": page, "rows": rows, "summary": count_in_words(page, "Aufruf", "Aufrufe")}
    return render(request, "ideas/call_list.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def call_create(request: HttpRequest) -> HttpResponse:
    """Ask for a new call and create it."""
    editor = require_perm(request.user, "ideas.add_call")
    cancel_url = reverse("ideas:call_list")
    if request.method != "POST":
        draft = open_draft(request)
        typed = initial_of(NewCallForm(draft.as_post(), cancel_url=cancel_url)) if draft else {}
        context = {"form": NewCallForm(initial=typed, cancel_url=cancel_url), "draft": draft}
        return render(request, "ideas/call_new.html", context)
    form = NewCallForm(request.POST, cancel_url=cancel_url)
    if form.is_valid():
        try:
            call = create_call(channel=form.cleaned_data["channel"], by=editor, **form.content())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Der Aufruf ist angelegt, aber noch nicht veröffentlicht.")
            return redirect("ideas:call_questions", call.slug)
    return render(request, "ideas/call_new.html", {"form": form}, status=422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def call_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save a call."""
    call, editor = call_and_editor(request, slug)
    cancel_url = reverse("ideas:call_list")
    if request.method != "POST":
        draft = open_draft(request)
        typed = initial_of(EditCallForm(draft.as_post(), call=call, cancel_url=cancel_url)) if draft else {}
        return _show(request, call, EditCallForm(initial=typed, call=call, cancel_url=cancel_url), draft=draft)
    form = EditCallForm(request.POST, call=call, cancel_url=cancel_url)
    if not form.is_valid():
        return _show(request, call, form, status=422)
    try:
        saved = edit_call(call, version=form.cleaned_data["version"], content=form.content(), by=editor)
    except StaleVersionError as error:
        return _show(request, call, form, conflicts=form.show_conflicts(error.current), status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, call, form, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Der Aufruf ist gespeichert.")
    return redirect("ideas:call_edit", saved.slug)


@require_safe
def call_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the call as visitors see it, marked as a preview; nothing can be sent."""
    call, _ = call_and_editor(request, slug)
    shown = copy(call)
    shown.published_at = call.published_at or timezone.now()  # visitors read it once it is published
    form = form_of(setting_of(call))
    form.helper.form_tag = False
    form.helper.disable_csrf = True
    context = {
        "call": call,
        "shown": shown,
        "form": form,
        "is_one_step": call.channel == Channel.FORM,
        "tabs": call_tabs(call, "call_preview"),
    }
    return render(request, "ideas/call_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before a call is published, and publish it."""
    call, editor = call_and_editor(request, slug)
    if call.is_published:  # perhaps by a second click
        messages.info(request, "Der Aufruf ist veröffentlicht.")
        return redirect("ideas:call_list")
    if why := obstacle(call):
        messages.error(request, why)
        return redirect("ideas:call_edit", call.slug)
    if request.method == "POST":
        try:
            publish_call(call, by=editor)
        except TransitionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Veröffentlicht: {call.title}.")
        return redirect("ideas:call_list")
    context = {"call": call, "consequences": consequences(call), "tabs": call_tabs(call, "call_edit")}
    return render(request, "ideas/call_publish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call_end(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before an open call is ended at once, and end it."""
    call, editor = call_and_editor(request, slug)
    drafts = call.ideas.filter(status=IdeaStatus.DRAFT).count()
    begun = f"Begonnene Entwürfe: {drafts}. Sie können danach noch {call.grace_hours} Stunden lang gesendet werden."
    if not call.grace_hours:
        begun = f"Begonnene Entwürfe: {drafts}. Sie können danach nicht mehr gesendet werden; es gibt keine Nachfrist."
    page = {
        "title": f"{call.title} jetzt beenden",
        "text": f"Ab sofort nimmt der Aufruf keine neuen Ideen an. {begun} Im Aufruf ist das Ende wieder zu ändern.",
        "label": "Jetzt beenden",
        "danger": True,
    }
    end = partial(end_call, call, by=editor)
    return _ask_and_do(request, call, page, why=obstacle_to_end(call), do=end, done="Der Aufruf ist beendet.")


@require_http_methods(["GET", "HEAD", "POST"])
def call_unpublish(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before a call without ideas is hidden again, and hide it."""
    call, editor = call_and_editor(request, slug)
    page = {
        "title": f"Veröffentlichung von {call.title} zurücknehmen",
        "text": "Niemand außer dem SMARTCity-Team sieht den Aufruf dann, bis Sie ihn wieder veröffentlichen.",
        "label": "Veröffentlichung zurücknehmen",
    }
    hide = partial(unpublish_call, call, by=editor)
    return _ask_and_do(request, call, page, why=obstacle_to_unpublish(call), do=hide, done="Der Aufruf ist verborgen.")


@require_http_methods(["GET", "HEAD", "POST"])
def call_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the title of a copy, and make it."""
    call, editor = call_and_editor(request, slug)
    require_perm(request.user, "ideas.add_call")
    form = CopyCallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_call(call, title=form.cleaned_data["title"], by=editor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Angelegt: {made.title}. Bitte tragen Sie Beginn und Ende ein.")
            return redirect("ideas:call_edit", made.slug)
    context = {
        "title": f"{call.title} kopieren",
        "text": "Text, Regeln und Zusatzfragen werden übernommen; Zeitpunkte, Zugangscodes und Ideen nicht. Der neue"
        " Aufruf ist noch nicht veröffentlicht.",
        "label": "Aufruf kopieren",
        "cancel_url": reverse("ideas:call_edit", args=[call.slug]),
        "form": form,
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)


@require_safe
def call_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who changed what on this call, newest first."""
    call, _ = call_and_editor(request, slug)
    page = step_page(request, partial(call_timeline, call))
    context = {"call": call, "tabs": call_tabs(call, "call_history"), **page.context(step_title)}
    return render(request, "ideas/call_history.html", context)


def call_and_editor(request: HttpRequest, slug: str) -> tuple[Call, User]:
    """Return the call with this address and the editor who asks for it. Raises ``Http404`` for everybody else."""
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    return call, require_perm(request.user, "ideas.change_call", call)


def call_tabs(call: Call, current: str) -> list[dict[str, Any]]:
    """Return the tabs of a call's pages; ``current`` is the name of the page's URL."""
    pages = [("call_edit", "Aufruf"), ("call_questions", "Zusatzfragen")]
    pages += [("call_codes", "Zugangscodes")] if call.access == Access.CODE else []
    pages += [("winners", "Preisträger")] if call.channel == Channel.COMPETITION and call.is_published else []
    pages += [("call_picture", "Bild"), ("call_preview", "Vorschau"), ("call_history", "Verlauf")]
    return [
        {"label": label, "url": reverse(f"ideas:{name}", args=[call.slug]), "current": name == current}
        for name, label in pages
    ]


def consequences(call: Call) -> list[str]:
    """Return what publishing the call does, one German sentence each."""
    sentences = [
        f"Der Aufruf erscheint auf der Seite „Idee einreichen“. Einreichen können: {call.get_access_display()}."
    ]
    if call.channel != Channel.FORM:
        sentences.append("Seine Adresse bleibt von jetzt an gleich, auch wenn Sie den Titel ändern.")
    if call.channel != Channel.FORM and call.opens_at is None:
        sentences.append("Er ist sofort offen, denn er hat keinen Beginn.")
    if call.closes_at is None:
        sentences.append("Er hat kein Ende. Sie können es jederzeit nachtragen.")
    return sentences


def _ask_and_do(
    request: HttpRequest, call: Call, page: dict[str, Any], *, why: str, do: Callable[[], Call], done: str
) -> HttpResponse:
    """Answer with the page that asks, or do it and say that it is ``done``; ``why`` it cannot be is told instead."""
    edit_url = reverse("ideas:call_edit", args=[call.slug])
    if why:  # perhaps by a second click
        messages.error(request, why)
        return redirect(edit_url)
    if request.method != "POST":
        return render(request, "confirm.html", {**page, "cancel_url": edit_url})
    try:
        do()
    except TransitionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(edit_url)


def _show(request: HttpRequest, call: Call, form: EditCallForm, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"call": call, "form": form, "phase": call.phase(), "tabs": call_tabs(call, "call_edit")}
    return render(request, "ideas/call_edit.html", context, status=status)
