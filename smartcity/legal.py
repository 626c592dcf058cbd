"""Pages that German law asks of a public body: imprint (§ 5 DDG), privacy (Art. 13 GDPR), accessibility (BITV 2.0)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@login_not_required
@require_GET
def imprint(request: HttpRequest) -> HttpResponse:
    """Show who operates this installation."""
    return render(request, "smartcity/imprint.html", {"operator": settings.OPERATOR})


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Show which personal data the software keeps, what for, and how long."""
    return render(request, "smartcity/privacy.html", {"operator": settings.OPERATOR})


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show how accessible the pages are and where to report a barrier."""
    return render(request, "smartcity/accessibility.html", {"operator": settings.OPERATOR})
