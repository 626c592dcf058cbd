"""Inline Markdown: what is a format, what stays text, and that neither becomes HTML of its own."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import Run, inline_runs, literal, plain_text, render_inline_html

ALLOWED = re.compile(r'</?(?:strong|em|a)>|<a href="(?:https?|mailto):[^"<>]*" rel="noopener noreferrer">')
LINK_END = ' rel="noopener noreferrer">'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Rückblick, Vorstellung Agenda", "Rückblick, Vorstellung Agenda"),
        ("**fett** und *kursiv*", "<strong>fett</strong> und <em>kursiv</em>"),
        ("__fett__ und _kursiv_", "<strong>fett</strong> und <em>kursiv</em>"),
        ("***beides***", "<em><strong>beides</strong></em>"),
        ("[Liste](https://example.org/a?b=1&c=2)", f'<a href="https://example.org/a?b=1&amp;c=2"{LINK_END}Liste</a>'),
        ("[Post](mailto:team@example.org)", f'<a href="mailto:team@example.org"{LINK_END}Post</a>'),
        (
            "[**fett** mehr](http://example.org)",
            f'<a href="http://example.org"{LINK_END}<strong>fett</strong> mehr</a>',
        ),
        ("2 * 3 * 4 und datei_name_neu", "2 * 3 * 4 und datei_name_neu"),
        (r"\*kein Format\*", "*kein Format*"),
    ],
)
def test_formats_become_html(text: str, expected: str) -> None:
    assert render_inline_html(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "- Strich",
        "1. Nummer",
        "# Raute",
        "> Zitat",
        "| a | b |",
        "`code`",
        "https://example.org",
        "<b>fett</b> & *mehr",
        "![Bild",
        '<a href="x" onclick="y">',
        "[x](javascript:alert(1))",
        "[x](JavaScript:alert(1))",
        "[x](data:text/html,y)",
        "[x](/relativ)",
        "[x](//example.org)",
        "[x](vbscript:y) [z](file:///etc/passwd)",
    ],
)
def test_everything_else_stays_text(text: str) -> None:
    assert html.unescape(render_inline_html(text)) == text
    assert "<" not in render_inline_html(text)
    assert inline_runs(text) == (Run(text),)
    assert plain_text(text) == text


def test_runs_name_each_format() -> None:
    text = "Das **Team *stellt* vor**, siehe [*Liste*](https://example.org/)."
    assert inline_runs(text) == (
        Run("Das "),
        Run("Team ", bold=True),
        Run("stellt", bold=True, italic=True),
        Run(" vor", bold=True),
        Run(", siehe "),
        Run("Liste", italic=True, href="https://example.org/"),
        Run("."),
    )
    assert plain_text(text) == "Das Team stellt vor, siehe Liste."


def test_empty_text_has_no_runs() -> None:
    assert inline_runs("") == ()


@given(st.text(st.sampled_from("ab *_[]()<>&\"'\\:/\n") | st.characters(exclude_categories=["Cs"]), max_size=60))
def test_html_never_holds_other_elements(text: str) -> None:
    assert "<" not in ALLOWED.sub("", render_inline_html(text))


STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
"""What PostgreSQL holds: every text without a NUL."""


@given(STORABLE)
def test_literal_text_is_shown_as_it_was_typed(text: str) -> None:
    assert plain_text(literal(text)) == " ".join(text.split())
