"""The repeated parts of the pictures of the network as SVG; a template takes ten times as long for so many values."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strategy.network import Connection, Edge, Node, Picture

register = template.Library()

NODE = (
    '<a href="{}" class="net__node net__node--{}" data-node="{}"><title>{}</title>'
    '<rect x="{}" y="{}" width="{}" height="{}" rx="6"/><text x="{}" y="{}">{}</text></a>'
)
EDGE = '<path class="net__edge" data-from="{}" data-to="{}" d="{}"/>'
CONNECTION = (
    '<a href="{}" class="net__link net__link--{}"><title>{}</title>'
    '<line x1="{}" y1="{}" x2="{}" y2="{}"{}/><text x="{}" y="{}">{}</text></a>'
)
ARROW = format_html(' marker-end="url(#{})"', "pfeil")


@register.simple_tag
def network_nodes(picture: Picture) -> SafeString:
    """Return the boxes, each a link with its connections in words."""
    return format_html_join("\n", NODE, (_node(node) for node in picture.nodes))


@register.simple_tag
def network_edges(picture: Picture) -> SafeString:
    """Return the lines between the boxes."""
    return format_html_join("", EDGE, (_edge(edge) for edge in picture.edges))


@register.simple_tag
def concept_links(picture: Picture) -> SafeString:
    """Return the links between Teilkonzepte, each a link to its row in the table."""
    return format_html_join("\n", CONNECTION, (_connection(one) for one in picture.edges))


def _node(node: Node) -> tuple[object, ...]:
    box = (node.x, node.y, node.width, node.height)
    return node.url, node.kind, node.key, node.text, *box, node.x + 10, round(node.middle[1] + 5), node.label


def _edge(edge: Edge) -> tuple[str, str, str]:
    return edge.source, edge.target, edge.path


def _connection(one: Connection) -> tuple[object, ...]:
    line = (one.x1, one.y1, one.x2, one.y2, ARROW if one.is_directed else "")
    return one.url, one.kind, one.text, *line, *one.middle, one.label
