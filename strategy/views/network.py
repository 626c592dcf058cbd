"""The picture of the network Zielbild – Handlungsfeld – Maßnahme, and the same as a table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strategy.network import WIDTH, tree_picture
from strategy.selectors.tree import load_tree
from strategy.views.frame import section_tabs


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Show the network as a picture, and below it as a table with a row for each Handlungsfeld."""
    tree = load_tree(request.user)
    context = {
        "picture": tree_picture(tree) if tree.visions or tree.fields or tree.measures else None,
        "width": WIDTH,
        "rows": [
            {"field": field, "visions": tree.visions_of_field[field.pk], "measures": tree.measures_of[field.pk]}
            for field in tree.fields
        ],
        "loose_measures": tree.measures_of[None],
        "lonely_visions": [vision for vision in tree.visions if not tree.fields_of[vision.pk]],
        "tabs": section_tabs(request, "network"),
    }
    return render(request, "strategy/network.html", context)
