"""A version as plain data: numbers of its parts, JSON, paragraphs, and what differs between two of them."""

import json

import pytest

from strategy.comparison import ADDED, CHANGED, REMOVED, compare
from strategy.content import Grid, Network, Part, StrategyContent, content_from, data_of, paragraphs_of, walk

NETWORK = Network("Was wem dient", "Linien", ("Vernetzte Stadt",), ("Mobilität", "Energie"), ((0, 1),))
GRID = Grid("Maßnahmen", ("Maßnahme", "Priorität"), (2, 1), (("Leuchten", "hoch"),))
CONTENT = StrategyContent(
    "Strategie",
    2,
    (
        Part("einleitung", "Einleitung", text=("Gera wird smart.", "Alle machen mit.")),
        Part(
            "zielbilder",
            "Zielbilder",
            network=NETWORK,
            grid=GRID,
            parts=(
                Part("zielbild-1", "Vernetzte Stadt", facts=(("Handlungsfelder", "Mobilität"),)),
                Part("zielbild-2", "Grüne Stadt", parts=(Part("abschnitt-7", "Parks"),)),
            ),
        ),
    ),
    (("Drucksache", "123/2021"),),
)


def with_parts(*parts: Part) -> StrategyContent:
    return StrategyContent("Strategie", 1, parts)


def test_content_survives_json() -> None:
    assert content_from(json.loads(json.dumps(data_of(CONTENT)))) == CONTENT


def test_parts_are_numbered_by_their_places() -> None:
    assert [(one.heading, one.level) for one in walk(CONTENT)] == [
        ("1 Einleitung", 1),
        ("2 Zielbilder", 1),
        ("2.1 Vernetzte Stadt", 2),
        ("2.2 Grüne Stadt", 2),
        ("2.2.1 Parks", 3),
    ]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", ()),
        ("  \n\n \r\n", ()),
        ("eins", ("eins",)),
        ("eins\r\nzwei\r\n\r\n\r\n  drei ", ("eins\nzwei", "drei")),
    ],
)
def test_blank_lines_part_paragraphs(text: str, paragraphs: tuple[str, ...]) -> None:
    assert paragraphs_of(text) == paragraphs


def test_states_that_were_frozen_before_there_were_files_stay_readable() -> None:
    data = data_of(CONTENT)
    for part in data["parts"]:
        part.pop("files")
    assert content_from(data) == CONTENT


def test_equal_states_do_not_differ() -> None:
    comparison = compare(CONTENT, content_from(data_of(CONTENT)))
    assert (comparison.changes, comparison.in_words) == ((), "")


def test_part_that_only_moves_does_not_differ() -> None:
    one, two = Part("a", "A", text=("x",)), Part("b", "B")
    assert compare(with_parts(one, two), with_parts(two, one)).changes == ()


def test_new_changed_and_gone_parts_are_told_apart() -> None:
    before = with_parts(Part("a", "A"), Part("gone", "Weg", text=("alt",)), Part("c", "C", text=("rot",)))
    after = with_parts(Part("a", "A"), Part("c", "C", text=("blau",)), Part("new", "Neu", text=("jung",)))
    comparison = compare(before, after)
    assert [(change.kind, change.heading) for change in comparison.changes] == [
        (REMOVED, "2 Weg"),
        (CHANGED, "2 C"),
        (ADDED, "3 Neu"),
    ]
    assert comparison.in_words == "1 geändert, 1 neu, 1 entfallen"
    words = [[one for one in change.fields[0][1] if one[0] != "same"] for change in comparison.changes]
    assert words == [[("old", "alt")], [("old", "rot"), ("new", "blau")], [("new", "jung")]]


def test_other_title_names_the_former_one() -> None:
    (change,) = compare(with_parts(Part("a", "Verkehr")), with_parts(Part("a", "Mobilität"))).changes
    assert (change.kind, change.heading, change.former) == (CHANGED, "1 Mobilität", "1 Verkehr")


def test_facts_and_tables_are_compared_by_their_labels() -> None:
    before = with_parts(Part("a", "A", facts=(("Kosten", "1 Euro"), ("Stand", "Entwurf")), grid=GRID))
    other = Grid("Maßnahmen", GRID.header, GRID.widths, (("Leuchten", "mittel"), ("Netz", "hoch")))
    after = with_parts(Part("a", "A", facts=(("Kosten", "2 Euro"), ("Stand", "Entwurf")), grid=other))
    (change,) = compare(before, after).changes
    assert [label for label, _ in change.fields] == ["Kosten", "Tabelle"]
    assert ("new", "mittel") in change.fields[1][1]
    assert ("new", "Netz · hoch") in change.fields[1][1]


def test_names_and_rows_in_another_order_do_not_differ() -> None:
    def part(names: str, *rows: tuple[str, str]) -> Part:
        grid = Grid("Zielbilder", ("Zielbild", "Handlungsfelder"), (1, 2), rows)
        return Part("a", "A", facts=(("Zielbilder", names), ("Kosten", "1, 2")), grid=grid)

    before = part("Grün, Sozial", ("Grün", "Energie, Verkehr"), ("Sozial", "Wohnen"))
    moved = part("Sozial, Grün", ("Sozial", "Wohnen"), ("Grün", "Verkehr, Energie"))
    assert compare(with_parts(before), with_parts(moved)).changes == ()
    changed = part("Sozial, Grün", ("Sozial", "Wohnen"), ("Grün", "Verkehr"))
    assert [label for label, _ in compare(with_parts(before), with_parts(changed)).changes[0].fields] == ["Tabelle"]
    reworded = Part("a", "A", grid=Grid("B", ("Begründung",), (1,), (("erst A, dann B",),)))
    turned = Part("a", "A", grid=Grid("B", ("Begründung",), (1,), (("dann B, erst A",),)))
    assert compare(with_parts(reworded), with_parts(turned)).changes != ()


def test_unchanged_paragraphs_are_folded() -> None:
    before = with_parts(Part("a", "A", text=("eins", "zwei", "drei", "vier alt")))
    after = with_parts(Part("a", "A", text=("eins", "zwei", "drei", "vier neu")))
    ((_, words),) = compare(before, after).changes[0].fields
    assert words[0] == ("fold", "3 Stellen unverändert")
    assert ("old", "alt") in words
    assert ("new", "neu") in words


def test_very_long_paragraph_is_not_compared_word_by_word() -> None:
    old, new = "eins " * 2_000, "zwei " * 2_000
    ((_, words),) = (
        compare(with_parts(Part("a", "A", text=(old,))), with_parts(Part("a", "A", text=(new,)))).changes[0].fields
    )
    assert [kind for kind, text in words if text.strip()] == ["old", "new"]


def test_title_page_is_compared_as_well() -> None:
    passed = StrategyContent("Strategie", 1, (), (("Drucksache", "123/2021"),))
    (change,) = compare(with_parts(), passed).changes
    assert (change.key, change.fields[0][0]) == ("titelseite", "Drucksache")
