"""The matrix Zielbild × Handlungsfeld × Maßnahme, from both sides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strategy.matrix import from_above, from_below, totals
from strategy.selectors.tree import load_tree
from strategy.views.frame import section_tabs

BELOW = "unten"


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Show the matrix from the Handlungsfelder (``?von=oben``, as at first) or from the Maßnahmen (``?von=unten``)."""
    tree = load_tree(request.user)
    is_below = request.GET.get("von") == BELOW
    url = reverse("strategy:matrix")
    context = {
        "visions": tree.visions,
        "rows": from_below(tree) if is_below else from_above(tree),
        "totals": totals(tree),
        "is_below": is_below,
        "tabs": section_tabs(request, "matrix"),
        "sides": [
            {"label": "Von den Zielbildern her (top-down)", "url": url, "current": not is_below},
            {"label": "Von den Maßnahmen her (bottom-up)", "url": f"{url}?von={BELOW}", "current": is_below},
        ],
    }
    return render(request, "strategy/matrix.html", context)
