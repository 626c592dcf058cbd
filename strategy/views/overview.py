"""The overview of the strategy, and the pages of one Zielbild and one Handlungsfeld."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from strategy.models import ActionField, Vision
from strategy.page_links import links_on
from strategy.selectors.sub_concepts import progress_of_concepts
from strategy.selectors.tree import load_tree
from strategy.views.frame import section_tabs
from strategy.views.kinds import FIELD, VISION
from strategy.views.nodes import node_tabs


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the Zielbilder with their Handlungsfelder, how much stands below them, and what belongs nowhere yet."""
    tree = load_tree(request.user)
    context = {
        "tree": tree,
        "visions": [
            (vision, [(field, len(tree.measures_of[field.pk])) for field in tree.fields_of[vision.pk]])
            for vision in tree.visions
        ],
        "loose_fields": tree.fields_of[None],
        "loose_measures": tree.measures_of[None],
        "concepts": progress_of_concepts(request.user),
        "tabs": section_tabs(request, "overview"),
        "may_edit": request.user.has_perm("strategy.change_vision"),
    }
    return render(request, "strategy/overview.html", context)


@require_safe
def vision_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a Zielbild, and from the top down what serves it."""
    vision = get_object_or_404(Vision.objects.visible_to(request.user), slug=slug)
    context = {
        "kind": VISION,
        "node": vision,
        "fields": vision.action_fields.prefetch_related("measures"),
        "rooms": links_on(vision, request.user),
        "tabs": node_tabs(request.user, VISION, vision, "detail"),
        "may_edit": request.user.has_perm("strategy.change_vision", vision),
    }
    return render(request, "strategy/vision_detail.html", context)


@require_safe
def field_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a Handlungsfeld between its Zielbilder and its Maßnahmen."""
    field = get_object_or_404(ActionField.objects.visible_to(request.user), slug=slug)
    context = {
        "kind": FIELD,
        "node": field,
        "visions": field.visions.all(),
        "measures": field.measures.defer("text").select_related("organisation", "sub_concept"),
        "rooms": links_on(field, request.user),
        "tabs": node_tabs(request.user, FIELD, field, "detail"),
        "may_edit": request.user.has_perm("strategy.change_actionfield", field),
    }
    return render(request, "strategy/field_detail.html", context)
