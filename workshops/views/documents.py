"""The protocol as a file: PDF and DOCX, whole or, with ``?top=II.1``, one agenda item of it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import conditional_page, require_safe

from common.documents import docx
from workshops.documents.layout import ProtocolLayout
from workshops.documents.pdf import protocol_pdf as draw_pdf
from workshops.documents.stored import excerpt_of, layout_of
from workshops.documents.word import protocol_docx as draw_docx
from workshops.models import Protocol


@dataclass(frozen=True, slots=True)
class Format:
    """A file format; ``opens_in_browser`` where browsers show it instead of saving it."""

    extension: str
    content_type: str
    draw: Callable[[ProtocolLayout], bytes]
    opens_in_browser: bool


PDF = Format("pdf", "application/pdf", draw_pdf, opens_in_browser=True)
DOCX = Format("docx", docx.CONTENT_TYPE, draw_docx, opens_in_browser=False)


@login_not_required
@require_safe
@conditional_page
def protocol_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the protocol as PDF."""
    return _answer(request, slug, PDF)


@login_not_required
@require_safe
@conditional_page
def protocol_docx(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the protocol as DOCX."""
    return _answer(request, slug, DOCX)


def _answer(request: HttpRequest, slug: str, form: Format) -> HttpResponse:
    protocols = Protocol.objects.visible_to(request.user).select_related("meeting__body")
    protocol = get_object_or_404(protocols, meeting__slug=slug)
    item = request.GET.get("top")
    layout = layout_of(protocol, request.user) if item is None else excerpt_of(protocol, request.user, item)
    if layout is None:
        raise Http404
    name = f"protokoll-{slug}" if item is None else f"auszug-{slug}-top-{item}"
    response = HttpResponse(form.draw(layout), content_type=form.content_type)
    disposition = content_disposition_header(not form.opens_in_browser, f"{name}.{form.extension}")
    response.headers["Content-Disposition"] = str(disposition)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Browsers keep the file but ask each time, since access may end; an unchanged file is answered with 304.
    patch_cache_control(response, private=True, no_cache=True)
    return response
