"""The register of pilots, and the page of one."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.lists import count_in_words, page_of
from pilots.models import Pilot


@login_not_required
@require_safe
def pilot_list(request: HttpRequest) -> HttpResponse:
    """Show the pilots that the visitor may see."""
    page = page_of(request, Pilot.objects.visible_to(request.user))
    context = {"page_obj": page, "summary": count_in_words(page, "Pilotprojekt", "Pilotprojekte")}
    return render(request, "pilots/pilot_list.html", context)


@login_not_required
@require_safe
def pilot_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one pilot."""
    pilot = get_object_or_404(Pilot.objects.visible_to(request.user), reference=reference)
    return render(request, "pilots/pilot_detail.html", {"pilot": pilot})
