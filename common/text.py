"""Inline Markdown: bold, italic and links in one paragraph of text, parsed in this one place; and titles as addresses.

Everything else of Markdown, and all HTML, is text: "- ", "1." and "# " at the beginning of a line stay as typed.
A link leads to ``http``, ``https`` or ``mailto``; with any other address it stays text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt

LINK_SCHEMES = frozenset({"http", "https", "mailto"})

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_MARKUP_CHARACTERS = ("*", "_", "[", "\\")
_MARKUP = re.compile(r"[*_\[\]\\]")
_LINK = re.compile(rf"(?:{'|'.join(sorted(LINK_SCHEMES))}):", re.IGNORECASE)
_CLEANER = nh3.Cleaner(
    tags={"strong", "em", "a"},
    attributes={"a": {"href"}},
    url_schemes=set(LINK_SCHEMES),
    link_rel="noopener noreferrer",
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one format; ``href`` is empty where the text is no link."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


def german_slug(text: str, *, max_length: int) -> str:
    """Return a title as the part of an address: "Straßenlaternen für Gera" becomes "strassenlaternen-fuer-gera"."""
    return slugify(text.translate(_UMLAUTS))[:max_length].strip("-")


def render_inline_html(text: str) -> SafeString:
    """Return one paragraph of inline Markdown as HTML with ``strong``, ``em`` and ``a`` as its only elements."""
    if not _has_markup(text):
        return escape(text)
    return _render(text)


def inline_runs(text: str) -> tuple[Run, ...]:
    """Return one paragraph of inline Markdown as runs; neighbours differ in format, the empty text gives no run."""
    if not _has_markup(text):
        return (Run(text),) if text else ()
    return _parse(text)


def plain_text(text: str) -> str:
    """Return one paragraph of inline Markdown without its formats."""
    return "".join(run.text for run in inline_runs(text)) if _has_markup(text) else text


def literal(text: str) -> str:
    """Return any text, in one paragraph, so that inline Markdown shows it as it was typed."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def join_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join neighbours of the same format and leave out empty runs."""
    filled = (run for run in runs if run.text)
    return tuple(
        Run("".join(run.text for run in group), bold, italic, href)
        for (bold, italic, href), group in groupby(filled, key=lambda run: (run.bold, run.italic, run.href))
    )


def _has_markup(text: str) -> bool:
    """Most lines have none: looking for four characters is a hundred times faster than parsing."""
    return any(character in text for character in _MARKUP_CHARACTERS)


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero").enable(["emphasis", "link", "escape"])
    markdown.validateLink = lambda url: bool(_LINK.match(url))  # type: ignore[method-assign]
    return markdown


_MARKDOWN = _markdown()


@lru_cache(maxsize=2048)
def _render(text: str) -> SafeString:
    # The renderer escapes text itself; nh3 stands behind it, should a rule of the parser ever let HTML through.
    return mark_safe(_CLEANER.clean(_MARKDOWN.renderInline(text)))  # noqa: S308


@lru_cache(maxsize=2048)
def _parse(text: str) -> tuple[Run, ...]:
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
                href = str(token.attrGet("href"))
            case "link_close":
                href = ""
            case _:
                runs.append(Run(token.content, bold > 0, italic > 0, href))
    return join_runs(runs)
