"""Pages and files of the result: who gets what of it, the choice, and the number of queries."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from people.models import User
from pilots.enums import Conflict, ListStatus, Recommendation, ReleaseKind
from pilots.models import PilotList, Reviewer
from pilots.services.lists import freeze
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.pilots import ReviewerFactory, opened_list, review_of
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

SECRET = "Davon halte ich nichts."  # what a reviewer writes
FILES = ("ergebnis.xlsx", "ergebnis.csv", "bewertungen.xlsx", "bewertungen.csv")


@pytest.fixture
def reviewed() -> PilotList:
    """A list in review with a comment of somebody who handed in, and with somebody who did not."""
    pilot_list = opened_list(2, reviewers=2, handed_in=True, budget=30_000)
    member = MembershipFactory(body=pilot_list.meeting.body, user__name="Kritische Stimme").user
    critic = ReviewerFactory(list=pilot_list, user=member, handed_in=True)
    for entry in pilot_list.entries.all():
        review_of(critic, entry, [0] * 5, recommendation=Recommendation.REJECT, comment=SECRET)
    ReviewerFactory(list=pilot_list)
    return pilot_list


def address(pilot_list: PilotList, page: str = "ergebnis/") -> str:
    return f"/piloten/listen/{pilot_list.slug}/{page}"


def reviewer_of(pilot_list: PilotList, *, handed_in: bool) -> User:
    """Return a reviewer of the list who handed in, or who did not."""
    reviewers = Reviewer.objects.filter(list=pilot_list, handed_in_at__isnull=not handed_in)
    return reviewers.select_related("user").order_by("pk")[0].user


def texts_of(client: Client, pilot_list: PilotList) -> str:
    """Return everything that a visitor reads on the pages and in the files of the result, if they answer."""
    pages = ["", "ergebnis/", "vorlage.docx", *FILES]
    pages += [f"ergebnis/{entry.pilot.reference}/" for entry in pilot_list.entries.select_related("pilot")]
    found = ""
    for page in pages:
        response = client.get(address(pilot_list, page))
        content = b"".join(response) if response.streaming else response.content
        if page.endswith("xlsx") and response.status_code == 200:
            sheet = load_workbook(io.BytesIO(content)).worksheets[0]
            found += str([[cell.value for cell in row] for row in sheet.rows])
        elif not page.endswith("docx"):
            found += content.decode()
    return found


def test_before_handing_in_one_sees_nothing_of_the_others(reviewed: PilotList) -> None:
    client = client_of(reviewer_of(reviewed, handed_in=False))
    page = text_of(client.get(address(reviewed)))
    assert "sobald Sie Ihre Bewertung abgegeben haben" in page
    found = texts_of(client, reviewed)
    assert SECRET not in found
    assert "uneinig" not in found
    for name in FILES:
        assert client.get(address(reviewed, name)).status_code == 404


def test_whoever_handed_in_reads_comments_without_names(reviewed: PilotList) -> None:
    found = texts_of(client_of(reviewer_of(reviewed, handed_in=True)), reviewed)
    assert SECRET in found
    assert "uneinig" in found
    assert "Kritische Stimme" not in found


def test_names_are_shown_where_the_list_says_so(reviewed: PilotList) -> None:
    reviewed.names_are_shown = True
    reviewed.save()
    assert "Kritische Stimme" in texts_of(client_of(reviewer_of(reviewed, handed_in=True)), reviewed)


def test_team_reads_the_result_after_the_close_and_no_single_review(reviewed: PilotList) -> None:
    client = client_of(UserFactory(team=True))
    assert "sobald die Bewertung geschlossen ist" in text_of(client.get(address(reviewed)))
    assert SECRET not in texts_of(client, reviewed)
    reviewed.status = ListStatus.CLOSED
    reviewed.save()
    assert [client.get(address(reviewed, name)).status_code for name in FILES] == [200, 200, 404, 404]
    assert SECRET in texts_of(client, reviewed)


def test_single_reviews_stand_in_an_order_that_tells_nothing(reviewed: PilotList) -> None:
    entry = reviewed.entries.select_related("pilot")[0]
    conflicted = ReviewerFactory(list=reviewed, handed_in=True)
    review_of(conflicted, entry, conflict=Conflict.DECLARED)
    client = client_of(reviewer_of(reviewed, handed_in=True))
    content = b"".join(client.get(address(reviewed, "bewertungen.csv")))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert "Name" not in rows[0]
    first = [row for row in rows if row["Nummer"] == entry.pilot.reference]
    assert [(row["Nutzen für Gera"], row["Empfehlung"], row["Kommentar"]) for row in first] == [
        ("groß", "dafür", ""),
        ("groß", "dafür", ""),
        ("kein Nutzen", "dagegen", SECRET),
    ]


def test_table_has_german_numbers_and_every_criterion(reviewed: PilotList) -> None:
    client = client_of(reviewer_of(reviewed, handed_in=True))
    content = b"".join(client.get(address(reviewed, "ergebnis.csv")))
    row = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert (row["Rang"], row["Punkte"], row["Median"], row["Streuung"]) == ("1", "50,0", "75,0", "35,36")
    assert (row["Nutzen für Gera (30 %)"], row["dafür"], row["dagegen"]) == ("50,0", "2", "1")
    assert row["uneinig"] == "ja"
    assert row["Kommentare"] == f"dagegen: {SECRET}"


def test_choice_is_summed_without_a_script_and_for_htmx(reviewed: PilotList) -> None:
    client = client_of(reviewer_of(reviewed, handed_in=True))
    references = [entry.pilot.reference for entry in reviewed.entries.select_related("pilot")]
    query = "?" + "&".join(f"pilot={reference}" for reference in references)
    page = client.get(address(reviewed) + query)
    swap = client.get(address(reviewed) + query, headers={"hx-request": "true"})
    for answer in (page, swap):
        assert "2 Pilotprojekte, zusammen 40.000 Euro." in text_of(answer)
        assert "Es fehlen 10.000 Euro" in text_of(answer)
        assert answer.headers["Vary"].count("HX-Request") == 1
    assert text_of(page).count(" checked") == 2
    assert "<html" not in text_of(swap)
    by_rank = client.get(address(reviewed) + "?auswahl=rang")
    assert "1 Pilotprojekt, 20.000 Euro." in text_of(by_rank)


def test_editor_takes_the_choice_into_the_proposal(reviewed: PilotList) -> None:
    reviewed.status = ListStatus.CLOSED
    reviewed.save()
    reference = reviewed.entries.select_related("pilot")[0].pilot.reference
    client = client_of(UserFactory(team=True))
    fields: dict[str, Any] = {"pilot": [reference, "P-1999-001"], "version": "0"}
    response = client.post(address(reviewed, "vorlage/auswahl/"), fields)
    assert response.status_code == 302
    reviewed.refresh_from_db()
    assert reviewed.proposal.chosen == [reference]
    stale = client.post(address(reviewed, "vorlage/auswahl/"), {"version": "0"})
    assert "Inzwischen hat jemand anderes" in messages_of(stale)[-1]
    reviewed.proposal.refresh_from_db()
    assert reviewed.proposal.chosen == [reference]


def test_member_of_the_board_proposes_nothing(reviewed: PilotList) -> None:
    client = client_of(reviewer_of(reviewed, handed_in=True))
    assert client.post(address(reviewed, "vorlage/auswahl/"), {"version": "0"}).status_code == 404


def page_with(entries: int) -> tuple[Client, dict[str, str]]:
    """Return a reader of a list of so many pilots, and its pages."""
    pilot_list = opened_list(entries, reviewers=2, handed_in=True, status=ListStatus.CLOSED)
    release = freeze(pilot_list, list(pilot_list.entries.select_related("pilot")), ReleaseKind.OPENED, by=None)
    reference = pilot_list.entries.select_related("pilot")[0].pilot.reference
    pages = {
        "result": address(pilot_list),
        "pilot": address(pilot_list, f"ergebnis/{reference}/"),
        "release": address(pilot_list, f"stand/{release.pk}/"),
        "proposal": address(pilot_list, "vorlage/"),
        "pdf": address(pilot_list, "vorlage.pdf"),
    }
    return client_of(UserFactory(team=True)), pages


def test_queries_do_not_grow_with_the_list() -> None:
    (client, few), (other, many) = page_with(1), page_with(12)
    counts = {name: (queries_of(client, few[name]), queries_of(other, many[name])) for name in few}
    assert all(one == two for one, two in counts.values()), counts
    assert all(one <= 10 for name, (one, _) in counts.items() if name != "pdf"), counts


def test_frozen_list_says_whether_it_is_unchanged() -> None:
    pilot_list = opened_list(1)
    release = freeze(pilot_list, list(pilot_list.entries.select_related("pilot")), ReleaseKind.OPENED, by=None)
    client = client_of(MembershipFactory(body=pilot_list.meeting.body).user)
    page = address(pilot_list, f"stand/{release.pk}/")
    assert page in text_of(client.get(address(pilot_list, "")))
    assert "Dieser Stand ist unverändert" in text_of(client.get(page))
    pilot = pilot_list.entries.get().pilot
    pilot.title = "Ein neuer Titel"
    pilot.version += 1
    pilot.save()
    assert "<ins>Ein neuer Titel</ins>" in text_of(client.get(page))
    release.content["list"]["budget"] = 1
    release.save()
    assert "passt nicht zu seiner Prüfsumme" in text_of(client.get(page))
