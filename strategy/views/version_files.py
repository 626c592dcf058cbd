"""Versions as files: PDF, DOCX, and what a digest is of."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import conditional_page, require_safe

from common.digests import canonical_json
from common.documents import docx
from strategy.documents.layout import StrategyLayout, strategy_layout
from strategy.documents.pdf import strategy_pdf
from strategy.documents.word import strategy_docx
from strategy.selectors.files import pictures_in
from strategy.selectors.versions import State, current_state
from strategy.views.versions import find_version

PDF = "application/pdf"


@login_not_required
@require_safe
@conditional_page
def version_pdf(request: HttpRequest, number: int, pk: int | None = None) -> HttpResponse:
    """Answer with a version as PDF: as its page shows it, or a frozen state of it."""
    return _document(_state(request, number, pk), strategy_pdf, "pdf", PDF)


@login_not_required
@require_safe
@conditional_page
def version_docx(request: HttpRequest, number: int, pk: int | None = None) -> HttpResponse:
    """Answer with a version as DOCX: as its page shows it, or a frozen state of it."""
    return _document(_state(request, number, pk), strategy_docx, "docx", docx.CONTENT_TYPE)


@login_not_required
@require_safe
@conditional_page
def version_json(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Answer with a frozen state byte for byte as its digest is made of, so that everybody can check it."""
    state = _state(request, number, pk)
    if state.release is None:
        raise Http404
    return _file(canonical_json(state.release.content), _name(state, "json"), "application/json", is_shown=False)


def _state(request: HttpRequest, number: int, pk: int | None) -> State:
    strategy = find_version(request, number)
    if pk is None:
        return current_state(strategy, request.user)
    return State(strategy, get_object_or_404(strategy.releases.visible_to(request.user), pk=pk))


def layout_of(state: State) -> StrategyLayout:
    """Return the layout of a state; five queries for that of today, and one where there are pictures."""
    facts = (("Prüfsumme (SHA-256)", state.release.sha256),) if state.release else ()
    content = state.content()
    return strategy_layout(content, state=state.document_state, facts=facts, pictures=pictures_in(content))


def _document(state: State, draw: Callable[[StrategyLayout], bytes], ending: str, content_type: str) -> HttpResponse:
    return _file(draw(layout_of(state)), _name(state, ending), content_type, is_shown=content_type == PDF)


def _name(state: State, ending: str) -> str:
    return f"strategiefassung-{state.strategy.number}-{state.document_state.on:%Y-%m-%d}.{ending}"


def _file(content: bytes, name: str, content_type: str, *, is_shown: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = str(content_disposition_header(not is_shown, name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Browsers keep the file but ask each time, since access may end; an unchanged file is answered with 304.
    patch_cache_control(response, private=True, no_cache=True)
    return response
