"""What differs between two states of the strategy, part by part and word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from common.differences import differing_parts
from common.text import plain_text
from strategy.content import Part, Placed, StrategyContent, walk

Words = tuple[tuple[str, str], ...]
"""A text with what was left out and what was added: kind ("same", "old", "new", "fold") and text.

"fold" stands for paragraphs that are the same in both and says how many they are.
"""

MAX_COMPARED = 5_000
"""Characters of a paragraph up to which it is compared word by word; the time grows with their square."""

LISTS_OF_NAMES = frozenset({"Zielbilder", "Handlungsfelder"})
"""Facts and columns whose order follows from that of the tree and says nothing by itself."""

NOTHING = Part("", "")
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part that differs. ``kind`` says how; ``heading`` is the newer one, ``former`` the older one where it differs.

    ``fields`` are its differing pieces, each with a label ("" for running text); ``level`` is that of its heading.
    """

    kind: str
    key: str
    level: int
    heading: str
    former: str
    fields: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All parts that differ, in the order of the newer state; parts that are gone stand where they stood."""

    changes: tuple[PartChange, ...]

    def count(self, kind: str) -> int:
        """Return how many parts differ in this way."""
        return sum(change.kind == kind for change in self.changes)

    @property
    def in_words(self) -> str:
        """What differs: "3 Stellen geändert, 1 neu, 2 entfallen"; empty where nothing does."""
        labels = ((CHANGED, "geändert"), (ADDED, "neu"), (REMOVED, "entfallen"))
        counts = [(self.count(kind), label) for kind, label in labels]
        return ", ".join(f"{count} {label}" for count, label in counts if count)


def compare(before: StrategyContent, after: StrategyContent) -> Comparison:
    """Return what differs between two states.

    A part that only moved to another number does not, nor do names or rows of a table in another order.
    """
    old, new = _placed(before), _placed(after)
    return Comparison(tuple(_changes(old, new, list(_merged(list(old), list(new))))))


def _placed(content: StrategyContent) -> dict[str, Placed]:
    """Return the parts by their keys; the title page is one as well."""
    cover = Placed("", 1, Part("titelseite", content.title, content.facts))
    return {placed.part.key: placed for placed in (cover, *walk(content))}


def _merged(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Return all keys in the order of ``new``; those that are gone follow the one behind which they stood."""
    kept = set(new)
    followers: dict[str, list[str]] = {}
    anchor = ""
    for key in old:
        if key in kept:
            anchor = key
        else:
            followers.setdefault(anchor, []).append(key)
    yield from followers.get("", ())
    for key in new:
        yield key
        yield from followers.get(key, ())


def _changes(old: dict[str, Placed], new: dict[str, Placed], keys: Sequence[str]) -> Iterator[PartChange]:
    for key in keys:
        if key not in old:
            yield _change(ADDED, new[key], tuple(_fields(NOTHING, new[key].part)))
        elif key not in new:
            yield _change(REMOVED, old[key], tuple(_fields(old[key].part, NOTHING)))
        else:
            before, after = old[key], new[key]
            fields = tuple(_fields(before.part, after.part))
            is_renamed = before.part.title != after.part.title
            if fields or is_renamed:
                yield _change(CHANGED, after, fields, before.heading if is_renamed else "")


def _change(kind: str, placed: Placed, fields: tuple[tuple[str, Words], ...], former: str = "") -> PartChange:
    return PartChange(kind, placed.part.key, placed.level, placed.heading, former, fields)


def _fields(before: Part, after: Part) -> Iterator[tuple[str, Words]]:
    """Return the pieces of a part that differ; what is below it is compared by itself."""
    old, new = dict(before.facts), dict(after.facts)
    for label in dict.fromkeys([*old, *new]):
        if _said(label, old.get(label, "")) != _said(label, new.get(label, "")):
            yield label, tuple(differing_parts(old.get(label, ""), new.get(label, "")))
    for label, lines in (("", _text), ("Tabelle", _rows), ("Bilder und Dateien", _files)):
        former, today = lines(before), lines(after)
        if former != today and not (lines is _rows and _cells(before) == _cells(after)):
            yield label, tuple(_differing_paragraphs(former, today))


def _differing_paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "fold", "eine Stelle unverändert" if b - a == 1 else f"{b - a} Stellen unverändert"
            continue
        for before, after in zip_longest(old[a:b], new[c:d], fillvalue=""):
            yield from _differing_words(before, after)
            yield "same", "\n\n"


def _differing_words(old: str, new: str) -> list[tuple[str, str]]:
    if max(len(old), len(new)) > MAX_COMPARED:
        return [(kind, text) for kind, text in (("old", old), ("new", new)) if text]
    return differing_parts(old, new)


def _text(part: Part) -> list[str]:
    return [plain_text(paragraph) for paragraph in part.text]


def _files(part: Part) -> list[str]:
    """Return the files of a part as one line each; the digest tells apart what only looks alike."""
    return [" · ".join(filter(None, (one.title, one.description, one.name, one.sha256[:12]))) for one in part.files]


def _rows(part: Part) -> list[str]:
    """Return the table of a part as one line a row."""
    return [" · ".join(row) for row in part.grid.rows] if part.grid else []


def _cells(part: Part) -> list[list[Sequence[str]]]:
    """Return what the table of a part says, whatever the order of its rows and of names in them."""
    return sorted([_said(label, cell) for label, cell in row] for row in part.grid.labelled) if part.grid else []


def _said(label: str, text: str) -> Sequence[str]:
    """Return a value as it is compared: names, "Energie, Mobilität", without their order."""
    return sorted(text.split(", ")) if label in LISTS_OF_NAMES else [text]
