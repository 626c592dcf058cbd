"""Inline Markdown (bold, italic, link) as runs of equally formatted text, and back.

Documents are drawn from runs, the importer reads runs out of files. Nothing else of Markdown is known here:
what is not bold, italic or a link is plain text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("zero").enable(["emphasis", "link", "escape"])
_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\*_[]"})


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one format; ``href`` is empty where the text is no link."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@lru_cache(maxsize=2048)
def parse_runs(text: str) -> tuple[Run, ...]:
    """Split one paragraph of inline Markdown into runs; the empty text gives no run."""
    runs: list[Run] = []
    bold = italic = 0
    href = ""
    for token in _MARKDOWN.parseInline(text)[0].children or []:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                href = str(token.attrGet("href") or "")
            case "link_close":
                href = ""
            case _:
                runs.append(Run(token.content, bold > 0, italic > 0, href))
    return join_runs(runs)


def write_runs(runs: Iterable[Run]) -> str:
    """Write runs as Markdown, so that ``parse_runs`` gives the same runs back.

    Characters are escaped only where the plain text would be read as a format ("2 * 3" stays as it is). A format
    that Markdown cannot express at its place (bold that ends inside a word after a quotation mark) is dropped; text
    never is.
    """
    wanted = _without_formatted_edges(join_runs(runs))
    text = "".join(run.text for run in wanted)
    plain = (Run(text),) if text else ()
    for candidate in (_marked_up(wanted, escape=False), _marked_up(wanted, escape=True)):
        if parse_runs(candidate) == wanted:
            return candidate
    return text if parse_runs(text) == plain else text.translate(_SPECIAL)


def plain_text(runs: Iterable[Run]) -> str:
    """The text of the runs without any format."""
    return "".join(run.text for run in runs)


def cut_runs(runs: Iterable[Run], start: int, end: int | None = None) -> tuple[Run, ...]:
    """The part of the runs between two offsets in their plain text, stripped of white space at both ends."""
    text = plain_text(runs := tuple(runs))
    end = len(text) if end is None else end
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    cut, offset = [], 0
    for run in runs:
        inside = run.text[max(start - offset, 0) : max(end - offset, 0)]
        if inside:
            cut.append(replace(run, text=inside))
        offset += len(run.text)
    return tuple(cut)


def join_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join neighbours of the same format and leave out empty runs."""
    filled = (run for run in runs if run.text)
    return tuple(
        Run(plain_text(group), bold, italic, href)
        for (bold, italic, href), group in groupby(filled, key=lambda run: (run.bold, run.italic, run.href))
    )


def _without_formatted_edges(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Move white space out of formatted runs, where Markdown knows no markers ("**so **" is not bold)."""
    parts: list[Run] = []
    for run in runs:
        core = run.text.strip()
        before, _, after = run.text.partition(core) if core else (run.text, "", "")
        parts += [Run(before, href=run.href), replace(run, text=core), Run(after, href=run.href)]
    return join_runs(parts)


def _marked_up(runs: tuple[Run, ...], *, escape: bool) -> str:
    """Put the markers around each run, with the special characters of the text escaped or not."""
    parts = []
    for href, group in groupby(runs, key=lambda run: run.href):
        text = "".join(_emphasised(run, escape=escape) for run in group)
        parts.append(f"[{text}]({href})" if href else text)
    return "".join(parts)


def _emphasised(run: Run, *, escape: bool) -> str:
    marker = "**" * run.bold + "*" * run.italic
    return marker + (run.text.translate(_SPECIAL) if escape else run.text) + marker[::-1]
