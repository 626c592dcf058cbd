"""Taking assignments over from a table that was exported here and filled in elsewhere.

Ideas are found by their number; none is ever created. Only the assignments change. What changed here since the table
was read is left alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common.exports import safe_text
from common.sheets import plain_cell
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.models.ideas import IdeaQuerySet
from ideas.services.triage import assign_idea, hand_over_sponsor, tell_editor, tell_sponsors
from ideas.sheet import REFERENCE, TITLE, SheetRow
from people.enums import Role
from people.models import Body, User
from strategy.models import ActionField

MAX_CHANGES = 2_000
"""How many assignments one table may change at once."""

RETITLED = "Der geänderte Titel wird nicht übernommen; nur Zuordnungen werden es."


@dataclass(frozen=True, slots=True)
class Change:
    """One new assignment: the ids before and after (0: none), and both in words."""

    reference: str
    column: str
    before: int
    after: int
    heading: str = ""
    title: str = ""
    old: str = ""
    new: str = ""

    def signed(self) -> list[Any]:
        """Return what is kept between preview and saving."""
        return [self.reference, self.column, self.before, self.after]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a table would change; ``problems`` are lines that cannot be taken over (number, idea, why)."""

    changes: Sequence[Change]
    problems: Sequence[tuple[int, str, str]]
    unchanged: int


class _Choices:
    """What a column may hold: the objects by what the table calls them."""

    def __init__(self, heading: str, column: str, found: Iterable[Any], called: Callable[[Any], str]) -> None:
        self.heading, self.column = heading, column
        self.by_name = {called(one).casefold(): (one.pk, called(one)) for one in found}
        self.names = dict(self.by_name.values())


def plan_import(rows: Sequence[SheetRow], visible: IdeaQuerySet) -> ImportPlan:
    """Return what the lines of a table would change among ``visible`` ideas; nothing is written.

    Raises ``ValidationError`` for more than ``MAX_CHANGES``.
    """
    references = [row.cells[REFERENCE].upper() for row in rows]
    columns = _columns()
    fields = [f"{choices.column}_id" for choices in columns]
    found = visible.filter(reference__in=references).only("reference", "title", "status", *fields)
    ideas = {idea.reference: idea for idea in found}
    changes: list[Change] = []
    problems: list[tuple[int, str, str]] = []
    seen: set[str] = set()
    unchanged = 0
    for row, reference in zip(rows, references, strict=True):
        idea = ideas.get(reference)
        if why := _refusal(reference, idea, seen):
            problems.append((row.number, reference, why))
            continue
        assert idea is not None  # noqa: S101 (refused above)
        seen.add(reference)
        wanted, unknown = _wanted(row, idea, columns)
        if wanted and idea.status in IdeaStatus.closed():
            wanted, unknown = [], [f"Der Status ist „{idea.get_status_display()}“.", *unknown]
        problems += [(row.number, reference, why) for why in unknown]
        changes += wanted
        unchanged += not (wanted or unknown)
        if _is_retitled(row, idea):
            problems.append((row.number, reference, RETITLED))
    if len(changes) > MAX_CHANGES:
        raise ValidationError(
            f"Mehr als {MAX_CHANGES // 1_000}.000 Änderungen auf einmal. Bitte teilen Sie die Tabelle auf."
        )
    return ImportPlan(changes, problems, unchanged)


@transaction.atomic
def apply_import(changes: Sequence[Change], visible: IdeaQuerySet, *, by: User) -> int:
    """Carry out what a preview showed, all or nothing, and return how many ideas changed; mails are grouped by person.

    What stands so already, as after a second click, stays untouched. Raises
    :class:`~common.versions.StaleVersionError` where an assignment is neither that nor what it was in the preview.
    """
    reason = "Aus einer Tabelle übernommen"
    ideas = {idea.reference: idea for idea in visible.filter(reference__in={change.reference for change in changes})}
    people = User.objects.in_bulk([change.after for change in changes if change.column in ("editor", "sponsor")])
    assigned: dict[User, list[Idea]] = {}
    handed_over: dict[User | None, list[tuple[Idea, User | None]]] = {}
    done: set[str] = set()
    for change in sorted(changes, key=lambda one: one.reference):
        idea = Idea.locked(ideas[change.reference].pk)
        present = getattr(idea, f"{change.column}_id") or 0
        if present == change.after:
            continue
        if present != change.before or idea.status in IdeaStatus.closed():
            raise StaleVersionError(idea)
        done.add(change.reference)
        if change.column == "sponsor":
            former, sponsor = idea.sponsor, people.get(change.after)
            idea = hand_over_sponsor(idea, sponsor=sponsor, by=by, reason=reason, mails=False)
            handed_over.setdefault(sponsor, []).append((idea, former))
        elif change.column == "editor":
            editor = people.get(change.after)
            idea = assign_idea(idea, changes={"editor": editor}, by=by, reason=reason, mails=False)
            if editor is not None:
                assigned.setdefault(editor, []).append(idea)
        else:
            model = ActionField if change.column == "action_field" else Body
            value = model._default_manager.filter(pk=change.after).first()
            assign_idea(idea, changes={change.column: value}, by=by, reason=reason, mails=False)
    for editor, theirs in assigned.items():
        tell_editor(editor, theirs, by=by)
    for sponsor, pairs in handed_over.items():
        tell_sponsors(pairs, sponsor, by=by)
    return len(done)


def _columns() -> list[_Choices]:
    active = User.objects.filter(is_active=True)
    team = active.filter(role__in=(Role.TEAM, Role.ADMIN))
    return [
        _Choices("Handlungsfeld", "action_field", ActionField.objects.all(), str),
        _Choices("Gruppe", "body", Body.objects.all(), str),
        _Choices("Bearbeitung (E-Mail)", "editor", team, lambda user: str(user.email)),
        _Choices("Ideenpate (E-Mail)", "sponsor", active, lambda user: str(user.email)),
    ]


def _refusal(reference: str, idea: Idea | None, seen: set[str]) -> str:
    if idea is None:
        return "Diese Nummer gibt es nicht. Ideen werden aus Tabellen nicht angelegt."
    return "Diese Nummer steht schon weiter oben; die Zeile wird übergangen." if reference in seen else ""


def _is_retitled(row: SheetRow, idea: Idea) -> bool:
    """Return whether the line has another title; space is not compared, since programs change it."""
    typed = row.cells.get(TITLE)
    return typed is not None and typed.split() != plain_cell(safe_text(idea.title)).split()


def _wanted(row: SheetRow, idea: Idea, columns: Sequence[_Choices]) -> tuple[list[Change], list[str]]:
    changes, unknown = [], []
    for choices in columns:
        if choices.heading not in row.cells:
            continue
        before = getattr(idea, f"{choices.column}_id") or 0
        typed = row.cells[choices.heading]
        after, name = choices.by_name.get(typed.casefold(), (0, "")) if typed else (0, "")
        if typed and not after:
            unknown.append(f"{choices.heading}: „{typed}“ gibt es nicht.")
        elif before != after:
            old = choices.names.get(before, "ehemaliges Konto") if before else ""
            changes.append(
                Change(str(idea.reference), choices.column, before, after, choices.heading, idea.title, old, name)
            )
    return changes, unknown
