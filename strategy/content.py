"""A version of the strategy as plain data: one tree of parts that the page and both documents draw.

It knows neither models nor files. A frozen state holds it as JSON (:func:`data_of`, :func:`content_from`), comparisons
are made between two of them, and a consulted body says to which part, by its key, it has an opinion.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its title, the header, and the rows, all texts; ``widths`` are shares of the line."""

    title: str
    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """The rows, each cell with the label of its column."""
        return [list(zip(self.header, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Network:
    """A picture of what serves what: two columns of names, and lines between them (place left, place right).

    ``description`` says in words what is to be seen; the table beside it has the same content.
    """

    title: str
    description: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A picture (``width`` and ``height`` in pixels) or another file (both 0), known by the digest of its bytes.

    ``description`` says what a picture shows to whoever cannot see it.
    """

    title: str
    description: str
    name: str
    content_type: str
    size: int
    sha256: str
    width: int
    height: int

    @property
    def is_picture(self) -> bool:
        """Whether it is shown; other files are listed."""
        return self.width > 0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document: heading, facts (label, value), paragraphs, a picture, a table, files, parts below it.

    ``key`` names it for ever, also in the next version: "massnahme-12". Paragraphs are inline Markdown.
    """

    key: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()
    network: Network | None = None
    grid: Grid | None = None
    files: tuple[File, ...] = ()
    parts: tuple["Part", ...] = ()

    @property
    def pictures(self) -> list[File]:
        """The files that are shown."""
        return [file for file in self.files if file.is_picture]

    @property
    def attachments(self) -> list[File]:
        """The files that are listed."""
        return [file for file in self.files if not file.is_picture]


@dataclass(frozen=True, slots=True)
class StrategyContent:
    """A whole version: title and number, facts of the title page, and the parts of the first level (chapters)."""

    title: str
    number: int
    parts: tuple[Part, ...]
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A part at its place: the number ("3.2") and the level of its heading, from 1 on."""

    number: str
    level: int
    part: Part

    @property
    def heading(self) -> str:
        """Number and title: "3.2 Mobilität"."""
        return f"{self.number} {self.part.title}".strip()


def walk(content: StrategyContent) -> Iterator[Placed]:
    """Return all parts in reading order, each with its number."""
    for place, part in enumerate(content.parts, start=1):
        yield from _below(part, str(place), 1)


def _below(part: Part, number: str, level: int) -> Iterator[Placed]:
    yield Placed(number, level, part)
    for place, child in enumerate(part.parts, start=1):
        yield from _below(child, f"{number}.{place}", level + 1)


def files_of(content: StrategyContent) -> Iterator[File]:
    """Return all files of all parts in reading order."""
    for placed in walk(content):
        yield from placed.part.files


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, which blank lines part; a line break within one stays."""
    joined = ("\n".join(line.strip() for line in block) for block in _blocks(text))
    return tuple(joined)


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def data_of(content: StrategyContent) -> Data:
    """Return the version as JSON has it."""
    return asdict(content)


def content_from(data: Mapping[str, Any]) -> StrategyContent:
    """Return the version that JSON holds: ``content_from(data_of(content)) == content``."""
    parts = tuple(_part(part) for part in data["parts"])
    return StrategyContent(data["title"], data["number"], parts, _pairs(data["facts"]))


def _part(data: Mapping[str, Any]) -> Part:
    return Part(
        key=data["key"],
        title=data["title"],
        facts=_pairs(data["facts"]),
        text=tuple(data["text"]),
        network=_network(data["network"]) if data["network"] else None,
        grid=_grid(data["grid"]) if data["grid"] else None,
        files=tuple(File(**file) for file in data.get("files", ())),  # older states have none
        parts=tuple(_part(part) for part in data["parts"]),
    )


def _network(data: Mapping[str, Any]) -> Network:
    lines = tuple((left, right) for left, right in data["lines"])
    return Network(data["title"], data["description"], tuple(data["left"]), tuple(data["right"]), lines)


def _grid(data: Mapping[str, Any]) -> Grid:
    rows = tuple(tuple(row) for row in data["rows"])
    return Grid(data["title"], tuple(data["header"]), tuple(data["widths"]), rows)


def _pairs(rows: Any) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in rows)
