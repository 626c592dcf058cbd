"""Where a call stands, to the minute, and what visitors are told."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ideas.enums import CallPhase
from ideas.models import Call

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    """Return a local time of October 2020 ("01 08:00") as the database gives it."""
    return datetime.fromisoformat(f"2020-10-{text}").replace(tzinfo=BERLIN).astimezone(UTC)


CALL = Call(
    title="Wettbewerb", opens_at=at("01 08:00"), closes_at=at("24 12:00"), grace_hours=24, published_at=at("01 00:00")
)


@pytest.mark.parametrize(
    ("moment", "phase", "is_open", "takes_drafts"),
    [
        ("01 07:59", CallPhase.UPCOMING, False, False),
        ("01 08:00", CallPhase.OPEN, True, True),
        ("24 11:59", CallPhase.OPEN, True, True),
        ("24 12:00", CallPhase.GRACE, False, True),
        # 24 hours after 24.10., 12:00; that night the clocks go back, so it is 11:00.
        ("25 10:59", CallPhase.GRACE, False, True),
        ("25 11:00", CallPhase.ENDED, False, False),
    ],
)
def test_call_opens_and_ends_to_the_minute(moment: str, phase: str, is_open: bool, takes_drafts: bool) -> None:
    now = at(moment)
    assert (CALL.phase(now), CALL.is_open(now), CALL.takes_drafts(now)) == (phase, is_open, takes_drafts)


@pytest.mark.parametrize(
    ("moment", "notice"),
    [
        ("01 07:59", "Dieser Aufruf beginnt am 1. Oktober 2020, 08:00 Uhr."),
        ("02 08:00", "Sie können Ihre Idee bis zum 24. Oktober 2020, 12:00 Uhr einreichen."),
        (
            "24 12:00",
            (
                "Dieser Aufruf ist seit dem 24. Oktober 2020, 12:00 Uhr beendet. Entwürfe, die vorher begonnen wurden,"
                " können noch bis zum 25. Oktober 2020, 11:00 Uhr gesendet werden."
            ),
        ),
        ("26 12:00", "Dieser Aufruf ist seit dem 24. Oktober 2020, 12:00 Uhr beendet."),
    ],
)
def test_visitors_are_told_in_local_time(moment: str, notice: str) -> None:
    assert CALL.notice(at(moment)) == notice


def test_call_without_end_is_always_open_and_a_draft_never() -> None:
    endless = Call(published_at=at("01 00:00"))
    assert (endless.phase(at("24 12:00")), endless.notice()) == (
        CallPhase.OPEN, "Sie können Ihre Idee jederzeit einreichen.",
    )  # fmt: skip
    assert (Call().phase(), Call().notice()) == (CallPhase.DRAFT, "Dieser Aufruf ist noch nicht veröffentlicht.")
