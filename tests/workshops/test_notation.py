"""What a point is, in words and back."""

from datetime import date

import pytest

from workshops.content import PointContent, Votes
from workshops.enums import PointKind, TaskStatus
from workshops.notation import Details, read_details, read_label, write_details, write_label


@pytest.mark.parametrize(
    ("point", "label", "details"),
    [
        (PointContent("Text"), "", ""),
        (PointContent("Text", kind=PointKind.STATEMENT, who="Tilia GmbH"), "Statement:", "(Tilia GmbH)"),
        (
            PointContent("Text", kind=PointKind.MILESTONE, due_on=date(2021, 3, 31)),
            "Meilenstein:",
            "(bis 31.03.2021)",
        ),
        (
            PointContent(
                "Text",
                kind=PointKind.TASK,
                who="Zweckverband (ZVME)",
                due_on=date(2021, 3, 12),
                task_status=TaskStatus.IN_PROGRESS,
            ),
            "Aufgabe:",
            "(verantwortlich: Zweckverband (ZVME), bis 12.03.2021, Status: in Arbeit)",
        ),
        (
            PointContent("Text", kind=PointKind.DECISION, votes=Votes(38, 0, 1, 2), reference="B-2021-007"),
            "Beschluss B-2021-007:",
            "(Ja: 38, Nein: 0, Enthaltungen: 1, Befangen: 2)",
        ),
    ],
)
def test_label_and_details_are_written_and_read_back(point: PointContent, label: str, details: str) -> None:
    assert write_label(point) == label
    assert write_details(point) == details
    if label:
        assert read_label(label) == (point.kind, point.reference)
    assert read_details(details) == Details(point.who, point.due_on, point.task_status, point.votes)


@pytest.mark.parametrize("label", ["", "Beschluss", "Beschluß:", "Hinweis:", "Beschluss 7:"])
def test_other_labels_are_not_read(label: str) -> None:
    assert read_label(label) is None


def test_a_day_that_does_not_exist_stays_with_the_name() -> None:
    assert read_details("(verantwortlich: Tilia, bis 31.02.2021)") == Details("Tilia, bis 31.02.2021")
