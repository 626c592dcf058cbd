"""How the lines of a protocol are drawn on its page: nested lists from the levels of the points, each kind in its way.

The lines are written here and not in a template: a protocol has a hundred of them and more, and looking up the same few
names for each took the template engine a third of the page's time. Every string here is HTML: what people typed passes
``render_inline_html`` or ``escape`` first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common.text import render_inline_html
from people.rules import Person, is_editor
from workshops.content import PointContent, SectionContent
from workshops.enums import PointKind
from workshops.line_links import LineAction, LineLink, LineLinks
from workshops.numbering import item_number, roman

OPEN, CLOSE, END = "<ul>", "</li></ul>", "</li>"


@dataclass(frozen=True, slots=True)
class ReadingItem:
    """An agenda item, its number ("II.1") and its lines as HTML."""

    id: int | None
    number: str
    title: str
    lines: SafeString


@dataclass(frozen=True, slots=True)
class ReadingSection:
    """A section, its roman number and its agenda items."""

    id: int | None
    number: str
    title: str
    items: Sequence[ReadingItem]


def reading_sections(
    sections: Sequence[SectionContent], user: Person, links: Sequence[LineLinks], pages: Sequence[LineAction] = ()
) -> list[ReadingSection]:
    """Return sections that know their ids, with lines drawn for ``user``: who is signed in gets a link to each task.

    ``links`` are what the rooms above hang onto the lines (:func:`workshops.line_links.line_links`), ``pages`` where
    they have more about a line of which something came (:func:`workshops.line_links.line_pages`).
    """
    task_link = TaskLink.of(user)
    extras = Extras([Extra.of(room) for room in links], pages)
    return [
        ReadingSection(section.id, roman(place), section.title, _reading_items(section, place, task_link, extras))
        for place, section in enumerate(sections, start=1)
    ]


def _reading_items(
    section: SectionContent, place: int, task_link: "TaskLink | None", extras: "Extras"
) -> list[ReadingItem]:
    return [
        ReadingItem(item.id, item_number(place, nth), item.title, lines_html(item.points, task_link, extras))
        for nth, item in enumerate(section.items, start=1)
    ]


@dataclass(frozen=True, slots=True)
class TaskLink:
    """The link from a task to its page: the address of all tasks, and what the link is called."""

    tasks_url: str
    label: str

    @classmethod
    def of(cls, user: Person) -> "TaskLink | None":
        """Return the link as ``user`` sees it, or ``None`` for a guest."""
        if not user.is_authenticated:
            return None
        return cls(reverse("workshops:task_list"), "Stand ändern" if is_editor(user) else "Zur Aufgabe")

    def html(self, point: PointContent) -> str:
        """Return the link to one task."""
        return f'<span><a href="{self.tasks_url}{point.id}/">{self.label}</a></span>'


@dataclass(frozen=True, slots=True)
class Extra:
    """What a room hangs onto the lines: its links, and its action as HTML before and behind the id of a point."""

    links: Mapping[int, Sequence[LineLink]]
    before: str
    behind: str
    kind: str = ""

    @classmethod
    def of(cls, room: LineLinks) -> "Extra":
        """Return what is drawn of ``room``; without an action nothing stands at lines of which nothing came."""
        if room.action is None:
            return cls(room.links, "", "")
        label = escape(room.action.label)
        before = f' <a class="copy-link line__action" href="{escape(room.action.prefix)}'
        icon = '<span class="kern-icon kern-icon--small kern-icon--add" aria-hidden="true"></span>'
        behind = f'/" title="{label}">{icon}<span class="kern-sr-only">{label}</span></a>'
        return cls(room.links, before, behind, room.action.kind)

    def action_html(self, point: PointContent) -> str:
        """Return the small link at a line of which nothing came."""
        is_offered = self.before and point.id not in self.links and self.kind in ("", point.kind)
        return f"{self.before}{point.id}{self.behind}" if is_offered else ""

    def links_html(self, point: PointContent) -> str:
        """Return the links to what came of a line."""
        found = self.links.get(point.id or 0, ())
        return _meta("".join(f'<a href="{escape(one.url)}">{escape(one.label)}</a>' for one in found)) if found else ""


@dataclass(frozen=True, slots=True)
class Extras:
    """What all rooms hang onto the lines, and the pages about a line of which something came."""

    rooms: Sequence[Extra]
    pages: Sequence[LineAction]

    def actions_html(self, point: PointContent) -> str:
        """Return the small links at a line of which nothing came."""
        return "".join([room.action_html(point) for room in self.rooms])

    def links_html(self, point: PointContent) -> str:
        """Return the links to what came of a line, and to the pages about it."""
        found = "".join([room.links_html(point) for room in self.rooms])
        if not found:
            return ""
        pages = (f'<a href="{escape(page.prefix)}{point.id}/">{escape(page.label)}</a>' for page in self.pages)
        return found + (_meta("".join(pages)) if self.pages else "")


def lines_html(points: Sequence[PointContent], task_link: TaskLink | None, extras: Extras) -> SafeString:
    """Return points as nested lists; a level that is skipped counts as one."""
    parts: list[str] = []
    depth = -1
    for point in points:
        level = min(point.level, depth + 1)
        parts += [_before(depth, level), _line(point, task_link, extras)]
        depth = level
    parts.append(CLOSE * (depth + 1))
    return mark_safe("".join(parts))  # noqa: S308 (see the module's note)


def _before(depth: int, level: int) -> str:
    """Return what leads from a line at ``depth`` (-1: none yet) to one at ``level``, at most one deeper."""
    return OPEN if level > depth else CLOSE * (depth - level) + END


def _line(point: PointContent, task_link: TaskLink | None, extras: Extras) -> str:
    """Return the list element of a line, still open: text, link to copy, actions, details, and what came of it."""
    anchor = f"p-{point.id}"
    text, details = _DRAWN[point.kind](point, render_inline_html(point.text), task_link)
    actions, came_of_it = extras.actions_html(point), extras.links_html(point)
    return (
        f'<li id="{anchor}" class="line line--{point.kind}">{text}'
        f' <a class="copy-link" href="#{anchor}" data-copy-link title="Link kopieren">'
        '<span class="kern-icon kern-icon--small kern-icon--content-copy" aria-hidden="true"></span>'
        f'<span class="kern-sr-only">Link zu dieser Zeile kopieren</span></a>{actions}{details}{came_of_it}'
    )


def _information(point: PointContent, text: str, task_link: TaskLink | None) -> tuple[str, str]:
    return text, ""


def _statement(point: PointContent, text: str, task_link: TaskLink | None) -> tuple[str, str]:
    who = _meta(f"<span>{escape(point.who)}</span>") if point.who else ""
    return f'<span class="tag">Statement</span> <blockquote>{text}</blockquote>', who


def _task(point: PointContent, text: str, task_link: TaskLink | None) -> tuple[str, str]:
    who = f"<span>verantwortlich: {escape(point.who)}</span>" if point.who else ""
    due_on = f"<span>bis {_time(point.due_on)}</span>" if point.due_on else ""
    status = ""
    if point.task_status:
        status = f'<span class="status status--{point.task_status}">{point.task_status.label}</span>'
    link = task_link.html(point) if task_link else ""
    return f'<span class="tag">Aufgabe</span> {text}', _meta(f"{who}{due_on}{status}{link}")


def _milestone(point: PointContent, text: str, task_link: TaskLink | None) -> tuple[str, str]:
    day = ""
    if point.due_on and f"{point.due_on:%d.%m.%Y}" not in point.text:  # Many a text names its day itself.
        day = f'<strong class="line__date">{_time(point.due_on)}</strong> '
    return f'<span class="tag">Meilenstein</span> {day}{text}', ""


def _decision(point: PointContent, text: str, task_link: TaskLink | None) -> tuple[str, str]:
    reference = votes = ""
    if point.reference:  # There is one once the decision is recorded, at the latest with the approval.
        url = reverse("workshops:decision_detail", args=[point.reference])
        reference = f'<a href="{url}">{point.reference}</a> '
    if given := point.votes:
        figures = f"Ja: {given.yes}, Nein: {given.no}, Enthaltungen: {given.abstained}, Befangen: {given.conflicted}"
        votes = _meta(figures)
    return f'<span class="tag">Beschluss</span> {reference}{text}', votes


_DRAWN = {
    PointKind.INFORMATION: _information,
    PointKind.STATEMENT: _statement,
    PointKind.TASK: _task,
    PointKind.MILESTONE: _milestone,
    PointKind.DECISION: _decision,
}
"""For each kind the function that returns what stands before the link to copy, and what stands behind it."""


def _meta(html: str) -> str:
    return f'<span class="line__meta">{html}</span>'


def _time(day: date) -> str:
    return f'<time datetime="{day.isoformat()}">{day:%d.%m.%Y}</time>'
