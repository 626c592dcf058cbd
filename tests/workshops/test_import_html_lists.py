"""HTML lists in a table cell: where one item ends and the next one begins."""

import pytest

from workshops.importing.html_lists import split_cell

UL = '<ul style="list-style-type: none">'


def items(cell: str) -> list[tuple[str, int | None]]:
    return [(piece.text, piece.level) for piece in split_cell(cell)]


def test_run_together_lists_without_closing_tags() -> None:
    assert items(f"{UL}- A- B{UL}o C.o D- E") == [("A", 0), ("B", 0), ("C.", 1), ("D", 1), ("E", 0)]


def test_a_second_nested_list_stands_below_its_own_item() -> None:
    assert items(f"{UL}- A{UL}o B- C{UL}o Doch- E") == [("A", 0), ("B", 1), ("C", 0), ("Doch", 1), ("E", 0)]


def test_three_levels() -> None:
    cell = f"{UL}- Eins{UL}o Zwei{UL}▪ Drei▪ Viero Fünf- Sechs"
    assert items(cell) == [("Eins", 0), ("Zwei", 1), ("Drei", 2), ("Vier", 2), ("Fünf", 1), ("Sechs", 0)]


@pytest.mark.parametrize(
    "text",
    [
        "Vor- und Nachteile",
        "Energie- sowie Wasserversorgung",
        "Abfall - Wirtschaftszweck - Verband",
        "Bis 31.03.2021 - Integration",
        "Arbeitsförder- und Berufsbildungszentrum",
        "SMARTCity-Team",
    ],
)
def test_hyphens_inside_text_begin_no_item(text: str) -> None:
    assert items(f"{UL}- {text}- Ende") == [(text, 0), ("Ende", 0)]


@pytest.mark.parametrize("text", ["Das Stadtbüro Gera hilft", "Im Portfolio Eins", "also Gera", "o weh"])
def test_words_that_end_in_o_are_not_cut(text: str) -> None:
    assert items(f"{UL}- A{UL}o {text}o Ende") == [("A", 0), (text, 1), ("Ende", 1)]


def test_the_letter_o_is_no_bullet_outside_of_a_list_of_it() -> None:
    assert items(f"{UL}- nach Romo Rom") == [("nach Romo Rom", 0)]


def test_proper_lists() -> None:
    assert items("<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>") == [("A", 0), ("B", 1), ("C", 0)]


def test_line_breaks_outside_of_lists() -> None:
    assert items("A<br>B<br/>C") == [("A", None), ("B", None), ("C", None)]


def test_formats_become_markdown_and_unknown_tags_stay_as_text() -> None:
    cell = "<ul><li><b>fett</b> und <i>kursiv</i></li><li><span>x</span> <script>alert(1)</script> a < b &amp; c</li>"
    assert items(cell) == [("**fett** und *kursiv*", 0), ("x <script>alert(1)</script> a < b & c", 0)]


def test_comments_and_declarations_are_kept() -> None:
    assert items("<ul><li>a <!-- b --> <!DOCTYPE c> <?d> <![CDATA[e]]></li>") == [
        ("a <!-- b --> <!DOCTYPE c> <?d> <![CDATA[e]]>", 0)
    ]
