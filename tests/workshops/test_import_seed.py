"""The protocol of the 5th workshop is read exactly."""

from collections import Counter
from datetime import date

from tests.workshops.seed import SEED, SEED_FILE
from workshops.importing import AnnouncedMeeting, Recognition, parse_protocol

PARSED = parse_protocol(SEED_FILE.read_bytes(), SEED_FILE.name)


def test_seed_head_is_read() -> None:
    assert PARSED.content.head == SEED.head


def test_seed_outline_and_points_are_read() -> None:
    assert PARSED.content.sections == SEED.sections


def test_seed_announces_the_strategiekreis() -> None:
    assert PARSED.announced == (
        AnnouncedMeeting(
            body="Strategiekreis",
            on=date(2021, 1, 14),
            subject="Beschluss der Pilotprojekte",
            place="Zeile 26",
            source="- Zielstellung des nächsten Strategiekreis: Beschluss der Pilotprojekte am 14.01.",
        ),
    )


def test_seed_report_names_every_line_that_is_not_blank() -> None:
    filled = {f"Zeile {number}" for number, line in enumerate(SEED_FILE.read_text().splitlines(), 1) if line.strip()}
    assert {line.place for line in PARSED.report} == filled


def test_seed_report_counts() -> None:
    assert Counter(line.recognition for line in PARSED.report) == {
        Recognition.HEAD: 4,
        Recognition.ATTENDANCE: 1,
        Recognition.SECTION: 3,
        Recognition.ITEM: 5,
        Recognition.INFORMATION: 19,
        Recognition.STATEMENT: 2,
        Recognition.MILESTONE: 3,
        Recognition.SKIPPED: 3,
    }


def test_seed_reads_the_same_with_windows_line_ends_and_encoding() -> None:
    text = SEED_FILE.read_text().replace("\n", "\r\n")
    assert parse_protocol(text.encode("cp1252"), "protokoll.txt").content == SEED
    assert parse_protocol(text.encode("utf-8-sig"), "protokoll.txt").content == SEED
    assert parse_protocol(text.encode("utf-16"), "protokoll.txt").content == SEED


def test_seed_reads_the_same_as_markdown() -> None:
    assert parse_protocol(SEED_FILE.read_bytes(), "protokoll.md").content == SEED
