"""Short pictures of protocols, for tests that look at outlines."""

from workshops.content import AgendaItemContent, ProtocolContent
from workshops.importing import ParsedProtocol, parse_protocol

Outline = list[tuple[str, list[tuple[str, list[str]]]]]


def outline(content: ProtocolContent) -> Outline:
    """Sections with their items and points; each level of a point is a dash in front of its text."""
    return [(section.title, [(item.title, _lines(item)) for item in section.items]) for section in content.sections]


def read_text(text: str, filename: str = "protokoll.txt") -> ParsedProtocol:
    """Read a protocol out of a text."""
    return parse_protocol(text.encode(), filename)


def _lines(item: AgendaItemContent) -> list[str]:
    return [f"{'-' * point.level}{point.text}" for point in item.points]
