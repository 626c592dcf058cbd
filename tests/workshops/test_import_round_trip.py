"""What the DOCX export writes, the import reads back as the same content tree."""

import re
from datetime import date, time

from hypothesis import given, settings
from hypothesis import strategies as st

from common.documents.state import DocumentState
from common.text import Run
from tests.workshops.seed import SEED, SEED_TITLE
from workshops.content import (
    MAX_POINT_LEVEL,
    AgendaItemContent,
    AttendanceContent,
    HeadContent,
    PointContent,
    ProtocolContent,
    SectionContent,
    Votes,
)
from workshops.documents.layout import protocol_layout
from workshops.documents.word import protocol_docx
from workshops.enums import AttendanceStatus, MeetingFormat, PointKind, TaskStatus
from workshops.importing import parse_protocol
from workshops.importing.markdown import write_runs

STATE = DocumentState(label="Entwurf", on=date(2020, 12, 4), is_draft=True)

words = st.text(
    st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs"], exclude_characters="\u200b"), min_size=1
).filter(lambda text: text == text.strip() and text.isprintable() and not re.search(r"\S{40}", text))
tricky_words = st.sampled_from(
    [
        "I. EINFÜHRUNG",
        "1 Agenda",
        "Beschluss: nichts",
        "Aufgabe: doch (verantwortlich: Tilia, bis 01.02.2021)",
        "„Ganz zitiert“",
        "Bis 31.03.2021 - Integration",
        "- Punkt",
        "5 * 3 * 2",
        "a_b_c",
        "*kursiv* und **fett**",
        "[Verweis](https://example.org/a?b=c)",
        r"\*kein Kursiv\*",
        "<ul><li>x</li></ul>",
        "Ort: Rathaus",
        "Nr. Thema",
    ]
)
lines = words | tricky_words
names = words.filter(lambda text: "," not in text and "(" not in text)
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def formatted(runs: list[tuple[str, bool, bool]]) -> str:
    return write_runs(Run(text, bold, italic) for text, bold, italic in runs)


texts = lines.map(lambda text: write_runs([Run(text)])) | st.lists(
    st.tuples(words, st.booleans(), st.booleans()), min_size=1, max_size=4
).map(formatted)


@st.composite
def points(draw: st.DrawFn) -> PointContent:
    kind = draw(st.sampled_from(PointKind))
    return PointContent(
        text=draw(texts),
        kind=kind,
        who=draw(st.just("") | names),
        due_on=draw(st.none() | days),
        task_status=draw(st.sampled_from(TaskStatus)) if kind == PointKind.TASK else None,
        votes=draw(st.none() | st.builds(Votes, *[st.integers(0, 99)] * 4)) if kind == PointKind.DECISION else None,
        reference=draw(st.sampled_from(["", "B-2021-007"])) if kind == PointKind.DECISION else "",
    )


@st.composite
def nested_points(draw: st.DrawFn) -> tuple[PointContent, ...]:
    nested: list[PointContent] = []
    for point in draw(st.lists(points(), max_size=5)):
        deepest = min(nested[-1].level + 1, MAX_POINT_LEVEL) if nested else 0
        level = draw(st.integers(0, deepest))
        nested.append(
            PointContent(
                point.text, level, point.kind, point.who, point.due_on, point.task_status, point.votes, point.reference
            )
        )
    return tuple(nested)


times = st.sampled_from(
    [(None, None), (time(9, 0), None), (None, time(10, 30)), (time(0, 0), time(23, 59)), (time(9, 5), time(10, 0))]
)


@st.composite
def heads(draw: st.DrawFn) -> HeadContent:
    starts_at, ends_at = draw(times)
    empty_or_line = st.just("") | lines
    return HeadContent(
        body=draw(words),
        format=draw(st.sampled_from(MeetingFormat)),
        number=draw(st.none() | st.integers(1, 999)),
        project=draw(empty_or_line),
        held_on=draw(st.none() | days),
        starts_at=starts_at,
        ends_at=ends_at,
        place=draw(empty_or_line),
        moderation=draw(empty_or_line),
        keeper=draw(empty_or_line),
        distribution=draw(empty_or_line),
        attendance=tuple(
            draw(
                st.lists(
                    st.builds(AttendanceContent, lines, st.sampled_from(AttendanceStatus), st.just("") | lines),
                    max_size=4,
                )
            )
        ),
    )


items = st.builds(AgendaItemContent, st.just("") | lines, nested_points())
sections = st.builds(SectionContent, st.just("") | lines, st.lists(items, max_size=3).map(tuple))
protocols = st.builds(ProtocolContent, heads(), st.lists(sections, max_size=3).map(tuple))


def title_of(head: HeadContent) -> str:
    article = "zum" if head.format == MeetingFormat.WORKSHOP else "zur"
    number = f"{head.number}. " if head.number else ""
    return f"Protokoll {article} {number}{head.format.label} – {head.body}"


def exported(content: ProtocolContent, title: str) -> bytes:
    return protocol_docx(protocol_layout(content, title=title, state=STATE))


def test_seed_comes_back_from_its_docx() -> None:
    assert parse_protocol(exported(SEED, SEED_TITLE), "protokoll.docx").content == SEED


@settings(max_examples=60, deadline=None)
@given(protocols)
def test_any_protocol_comes_back_from_its_docx(content: ProtocolContent) -> None:
    assert parse_protocol(exported(content, title_of(content.head)), "protokoll.docx").content == content
