"""The *Verlauf* of a version, and bringing earlier texts of it and of its annexes back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.history_pages import step_page
from common.timeline import Step, differences
from common.transitions import TransitionError
from common.versions import StaleVersionError
from strategy.models import Annex, StrategyVersion
from strategy.services.annexes import add_annex, edit_annex
from strategy.services.versions import edit_version
from strategy.timeline import CONTENT
from strategy.version_timeline import restorable_texts, step_title, version_timeline
from strategy.views.frame import version_in
from strategy.views.versions import version_and_editor, version_context

REASON = "Früheren Text zurückgeholt"
DONE = "Der frühere Text ist zurückgeholt."
STAYS = "Eingefrorene Stände, Bilder und Dateien bleiben, wie sie sind."
ALONE = "Die Anlage ist entfernt; ihr Text kommt zurück. Bilder und Dateien fügen Sie danach wieder hinzu."


@require_safe
def version_history(request: HttpRequest, number: int) -> HttpResponse:
    """Show who changed what on a version, newest first."""
    strategy, editor = version_and_editor(request, number)
    page = step_page(request, partial(version_timeline, strategy))
    states = restorable_texts(page.steps, strategy) if strategy.is_editable else set()

    def restore_url(step: Step) -> str:
        name = "annex_restore" if step.model is Annex else "version_restore"
        return reverse(f"strategy:{name}", args=[number, step.history_id]) if step.key in states else ""

    context = version_context(strategy, editor, "version_history") | page.context(step_title, restore_url=restore_url)
    return render(request, "strategy/version_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def version_restore(request: HttpRequest, number: int, history_id: int) -> HttpResponse:
    """Show what bringing earlier texts of a version back would change, and bring them back."""
    strategy, editor = version_and_editor(request, number)
    record = get_object_or_404(strategy.history, history_id=history_id)
    texts = _texts(StrategyVersion, record)
    if request.method != "POST":
        return _ask(request, strategy, strategy, record)
    try:
        edit_version(strategy, version=version_in(request), head=texts, by=editor, reason=REASON)
    except (StaleVersionError, TransitionError, ValidationError) as error:
        return _refused(request, error)
    messages.success(request, DONE)
    return redirect(strategy)


@require_http_methods(["GET", "HEAD", "POST"])
def annex_restore(request: HttpRequest, number: int, history_id: int) -> HttpResponse:
    """Show what bringing an earlier text of an annex back would change, and bring it back; also of a removed one."""
    strategy, editor = version_and_editor(request, number)
    record = get_object_or_404(Annex.history, history_id=history_id, strategy=strategy.pk)
    annex = strategy.annexes.filter(pk=record.id).first()
    texts = _texts(Annex, record)
    if request.method != "POST":
        return _ask(request, strategy, annex, record)
    try:
        if annex is None:
            add_annex(strategy, by=editor, **texts)
        else:
            edit_annex(annex, version=version_in(request), by=editor, reason=REASON, **texts)
    except (StaleVersionError, TransitionError, ValidationError) as error:
        return _refused(request, error)
    messages.success(request, DONE)
    return redirect(strategy)


def _texts(model: type[StrategyVersion] | type[Annex], record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in CONTENT[model]}


def _ask(
    request: HttpRequest, strategy: StrategyVersion, subject: StrategyVersion | Annex | None, record: Any
) -> HttpResponse:
    """Answer with what changes; ``subject`` is ``None`` for an annex that is gone."""
    model = type(subject) if subject else Annex
    today = _texts(model, subject) if subject else dict.fromkeys(CONTENT[model], "")
    context = {
        "strategy": strategy,
        "record": record,
        "version": subject.version if subject else 0,
        "changes": differences(model, today, _texts(model, record)),
        "stays": STAYS if subject else ALONE,
        "title": "Früheren Text zurückholen",
        "back_url": reverse("strategy:version_history", args=[strategy.number]),
    }
    return render(request, "strategy/version_restore.html", context)


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
    for sentence in sentences:
        messages.error(request, sentence)
    return redirect(request.path)
