"""Pages of what belongs to a call: its extra questions and its access codes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft, open_draft
from common.history import save_with_reason
from common.versions import StaleVersionError
from ideas.call_selectors import answered_questions, code_stamp, codes_with_uses, question_stamp
from ideas.forms.call_questions import moved, question_conflicts, question_formset, questions_of, typed_rows
from ideas.forms.calls import CodeForm, NewCodesForm
from ideas.models import Call
from ideas.services.codes import create_codes
from ideas.services.questions import save_questions
from ideas.views.calls import call_and_editor, call_tabs
from people.models import User

MOVES = {"up": -1, "down": 1}
"""The buttons that move a question, and by how many places."""


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def call_questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the extra questions; the buttons that add or move one answer with the page and save nothing."""
    call, editor = call_and_editor(request, slug)
    if request.method != "POST":
        draft = open_draft(request)
        if draft is None:
            return _show_questions(request, call, question_formset(call), question_stamp(call))
        typed = draft.as_post()
        formset = question_formset(call, initial=typed_rows(call, typed))
        return _show_questions(request, call, formset, typed.get("stamp", ""), draft=draft)
    stamp = request.POST.get("stamp", "")
    if not question_formset(call, request.POST).management_form.is_valid():
        return _save_questions(request, editor, call, stamp)
    rows = typed_rows(call, request.POST)
    if "add" in request.POST:
        return _show_questions(request, call, question_formset(call, initial=[*rows, {}]), stamp)
    for name, by in MOVES.items():
        if (index := request.POST.get(name, "")).isdecimal() and len(index) < 5:
            formset = question_formset(call, initial=moved(rows, index=int(index), by=by))
            return _show_questions(request, call, formset, stamp, moved_by=name, moved_to=int(index) + by)
    return _save_questions(request, editor, call, stamp)


@require_http_methods(["GET", "HEAD", "POST"])
def call_codes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the access codes of a call and how often each was used, and make new ones."""
    call, editor = call_and_editor(request, slug)
    if request.method != "POST":
        return _show_codes(request, call, NewCodesForm(initial={"stamp": code_stamp(call)}))
    form = NewCodesForm(request.POST)
    if not form.is_valid():
        return _show_codes(request, call, form, status=422)
    try:
        made = create_codes(call, by=editor, **form.cleaned_data)
    except StaleVersionError:
        messages.warning(request, "Seit Sie die Seite geladen haben, sind schon Codes entstanden. Es kamen keine dazu.")
        again = request.POST.copy()
        again["stamp"] = code_stamp(call)
        return _show_codes(request, call, NewCodesForm(again), status=409)
    messages.success(request, "Angelegt: 1 Zugangscode." if len(made) == 1 else f"Angelegt: {len(made)} Codes.")
    return redirect("ideas:call_codes", call.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def call_code(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change for whom a code is, until when it holds and how often."""
    call, editor = call_and_editor(request, slug)
    code = get_object_or_404(call.codes, pk=pk)
    codes_url = reverse("ideas:call_codes", args=[call.slug])
    form = CodeForm(request.POST if request.method == "POST" else None, instance=code, cancel_url=codes_url)
    if request.method == "POST" and form.is_valid():
        save_with_reason(form.save(commit=False), by=editor, reason="Zugangscode geändert")
        messages.success(request, f"Der Zugangscode {code} ist gespeichert.")
        return redirect(codes_url)
    context = {"call": call, "code": code, "form": form}
    return render(request, "ideas/call_code.html", context, status=422 if form.errors else 200)


def _save_questions(request: HttpRequest, editor: User, call: Call, stamp: str) -> HttpResponse:
    formset = question_formset(call, request.POST)
    if not formset.is_valid():
        return _show_questions(request, call, formset, stamp, status=422)
    typed = questions_of(formset)
    try:
        save_questions(call, questions=typed, stamp=stamp, by=editor)
    except StaleVersionError:
        messages.error(request, "Inzwischen hat jemand anderes die Fragen geändert. Beide stehen auf dieser Seite.")
        conflicts = question_conflicts(typed, Call.objects.get(pk=call.pk).questions.all())
        return _show_questions(request, call, formset, question_stamp(call), status=409, conflicts=conflicts)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return _show_questions(request, call, formset, stamp, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Die Zusatzfragen sind gespeichert.")
    return redirect("ideas:call_questions", call.slug)


def _show_questions(
    request: HttpRequest, call: Call, formset: Any, stamp: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {
        "call": call,
        "formset": formset,
        "stamp": stamp,
        "answered": answered_questions(call),
        "tabs": call_tabs(call, "call_questions"),
    }
    return render(request, "ideas/call_questions.html", context, status=status)


def _show_codes(request: HttpRequest, call: Call, form: NewCodesForm, *, status: int = 200) -> HttpResponse:
    context = {
        "call": call,
        "codes": codes_with_uses(call),
        "now": timezone.now(),
        "form": form,
        "tabs": call_tabs(call, "call_codes"),
    }
    return render(request, "ideas/call_codes.html", context, status=status)
