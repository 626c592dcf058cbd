"""Stand vom: a list as it was frozen, for ever, with the check of its hash and what has changed since."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.digests import digest_of
from pilots.stand import pilots_then
from pilots.views.lists import find_list, list_context


@require_safe
def list_release(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a frozen list."""
    pilot_list, sight = find_list(request, slug)
    release = get_object_or_404(pilot_list.releases.select_related("by"), pk=pk)
    content = release.content
    pilots = pilots_then(content)
    context = list_context(pilot_list, request.user, sight, "list_detail") | {
        "release": release,
        "frozen": content["list"],
        "criteria": content["criteria"],
        "pilots": pilots,
        "result": content.get("result"),
        "changed": sum(pilot.is_changed for pilot in pilots),
        "digest": digest_of(content),
    }
    return render(request, "pilots/list_release.html", context)
