"""Gremienvorabstimmung: who was asked and has answered, asking, the page of one body, and all opinions with answers."""

from collections import defaultdict
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import require_perm
from common.conflicts import show_conflicts
from common.drafts import discard_draft, keeps_draft, restored
from common.lists import page_of
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import Body
from strategy.enums import VersionStatus
from strategy.forms.consultations import AskForm, ConsultationForm
from strategy.models import Consultation, Opinion, StrategyVersion
from strategy.selectors.consultations import (
    consultations_of,
    obstacles_to_ready,
    opinions_of,
    summary_of,
    waiting_consultations,
)
from strategy.selectors.versions import State
from strategy.services.consultations import consult_bodies, edit_consultation, withdraw_consultation
from strategy.services.opinions import hand_in, take_back
from strategy.views.frame import refuse, section_tabs
from strategy.views.versions import find_version, state_context, version_and_editor, version_context

MAY_ASK = (VersionStatus.DRAFT, VersionStatus.IN_CONSULTATION)
"""The statuses in which bodies can be asked."""

ASKING = (
    "Die Fassung wird eingefroren, wie sie heute ist; alle Gremien, die Sie jetzt fragen, lesen denselben Stand. Ihre"
    " Mitglieder erhalten sofort eine E-Mail und werden 7 und 2 Tage vor der Frist erinnert. Hat ein Gremium keine"
    " Konten, tragen Sie seine Stellungnahme selbst ein."
)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the consultations that wait for a body of the visitor, the first day first."""
    found = waiting_consultations(request.user)  # type: ignore[arg-type]  # guests sign in first
    context = {"page_obj": page_of(request, found), "tabs": section_tabs(request, "waiting_consultations")}
    return render(request, "strategy/waiting_consultations.html", context)


@require_safe
def consultations(request: HttpRequest, number: int) -> HttpResponse:
    """Show who was asked and has answered, and the opinions that the visitor may read, with their answers."""
    strategy = find_version(request, number)
    asked = list(consultations_of(strategy))
    readable = set(strategy.consultations.visible_to(request.user).values_list("pk", flat=True))
    context = version_context(strategy, request.user, "consultations") | {
        "consultations": [(one, one.pk in readable) for one in asked],
        "summary": summary_of(asked),
        "opinions": list(opinions_of(strategy, request.user)),
        "may_ask": strategy.status in MAY_ASK,
    }
    if context["may_edit"] and strategy.status == VersionStatus.IN_CONSULTATION:
        context["obstacles"] = obstacles_to_ready(strategy)
    return render(request, "strategy/consultations.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: HttpRequest, number: int) -> HttpResponse:
    """Ask which bodies are consulted, and ask them."""
    strategy, editor = version_and_editor(request, number)
    overview = reverse("strategy:consultations", args=[number])
    if strategy.status not in MAY_ASK:
        messages.info(request, "Die Gremienvorabstimmung zu dieser Fassung ist beendet.")
        return redirect(overview)
    options: dict[str, Any] = {"bodies": _bodies_to_ask(strategy), "cancel_url": overview}
    if request.method != "POST":
        form, draft = restored(request, partial(AskForm, **options))
        return _show_ask(request, strategy, form, draft=draft)
    form = AskForm(request.POST, **options)
    if not form.is_valid():
        return _show_ask(request, strategy, form, status=422)
    due_on, words = form.cleaned_data["due_on"], form.cleaned_data["request"]
    try:
        made = consult_bodies(strategy, form.asked, due_on=due_on, request=words, by=editor)
    except (TransitionError, ValidationError) as error:
        refuse(form, error)
        return _show_ask(request, strategy, form, status=422)
    discard_draft(editor, request.path)
    messages.success(request, f"Gefragt: {', '.join(str(one.body) for one in made) or 'niemand neu'}.")
    return redirect(overview)


@require_safe
def consultation_detail(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Show what a body reads, part by part, with its opinions and their answers."""
    consultation = find_consultation(request, number, pk)
    by_part: dict[str, list[Opinion]] = defaultdict(list)
    for opinion in consultation.opinions.all():
        by_part[opinion.part_key].append(opinion)
    is_running = consultation.strategy.status == VersionStatus.IN_CONSULTATION
    may_write = is_running and request.user.has_perm("strategy.give_opinion", consultation)
    context = version_context(consultation.strategy, request.user, "consultations")
    context |= state_context(State(consultation.strategy, consultation.release), by_part)
    context |= {
        "consultation": consultation,
        "on_whole": by_part.get("", []),
        "count": sum(len(opinions) for opinions in by_part.values()),
        "may_write": may_write and not consultation.is_handed_in,
        "may_take_back": may_write and consultation.is_handed_in and not _is_answered(by_part),
        "may_answer": is_running and context["may_edit"] and consultation.is_handed_in,
        "may_move": is_running and context["may_edit"] and not consultation.is_handed_in,
    }
    return render(request, "strategy/consultation_detail.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_edit(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Show and save day and words of an inquiry."""
    strategy, editor = version_and_editor(request, number)
    consultation = get_object_or_404(strategy.consultations.select_related("body"), pk=pk)
    if request.method != "POST":
        form, draft = restored(request, partial(ConsultationForm, consultation=consultation))
        return _show_edit(request, consultation, form, draft=draft)
    form = ConsultationForm(request.POST, consultation=consultation)
    if not form.is_valid():
        return _show_edit(request, consultation, form, status=422)
    try:
        edit_consultation(consultation, version=form.cleaned_data["version"], by=editor, **form.content())
    except StaleVersionError as error:
        conflicts = show_conflicts(form, error.current, form.content(), what="die Anfrage")
        return _show_edit(request, consultation, form, status=409, conflicts=conflicts)
    except (TransitionError, ValidationError) as error:
        refuse(form, error)
        return _show_edit(request, consultation, form, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Die Anfrage ist gespeichert.")
    return redirect(consultation)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_hand_in(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Ask before what a body says is handed in, and hand it in."""
    consultation = find_consultation(request, number, pk)
    person = require_perm(request.user, "strategy.give_opinion", consultation)
    if consultation.is_handed_in:  # perhaps by a second click
        messages.info(request, "Die Stellungnahme ist abgegeben.")
        return redirect(consultation)
    if request.method == "POST":
        try:
            hand_in(consultation, by=person)
        except TransitionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Die Stellungnahme ist abgegeben. Vielen Dank!")
        return redirect(consultation)
    context = {
        "strategy": consultation.strategy,
        "consultation": consultation,
        "opinions": list(consultation.opinions.all()),
        "title": "Stellungnahme abgeben",
    }
    return render(request, "strategy/consultation_hand_in.html", context)


@require_POST
def consultation_take_back(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Open a consultation again that was handed in."""
    consultation = find_consultation(request, number, pk)
    person = require_perm(request.user, "strategy.give_opinion", consultation)
    try:
        take_back(consultation, by=person)
    except TransitionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Die Stellungnahme ist zurückgeholt; bitte geben Sie sie danach wieder ab.")
    return redirect(consultation)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_withdraw(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Ask before an inquiry is taken back, and take it back."""
    strategy, editor = version_and_editor(request, number)
    consultation = get_object_or_404(strategy.consultations.select_related("body"), pk=pk)
    if request.method == "POST":
        try:
            withdraw_consultation(consultation, by=editor)
        except TransitionError as error:
            messages.error(request, str(error))
            return redirect(consultation)
        messages.success(request, f"Die Anfrage ist zurückgezogen: {consultation.body}.")
        return redirect("strategy:consultations", number)
    context = {
        "title": f"Anfrage zurückziehen: {consultation.body}",
        "text": "Das Gremium kann dann nicht mehr Stellung nehmen. Eine E-Mail geht nicht hinaus.",
        "label": "Anfrage zurückziehen",
        "cancel_url": consultation.get_absolute_url(),
        "danger": True,
    }
    return render(request, "confirm.html", context)


def find_consultation(request: HttpRequest, number: int, pk: int) -> Consultation:
    """Return a consultation whose opinions the visitor may read. Raises ``Http404``."""
    strategy = find_version(request, number)
    visible = Consultation.objects.visible_to(request.user).filter(strategy=strategy)
    return get_object_or_404(visible.select_related("body", "release", "strategy", "handed_in_by"), pk=pk)


def _bodies_to_ask(strategy: StrategyVersion) -> QuerySet[Body]:
    """Return the bodies that are not asked at this moment."""
    waiting = strategy.consultations.filter(handed_in_at=None)
    return Body.objects.exclude(pk__in=waiting.values("body"))


def _is_answered(by_part: dict[str, list[Opinion]]) -> bool:
    return any(opinion.outcome for opinions in by_part.values() for opinion in opinions)


def _show_ask(
    request: HttpRequest, strategy: StrategyVersion, form: AskForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"strategy": strategy, "form": form, "title": "Gremien fragen", "hint": ASKING}
    return render(request, "strategy/version_form.html", context, status=status)


def _show_edit(
    request: HttpRequest, consultation: Consultation, form: ConsultationForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"strategy": consultation.strategy, "form": form, "title": f"Anfrage an: {consultation.body}"}
    return render(request, "strategy/version_form.html", context, status=status)
