"""How the lines of a protocol are drawn on its page: nested lists from the levels of the points, each kind in its way.

The lines are written here and not in a template: a protocol has a hundred of them and more, and looking up the same few
names for each took the template engine a third of the page's time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common.text import render_inline_html
from people.rules import Person, is_editor
from workshops.enums import PointKind
from workshops.models import Point
from workshops.models.points import VOTE_FIELDS
from workshops.selectors import OutlineItem, OutlineSection

OPEN, CLOSE, END = "<ul>", "</li></ul>", "</li>"
NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class ReadingItem:
    """An agenda item and its lines as HTML."""

    entry: OutlineItem
    lines: SafeString


@dataclass(frozen=True, slots=True)
class ReadingSection:
    """A section with its agenda items."""

    entry: OutlineSection
    items: Sequence[ReadingItem]


def reading_sections(outline: Sequence[OutlineSection], user: Person) -> list[ReadingSection]:
    """Return the outline with its lines drawn for ``user``: whoever is signed in gets a link to each task."""
    task_link = "" if not user.is_authenticated else "Stand ändern" if is_editor(user) else "Zur Aufgabe"
    return [
        ReadingSection(section, [ReadingItem(entry, lines_html(entry.points, task_link)) for entry in section.items])
        for section in outline
    ]


def lines_html(points: Sequence[Point], task_link: str = "") -> SafeString:
    """Return points as nested lists; a level that is skipped counts as one. ``task_link`` is the text of that link."""
    parts: list[str] = []
    depth = -1
    for point in points:
        level = min(point.level, depth + 1)
        parts += [_before(depth, level), _line(point, task_link)]
        depth = level
    parts.append(CLOSE * (depth + 1))
    return mark_safe("".join(parts))  # noqa: S308 (each part is HTML already)


def _before(depth: int, level: int) -> str:
    """Return what leads from a line at ``depth`` (-1: none yet) to one at ``level``, at most one deeper."""
    return OPEN if level > depth else CLOSE * (depth - level) + END


def _line(point: Point, task_link: str) -> str:
    """Return the list element of a line, still open: text, link to copy, details. Nothing but HTML is put together."""
    anchor = point.anchor
    return (
        f'<li id="{anchor}" class="line line--{point.kind}">{_text(point)}'
        f' <a class="copy-link" href="#{anchor}" data-copy-link title="Link kopieren">'
        '<span class="kern-icon kern-icon--small kern-icon--content-copy" aria-hidden="true"></span>'
        f'<span class="kern-sr-only">Link zu dieser Zeile kopieren</span></a>{_details(point, task_link)}'
    )


def _text(point: Point) -> SafeString:
    """Return the text of a line with the word for its kind before it."""
    text = render_inline_html(point.text)
    match point.kind:
        case PointKind.STATEMENT:
            return format_html("<blockquote>{}</blockquote>", text)
        case PointKind.TASK:
            return format_html('<span class="tag">Aufgabe</span> {}', text)
        case PointKind.MILESTONE:
            day = format_html('<strong class="line__date">{}</strong> ', _time(point)) if point.due_on else NOTHING
            return format_html('<span class="tag">Meilenstein</span> {}{}', day, text)
        case PointKind.DECISION:
            return format_html('<span class="tag">Beschluss</span> {}{}', _reference(point), text)
        case _:
            return text


def _details(point: Point, task_link: str) -> SafeString:
    """Return what stands below the text: who said it, who does it until when, how the vote went."""
    match point.kind:
        case PointKind.STATEMENT:
            return _meta(format_html('<span class="tag">Statement</span> {}', point.who))
        case PointKind.TASK:
            return _meta(*_task_details(point, task_link))
        case PointKind.DECISION if point.has_votes:
            yes, no, abstained, conflicted = (getattr(point, name) or 0 for name in VOTE_FIELDS)
            return _meta(f"Ja: {yes}, Nein: {no}, Enthaltungen: {abstained}, Befangen: {conflicted}")
        case _:
            return NOTHING


def _task_details(point: Point, task_link: str) -> Sequence[SafeString | str]:
    parts: list[SafeString | str] = [f"verantwortlich: {point.who}"] if point.who else []
    if point.due_on:
        parts.append(format_html("bis {}", _time(point)))
    status = point.task_status
    parts.append(format_html('<span class="status status--{}">{}</span>', status, point.get_task_status_display()))
    if task_link:
        url = reverse("workshops:task_detail", args=[point.pk])
        parts.append(format_html('<a href="{}">{}</a>', url, task_link))
    return parts


def _meta(*parts: SafeString | str) -> SafeString:
    return format_html('<span class="line__meta">{}</span>', format_html_join("", "<span>{}</span>", ((p,) for p in parts)))


def _time(point: Point) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', f"{point.due_on:%Y-%m-%d}", f"{point.due_on:%d.%m.%Y}")


def _reference(point: Point) -> SafeString:
    """Return a link to the decision, which exists once the protocol is approved."""
    if not hasattr(point, "decision"):
        return NOTHING
    return format_html('<a href="{}">{}</a> ', point.decision.get_absolute_url(), point.decision.reference)
