"""Runs of formatted text back to inline Markdown; ``common.text`` reads it the other way round."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from common.text import Run, inline_runs, join_runs

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\*_[]"})


def write_runs(runs: Iterable[Run]) -> str:
    """Write runs as Markdown, so that ``inline_runs`` gives the same runs back.

    Characters are escaped only where the plain text would be read as a format ("2 * 3" stays as it is). A format
    that Markdown cannot express at its place (bold that ends inside a word after a quotation mark) is dropped; text
    never is.
    """
    wanted = _with_plain_edges(join_runs(runs))
    for escape in (False, True):
        candidate = _marked_up(wanted, escape=escape)
        if inline_runs(candidate) == wanted:
            return candidate
    text = run_text(wanted)
    return text if inline_runs(text) == (Run(text),) else text.translate(_SPECIAL)


def run_text(runs: Iterable[Run]) -> str:
    """The text of the runs without any format."""
    return "".join(run.text for run in runs)


def cut_runs(runs: Iterable[Run], start: int, end: int | None = None) -> tuple[Run, ...]:
    """The part of the runs between two offsets in their plain text, stripped of white space at both ends."""
    text = run_text(runs := tuple(runs))
    piece = text[start : len(text) if end is None else end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    cut, offset = [], 0
    for run in runs:
        inside = run.text[max(start - offset, 0) : max(end - offset, 0)]
        if inside:
            cut.append(replace(run, text=inside))
        offset += len(run.text)
    return tuple(cut)


def _with_plain_edges(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Take white space at the ends out of formats, where Markdown knows no markers ("**so **" is not bold)."""
    parts: list[Run] = []
    for run in runs:
        core = run.text.strip()
        before, _, after = run.text.partition(core) if core else (run.text, "", "")
        parts += [Run(before, href=run.href), replace(run, text=core), Run(after, href=run.href)]
    parts = [part for part in parts if part.text]
    return join_runs(
        replace(part, href="") if part.text.isspace() and not _is_inside_link(parts, position) else part
        for position, part in enumerate(parts)
    )


def _is_inside_link(parts: list[Run], position: int) -> bool:
    return 0 < position < len(parts) - 1 and parts[position - 1].href == parts[position + 1].href


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
