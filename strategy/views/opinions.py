"""Opinions: writing one, answering one, and all of a version as a table."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.conflicts import show_conflicts
from common.drafts import discard_draft, keeps_draft, restored
from common.lists import page_of
from common.sheets import CSV_TYPE, XLSX_TYPE, stream_csv, stream_xlsx
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from strategy.content import Part, content_from, walk
from strategy.forms.consultations import REMOVE, AnswerForm, OpinionForm
from strategy.models import Consultation, Opinion
from strategy.selectors.consultations import opinions_of, opinions_to_answer
from strategy.services.opinions import HANDED_IN, WHOLE, answer_opinion, edit_opinion, give_opinion, remove_opinion
from strategy.views.consultations import find_consultation
from strategy.views.frame import refuse, section_tabs
from strategy.views.versions import find_version, version_and_editor

HEADINGS = ("Gremium", "Stelle", "Stellungnahme", "Antwort", "Begründung")


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def opinion_add(request: HttpRequest, number: int, pk: int, part_key: str = "") -> HttpResponse:
    """Show and save the form of an opinion on one part, or on the whole."""
    consultation, person = _consulted(request, number, pk)
    part = _part(consultation, part_key)
    opinion = Opinion(consultation=consultation, part_key=part_key, part_title=part.title)
    return _opinion(request, opinion, part, person)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def opinion_edit(request: HttpRequest, number: int, pk: int, opinion_pk: int) -> HttpResponse:
    """Show, save and remove an opinion that is not handed in yet."""
    consultation, person = _consulted(request, number, pk)
    opinion = get_object_or_404(consultation.opinions, pk=opinion_pk)
    opinion.consultation = consultation
    if REMOVE in request.POST:
        try:
            remove_opinion(opinion, by=person)
        except TransitionError as error:
            messages.error(request, str(error))
        else:
            discard_draft(person, request.path)
            messages.success(request, "Die Stellungnahme ist entfernt.")
        return redirect(consultation)
    return _opinion(request, opinion, _part(consultation, opinion.part_key), person)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def opinion_answer(request: HttpRequest, number: int, pk: int, opinion_pk: int) -> HttpResponse:
    """Show and save the answer to an opinion."""
    strategy, editor = version_and_editor(request, number)
    consultation = get_object_or_404(strategy.consultations.select_related("body", "release", "strategy"), pk=pk)
    opinion = get_object_or_404(consultation.opinions, pk=opinion_pk)
    opinion.consultation = consultation
    options: dict[str, Any] = {"opinion": opinion, "cancel_url": _place(opinion)}
    if request.method != "POST":
        form, draft = restored(request, partial(AnswerForm, **options))
        return _show_answer(request, opinion, form, draft=draft)
    form = AnswerForm(request.POST, **options)
    if not form.is_valid():
        return _show_answer(request, opinion, form, status=422)
    try:
        answer_opinion(opinion, version=form.cleaned_data["version"], by=editor, **form.content())
    except StaleVersionError as error:
        conflicts = show_conflicts(form, error.current, form.content(), what="die Stellungnahme")
        return _show_answer(request, opinion, form, status=409, conflicts=conflicts)
    except (TransitionError, ValidationError) as error:
        refuse(form, error)
        return _show_answer(request, opinion, form, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Die Antwort ist gespeichert.")
    following = consultation.opinions.filter(outcome="", pk__gt=opinion.pk).first()
    return redirect(_place(following or opinion))


@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    """Show the opinions that wait for an answer, to editors."""
    require_perm(request.user, "strategy.change_strategyversion")
    context = {"page_obj": page_of(request, opinions_to_answer()), "tabs": section_tabs(request, "opinions_to_answer")}
    return render(request, "strategy/opinions_to_answer.html", context)


@require_safe
def opinion_table(request: HttpRequest, number: int, kind: str) -> StreamingHttpResponse:
    """Answer with the opinions that the visitor may read and their answers, as a table."""
    strategy = find_version(request, number)
    rows = (
        (one.consultation.body.name, one.part_title, one.text, one.get_outcome_display(), one.reason)
        for one in opinions_of(strategy, request.user)
    )
    pieces = stream_xlsx(HEADINGS, rows, title="Stellungnahmen") if kind == "xlsx" else stream_csv(HEADINGS, rows)
    response = StreamingHttpResponse(pieces, content_type=XLSX_TYPE if kind == "xlsx" else CSV_TYPE)
    name = f"stellungnahmen-strategiefassung-{number}.{kind}"
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return response


def _consulted(request: HttpRequest, number: int, pk: int) -> tuple[Consultation, User]:
    """Return a consultation and who may write its opinions. Raises ``Http404`` for others."""
    consultation = find_consultation(request, number, pk)
    return consultation, require_perm(request.user, "strategy.give_opinion", consultation)


def _part(consultation: Consultation, key: str) -> Part:
    """Return the part of what the body reads, titled with its number. Raises ``Http404`` for one that is not there."""
    if not key:
        return Part("", WHOLE)
    for placed in walk(content_from(consultation.release.content)):
        if placed.part.key == key:
            return replace(placed.part, title=placed.heading, parts=())
    raise Http404


def _place(opinion: Opinion) -> str:
    """Return where an opinion stands on the page of its consultation."""
    return f"{opinion.consultation.get_absolute_url()}#stellungnahme-{opinion.pk}"


def _opinion(request: HttpRequest, opinion: Opinion, part: Part, person: User) -> HttpResponse:
    consultation = opinion.consultation
    options: dict[str, Any] = {"opinion": opinion, "cancel_url": f"{consultation.get_absolute_url()}#{part.key}"}
    if request.method != "POST":
        if consultation.is_handed_in:
            messages.info(request, HANDED_IN)
            return redirect(consultation)
        form, draft = restored(request, partial(OpinionForm, **options))
        return _show_opinion(request, opinion, part, form, draft=draft)
    form = OpinionForm(request.POST, **options)
    if not form.is_valid():
        return _show_opinion(request, opinion, part, form, status=422)
    text = form.cleaned_data["text"]
    try:
        if opinion.pk:
            saved = edit_opinion(opinion, version=form.cleaned_data["version"] or 0, text=text, by=person)
        else:
            saved = give_opinion(consultation, part_key=opinion.part_key, text=text, by=person)
    except StaleVersionError as error:
        conflicts = show_conflicts(form, error.current, {"text": text}, what="die Stellungnahme")
        return _show_opinion(request, opinion, part, form, status=409, conflicts=conflicts)
    except (TransitionError, ValidationError) as error:
        refuse(form, error)
        return _show_opinion(request, opinion, part, form, status=422)
    discard_draft(person, request.path)
    messages.success(request, "Die Stellungnahme ist gespeichert. Sie zählt, sobald das Gremium abgibt.")
    saved.consultation = consultation
    return redirect(_place(saved))


def _show_opinion(
    request: HttpRequest, opinion: Opinion, part: Part, form: OpinionForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"strategy": opinion.consultation.strategy, "consultation": opinion.consultation}
    context |= {"opinion": opinion, "part": part, "form": form, "title": "Stellung nehmen"}
    return render(request, "strategy/opinion_form.html", context, status=status)


def _show_answer(
    request: HttpRequest, opinion: Opinion, form: AnswerForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"strategy": opinion.consultation.strategy, "consultation": opinion.consultation}
    context |= {"opinion": opinion, "form": form, "title": "Stellungnahme beantworten"}
    return render(request, "strategy/opinion_form.html", context, status=status)
