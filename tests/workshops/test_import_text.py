"""Text and Markdown files: outline, nesting, and that nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from tests.workshops.outlines import outline, read_text
from workshops.enums import PointKind
from workshops.importing import Recognition
from workshops.importing.text_reader import read_text as read_lines

HEAD = "Protokoll zur Sitzung der Fachgruppe Energie\nDatum: 04.12.2020\n\n"


def sections(text: str, filename: str = "protokoll.txt") -> object:
    return outline(read_text(HEAD + text, filename).content)


def test_markdown_headings_make_the_outline() -> None:
    text = "# I. Auftakt\n## 1 Agenda\n- a\n  - b\n    - c\n- d\n## 2\nText\n# II. Ende\n"
    assert sections(text, "protokoll.md") == [
        ("Auftakt", [("Agenda", ["a", "-b", "--c", "d"]), ("", ["Text"])]),
        ("Ende", []),
    ]


def test_markdown_headings_without_numbers() -> None:
    text = "## Begrüßung\n- a\n## Ausblick\n- b\n"
    assert sections(text, "protokoll.md") == [("Begrüßung", [("", ["a"])]), ("Ausblick", [("", ["b"])])]


def test_markdown_headings_of_one_level_with_arabic_numbers_are_agenda_items() -> None:
    text = "## 1 Begrüßung\n- a\n## 2 Ausblick\n1. b\n2. c\n"
    assert sections(text, "protokoll.md") == [("", [("Begrüßung", ["a"]), ("Ausblick", ["1. b", "2. c"])])]


def test_markdown_heading_underlined() -> None:
    assert sections("Auftakt\n=======\n- a\n", "protokoll.md") == [("Auftakt", [("", ["a"])])]


def test_markdown_table() -> None:
    text = (
        "| Nr. | Thema |\n|---|---|\n| I. | AUFTAKT |\n| 1 | Agenda<br>- a<br>- b \\| c |\n"
        "| 2 | <ul><li>d<ul><li>e</li></ul></li></ul> |\n"
    )
    assert sections(text, "protokoll.md") == [("AUFTAKT", [("Agenda", ["a", "b | c"]), ("", ["d", "-e"])])]


def test_markdown_table_with_responsible_and_due_day() -> None:
    text = "| Nr | Thema | Wer | Bis wann |\n|---|---|---|---|\n| 1 | Einladung | Tilia GmbH | 12.03.2021 |\n"
    (point,) = read_text(HEAD + text, "protokoll.md").content.sections[0].items[0].points
    assert (point.text, point.kind.label, point.who, f"{point.due_on}") == (
        "Einladung",
        "Aufgabe",
        "Tilia GmbH",
        "2021-03-12",
    )


COSTS = (
    "| Posten | Betrag | Stand |\n|---|---|---|\n| Strom | 100 | **hoch** |\n| 2 | 200 | |\n"
    "| III | 300 | - a<br>- b |\n"
)
COST_POINTS = ["Posten | Betrag | Stand", "Strom | 100 | **hoch**", "2 | 200 | –"]


def test_rows_of_a_table_of_anything_stay_where_they_stand() -> None:
    parsed = read_text(f"{HEAD}# I. Kosten\n## 1 Preise\n- davor\n\n{COSTS}\n- danach\n", "protokoll.md")
    cells_with_lines = ["III | 300", "a", "b"]
    assert outline(parsed.content) == [("Kosten", [("Preise", ["davor", *COST_POINTS, *cells_with_lines, "danach"])])]
    assert {point.kind for point in parsed.content.sections[0].items[0].points} == {PointKind.INFORMATION}
    rows = [line for line in parsed.report if line.place in ("Zeile 8", "Zeile 10", "Zeile 11")]
    assert [(line.recognition, line.target) for line in rows] == [(Recognition.UNRECOGNISED, "I.1, Ebene 1")] * 3


def test_rows_of_a_table_before_the_outline_are_kept_at_the_end() -> None:
    table = COSTS.rpartition("| III")[0]
    assert sections(f"{table}\n# I. Kosten\n## 1 Preise\n- a\n", "protokoll.md") == [
        ("Kosten", [("Preise", ["a"])]),
        ("Nicht zugeordnet", [("", COST_POINTS)]),
    ]


def test_rows_with_tabs_of_anything_are_no_topics() -> None:
    assert sections("I. A\n1\tB\nText\nPosten\tBetrag\n2\t200\n\n2\tC\n") == [
        ("A", [("B", ["Text", "Posten | Betrag", "2 | 200"]), ("C", [])])
    ]


def test_topics_below_the_head_in_one_table() -> None:
    parsed = read_text("| Datum | 04.12.2020 |\n|---|---|\n| Aktenzeichen: | 4711 |\n| 1. | Agenda |\n", "protokoll.md")
    assert f"{parsed.content.head.held_on}" == "2020-12-04"
    assert outline(parsed.content) == [("", [("Agenda", [])]), ("Nicht zugeordnet", [("", ["Aktenzeichen: 4711"])])]


def test_a_block_of_code_is_kept_as_it_stands() -> None:
    code = "```text\n# I. C\n\n1. **d**\n~~~\n````\nText\n~~~\nx\n~~~\n"
    parsed = read_text(f"{HEAD}# I. A\n## 1 B\n{code}", "protokoll.md")
    assert outline(parsed.content) == [("A", [("B", ["# I. C", r"1. \*\*d\*\*", "~~~", "Text", "x"])])]
    skipped = [(line.source, line.target) for line in parsed.report if line.recognition == Recognition.SKIPPED]
    assert skipped == [("```text", "Codeblock"), ("````", "Codeblock"), ("~~~", "Codeblock"), ("~~~", "Codeblock")]


def test_topics_with_the_word_top() -> None:
    text = "TOP 1: Begrüßung\nEin Satz.\nTOP 2 Ausblick\n- a\n"
    assert sections(text) == [("", [("Begrüßung", ["Ein Satz."]), ("Ausblick", ["a"])])]


def test_a_list_of_topics_before_the_topics() -> None:
    text = "TOP 1 A\nTOP 2 B\n\nTOP 1 A\n- a\nTOP 2 B\n- b\n"
    assert sections(text) == [("", [("A", []), ("B", [])]), ("", [("A", ["a"]), ("B", ["b"])])]


def test_numbers_out_of_order_are_text() -> None:
    assert sections("I. A\n1 B\n14 Ideen liegen vor\nV. Beispiel berichtet\n") == [
        ("A", [("B", ["14 Ideen liegen vor", "V. Beispiel berichtet"])])
    ]


def test_a_sentence_behind_a_number_is_no_title() -> None:
    assert sections("I. A\n1 Das Team stellt die Agenda vor.\n") == [("A", [("", ["Das Team stellt die Agenda vor."])])]


def test_bullets_nest_by_indentation() -> None:
    text = "I. A\n1 B\n   - a\n\t- b\n\t\t- c\n   - d\n"
    assert sections(text) == [("A", [("B", ["a", "-b", "--c", "d"])])]


def test_bullets_nest_by_sign_as_copied_out_of_word() -> None:
    text = "I. A\n1 B\n•\ta\no\tb\n▪\tc\no\td\n•\te\n"
    assert sections(text) == [("A", [("B", ["a", "-b", "--c", "-d", "e"])])]


def test_levels_are_at_most_one_deeper_and_siblings_stay_siblings() -> None:
    text = "I. A\n1 B\n" + "".join(f"{'  ' * depth}- {depth}\n" for depth in (0, 1, 2, 3, 4, 5, 1))
    assert sections(text) == [("A", [("B", ["0", "-1", "--2", "---3", "---4", "---5", "-1"])])]


def test_wrapped_lines_go_on() -> None:
    text = "I. A\n1 B\n- ein langer\n  Punkt und\nweiter\n- b\n"
    assert sections(text) == [("A", [("B", ["ein langer Punkt und weiter", "b"])])]


def test_a_text_without_outline_is_one_topic() -> None:
    text = "- a\n  - b\nEin ganzer Satz ohne Platz.\n"
    assert sections(text) == [("", [("", ["a", "-b", "Ein ganzer Satz ohne Platz."])])]


def test_lines_without_a_place_are_kept_at_the_end_and_reported() -> None:
    parsed = read_text("Aktenzeichen: 4711\n" + HEAD + "I. A\n1 B\n- a\n")
    assert outline(parsed.content) == [("A", [("B", ["a"])]), ("Nicht zugeordnet", [("", ["Aktenzeichen: 4711"])])]
    first = parsed.report[0]
    assert (first.place, first.recognition, first.target) == ("Zeile 1", Recognition.UNRECOGNISED, "II.1, Ebene 1")


def test_decoration_is_reported() -> None:
    parsed = read_text(HEAD + "Nr. Thema\n-----\nI. A\n")
    assert [(line.source, line.target) for line in parsed.report if line.recognition == Recognition.SKIPPED] == [
        ("Nr. Thema", "Tabellenkopf"),
        ("-----", "Trennlinie"),
    ]


def test_composed_and_invisible_characters() -> None:
    assert sections("I. A\n1 B\n- U\u0308ber\u00ad\u200bsicht\u202e\u00a0x\n") == [("A", [("B", ["Übersicht\u00a0x"])])]


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=30)
prefixes = st.sampled_from(
    [
        "",
        "- ",
        "  - ",
        "o ",
        "I. ",
        "II. ",
        "1 ",
        "2. ",
        "TOP 1 ",
        "# ",
        "## ",
        "| ",
        "1\t",
        "Ort: ",
        "Teilnehmer: ",
        "<ul>- ",
        "Posten\t",
        "```",
    ]
)


@given(
    st.lists(st.tuples(prefixes, words).map("".join), max_size=12), st.sampled_from(["protokoll.txt", "protokoll.md"])
)
def test_every_line_of_any_text_is_reported(lines: list[str], filename: str) -> None:
    text = "Protokoll zur Sitzung der Fachgruppe Energie\n" + "\n".join(lines)
    markdown = filename.endswith(".md")
    places = {line.place for line in read_lines(text, markdown=markdown)}
    assert {line.place for line in read_text(text, filename).report} == places
