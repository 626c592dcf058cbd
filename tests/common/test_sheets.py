"""Spreadsheets as streams: a table of any length passes through constant memory."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Any

import pytest

from common.sheets import stream_csv, stream_xlsx

HEADINGS = ["Nummer", "Titel"]


def xlsx(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    return stream_xlsx(HEADINGS, rows, title="Ideen")


def csv(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    return stream_csv(HEADINGS, rows)


@pytest.mark.parametrize("stream", [xlsx, csv])
def test_table_without_an_end_leaves_in_small_pieces(stream: Any) -> None:
    numbers = count()
    pieces = list(islice(stream([number, "Straßenlaternen nach Bedarf"] for number in numbers), 50))
    assert next(numbers) <= 50 * 200
    assert max(map(len, pieces)) < 50_000
