"""The bare page, the yardstick of every budget (DESIGN: Figures to hold)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from workshops.models import Meeting

ROWS = 25


@require_GET
def bare_page(request: HttpRequest) -> HttpResponse:
    """List 25 rows by one indexed query, with the usual middleware and a plain template; for signed-in people."""
    return render(request, "bench/bare_page.html", {"meetings": Meeting.objects.order_by("-held_on", "-pk")[:ROWS]})
