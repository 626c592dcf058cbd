"""The pages on which the team decides a list, corrects a decision, and looks after the mails."""

import io
import re
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email
from pytest_django import DjangoAssertNumQueries

from common.models import FormDraft
from common.outbox import send_next
from ideas.enums import IdeaStatus
from ideas.services.merges import merge_ideas
from people.models import User
from pilots.enums import Conflict, ListStatus, PilotStatus
from pilots.models import Entry, Pilot, PilotList, Proposal, Resolution
from pilots.selectors.lists import candidates_for
from pilots.services.decision_mails import told_in
from pilots.services.statuses import reconsider_pilot
from tests.factories.ideas import IdeaFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.pilots import PartnerFactory, ReviewerFactory, SourceFactory, review_of
from tests.pilots.meetings import approve, entries_of, list_to_decide, members_of, put_back, record, reject
from workshops.models import Decision, Protocol
from workshops.services.statuses import circulate_protocol

Typed = dict[str, Any]


@pytest.fixture
def pilot_list(db: None) -> PilotList:
    return list_to_decide()


@pytest.fixture
def entries(pilot_list: PilotList) -> list[Entry]:
    return entries_of(pilot_list)


@pytest.fixture
def editor(client: Client, team: User) -> Client:
    client.force_login(team)
    return client


def url_of(pilot_list: PilotList) -> str:
    return f"/piloten/listen/{pilot_list.slug}/beschluss/"


def typed(*rows: Typed, conditions: list[Typed] | None = None, **more: Any) -> Typed:
    """Return a sheet as a browser posts it; each row names its entry."""
    conditions = conditions or []
    data: Typed = {"auflagen-TOTAL_FORMS": len(conditions), "auflagen-INITIAL_FORMS": 0, **more}
    for row in rows:
        entry = row.pop("entry")
        data |= {f"e{entry.pk}-{name}": value for name, value in row.items()}
    for index, condition in enumerate(conditions):
        data |= {f"auflagen-{index}-{name}": value for name, value in condition.items()}
    return data


def block(outcome: str, yes: int = 5, **more: Any) -> Typed:
    return {f"block-{outcome}-{name}": value for name, value in {"yes": yes, **more}.items()}


def post(client: Client, url: str, action: str, data: Typed) -> Any:
    return client.post(url, {**data, "step": action})


def preview_and_record(client: Client, url: str, data: Typed) -> Any:
    preview = post(client, url, "preview", data)
    assert preview.status_code == 200, preview.content.decode()
    return post(client, url, "record", {**data, "stamp": stamp_in(preview)})


def stamp_in(response: Any) -> str:
    [stamp] = re.findall(r'name="stamp" value="([0-9a-f]+)"', response.content.decode())
    return stamp


# The way of a decision ------------------------------------------------------------------------------------------------


def test_sheet_is_filled_in_shown_and_recorded(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    house = OrganisationFactory(name="Stadtwerke")
    data = typed(
        {"entry": entries[0], "outcome": "approved"},
        {"entry": entries[1], "outcome": "conditional", "yes": 4, "no": 1},
        {"entry": entries[2], "outcome": "rejected", "yes": 0, "no": 5, "reason": "Zu teuer."},
        conditions=[{"pilot": "", "text": "Datenschutz prüfen", "organisation": house.pk, "due_on": "2027-06-30"}],
        **block("approved"),
    )

    answer = preview_and_record(editor, url_of(pilot_list), data)

    assert answer.status_code == 302
    outcomes = [(one.entry, one.outcome) for one in Resolution.objects.order_by("entry__position")]
    assert outcomes == [
        (entries[0], PilotStatus.APPROVED),
        (entries[1], PilotStatus.CONDITIONAL),
        (entries[2], PilotStatus.REJECTED),
    ]
    page = editor.get(url_of(pilot_list)).content.decode()
    assert "3 Beschlüsse sind festgehalten" in page
    assert "Auflage: Datenschutz prüfen (Stadtwerke, bis 30. Juni 2027)" in page
    assert "4 / 1 / 0 / 0" in page
    pilot_list.refresh_from_db()
    assert pilot_list.status == ListStatus.DECIDED


def test_preview_shows_what_will_change(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    UserFactory(organisation=entries[0].pilot.lead, email="lead@example.org")
    data = typed({"entry": entries[0], "outcome": "approved"}, **block("approved"))
    page = post(editor, url_of(pilot_list), "preview", data).content.decode()
    for part in (
        "-001</strong> Das Pilotprojekt",
        "lead@example.org: Beschluss",
        "20.000 Euro",
        "2 Pilotprojekte bleiben noch zu entscheiden",
        '<td data-label="danach">beschlossen</td>',
    ):
        assert part in page
    assert not Decision.objects.exists()


def test_preview_leads_back_to_what_was_typed(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    data = typed({"entry": entries[0], "outcome": "rejected", "reason": "Zu teuer."})
    page = post(editor, url_of(pilot_list), "edit", data).content.decode()
    assert ">Zu teuer.</textarea>" in page
    assert '<option value="rejected" selected>' in page


def test_second_click_tells_the_same(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    data = typed(*({"entry": entry, "outcome": "approved"} for entry in entries), **block("approved"))
    stamp = stamp_in(post(editor, url_of(pilot_list), "preview", data))
    answers = [post(editor, url_of(pilot_list), "record", {**data, "stamp": stamp}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Decision.objects.count() == 1


def test_second_secretary_is_told_and_loses_nothing(
    editor: Client, pilot_list: PilotList, entries: list[Entry], admin: User
) -> None:
    data = typed(
        {"entry": entries[0], "outcome": "rejected", "no": 5, "reason": "Zu teuer für die Stadt."},
        {"entry": entries[1], "outcome": "approved"},
        **block("approved"),
    )
    stamp = stamp_in(post(editor, url_of(pilot_list), "preview", data))
    record(pilot_list, [approve(entries[0])], by=admin)

    answer = post(editor, url_of(pilot_list), "record", {**data, "stamp": stamp})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "inzwischen entschieden: beschlossen (Beschluss B-" in page
    assert "Alex Admin" in page
    assert ">Zu teuer für die Stadt.</textarea>" in page
    assert Resolution.objects.count() == 1


def test_number_that_went_elsewhere_is_shown_anew(
    editor: Client, pilot_list: PilotList, entries: list[Entry], admin: User
) -> None:
    data = typed({"entry": entries[0], "outcome": "approved"}, **block("approved"))
    stamp = stamp_in(post(editor, url_of(pilot_list), "preview", data))
    record(pilot_list, [approve(entries[1])], by=admin)

    answer = post(editor, url_of(pilot_list), "record", {**data, "stamp": stamp})

    assert answer.status_code == 409
    assert "-002</strong> Das Pilotprojekt" in answer.content.decode()
    again = post(editor, url_of(pilot_list), "record", {**data, "stamp": stamp_in(answer)})
    assert again.status_code == 302


def test_votes_that_cannot_be_right_are_marked(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    data = typed({"entry": entries[0], "outcome": "approved", "yes": 9, "reason": "Alle dafür."})
    answer = post(editor, url_of(pilot_list), "preview", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#e{entries[0].pk}">{entries[0].pilot.reference}: Es sind 9 Stimmen' in page
    assert f'aria-invalid="true" aria-describedby="e{entries[0].pk}-error"' in page
    assert ">Alle dafür.</textarea>" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"outcome": "approved"}, "Bitte tragen Sie die Stimmen ein."),
        ({"outcome": "approved", "yes": "viele"}, "Ja: Bitte eine ganze Zahl eingeben."),
        ({"outcome": "approved", "yes": "-1"}, "Ja: Bitte geben Sie mindestens 0 an."),
        ({"outcome": "vertagt", "yes": 5}, "Ergebnis: "),
        ({}, "Bitte wählen Sie für mindestens ein Pilotprojekt ein Ergebnis."),
    ],
)
def test_sheet_says_what_is_missing(
    editor: Client, pilot_list: PilotList, entries: list[Entry], data: Typed, sentence: str
) -> None:
    answer = post(editor, url_of(pilot_list), "preview", typed({"entry": entries[0], **data}))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_votes_of_an_empty_block_are_told(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    data = typed({"entry": entries[0], "outcome": "approved", "yes": 5}, **block("stored"))
    answer = post(editor, url_of(pilot_list), "preview", data)
    assert answer.status_code == 422
    assert "Block „zurückgestellt“: Hier stehen Stimmen, aber kein Pilotprojekt" in answer.content.decode()


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"text": "Prüfen"}, "Bitte wählen Sie, wer verantwortlich ist."),
        ({"text": "Prüfen", "organisation": 0, "due_on": "2027-01-01"}, "Diese Organisation gibt es nicht mehr."),
        ({"text": "Prüfen", "organisation": "1", "due_on": "gestern"}, "bis: "),
    ],
)
def test_condition_says_what_is_missing(
    editor: Client, pilot_list: PilotList, entries: list[Entry], condition: Typed, sentence: str
) -> None:
    data = typed({"entry": entries[0], "outcome": "conditional", "yes": 5}, conditions=[{"pilot": "", **condition}])
    answer = post(editor, url_of(pilot_list), "preview", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_condition_of_a_pilot_with_another_outcome_is_told(
    editor: Client, pilot_list: PilotList, entries: list[Entry]
) -> None:
    house = OrganisationFactory()
    condition = {"pilot": entries[1].pk, "text": "Prüfen", "organisation": house.pk, "due_on": "2027-01-01"}
    data = typed({"entry": entries[0], "outcome": "conditional", "yes": 5}, conditions=[condition])
    answer = post(editor, url_of(pilot_list), "preview", data)
    assert "Auflage 1: Das Pilotprojekt hat nicht das Ergebnis" in answer.content.decode()


def test_outcome_is_set_for_the_ticked_rows(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    data = typed({"entry": entries[0], "chosen": 1}, {"entry": entries[1], "reason": "Bleibt."}, outcome="approved")
    page = post(editor, url_of(pilot_list), "set", data).content.decode()
    assert page.count('<option value="approved" selected>') == 1
    assert ">Bleibt.</textarea>" in page

    page = post(editor, url_of(pilot_list), "set", typed(outcome="stored")).content.decode()
    assert page.count('<option value="stored" selected>') == 3


def test_row_for_a_further_condition_is_added(editor: Client, pilot_list: PilotList) -> None:
    page = post(editor, url_of(pilot_list), "condition", typed(conditions=[{"text": "Prüfen"}])).content.decode()
    assert ">Prüfen</textarea>" in page
    assert 'name="auflagen-1-text"' in page


def test_beschlussvorlage_proposes_outcomes(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    Proposal.objects.create(list=pilot_list, chosen=[entries[1].pilot.reference])
    page = editor.get(url_of(pilot_list)).content.decode()
    assert page.count('<option value="approved" selected>') == 1


def test_draft_is_kept_until_it_is_recorded(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    data = typed({"entry": entries[0], "outcome": "approved", "reason": "Wichtig."}, **block("approved"))
    editor.post(url_of(pilot_list), {**data, "draft": "save"})
    assert ">Wichtig.</textarea>" in editor.get(url_of(pilot_list)).content.decode()
    preview_and_record(editor, url_of(pilot_list), data)
    assert not FormDraft.objects.exists()


def test_conflicts_are_told_by_number_unless_everybody_knows_them(
    editor: Client, pilot_list: PilotList, entries: list[Entry]
) -> None:
    one, other = members_of(pilot_list)[:2]
    one.name, one.organisation = "Mia Muster", entries[0].pilot.lead
    one.save()
    other.name = "Otto Still"
    other.save()
    review_of(ReviewerFactory(list=pilot_list, user=other), entries[0], conflict=Conflict.DECLARED)
    page = editor.get(url_of(pilot_list)).content.decode()
    assert "befangen: Mia Muster und 1 weitere" in page
    assert "Otto Still" not in page


def test_block_leaves_out_pilots_with_conflicts(editor: Client, pilot_list: PilotList, entries: list[Entry]) -> None:
    one = members_of(pilot_list)[0]
    one.organisation = entries[0].pilot.lead
    one.save()
    name, url = f"e{entries[0].pk}", url_of(pilot_list)
    assert f'name="{name}-conflicted" value="1"' in editor.get(url).content.decode()

    data = typed(*({"entry": entry, "outcome": "approved"} for entry in entries), **block("approved"))
    answer = post(editor, url, "preview", data)
    assert f'<a href="#{name}">{entries[0].pilot.reference}: Hier sind Mitglieder befangen' in answer.content.decode()
    preview_and_record(editor, url, {**data, f"{name}-yes": 4, f"{name}-conflicted": 1})

    blocks = Decision.objects.order_by("pk").values_list("point__votes_yes", "point__votes_conflicted")
    assert list(blocks) == [(5, 0), (4, 1)]
    assert Resolution.objects.count() == 3


def test_pilot_on_which_too_many_are_conflicted_does_not_hold_up_the_list(
    editor: Client, pilot_list: PilotList, entries: list[Entry]
) -> None:
    for member in members_of(pilot_list)[:4]:
        member.organisation = entries[0].pilot.lead
        member.save()
    url, others = url_of(pilot_list), [{"entry": entry, "outcome": "approved"} for entry in entries[1:]]
    assert editor.get(url).content.decode().count("Zu viele Befangene, um darüber zu beschließen.") == 1

    voted = typed({"entry": entries[0], "outcome": "approved", "yes": 1})
    assert "Bitte wählen Sie „zurückgestellt“" in post(editor, url, "preview", voted).content.decode()
    coming = (timezone.localdate() + timedelta(days=90)).isoformat()
    back = {"outcome": "stored", "reason": "Befangenheit.", "resubmit_on": coming}
    data = typed({"entry": entries[0], **back}, *others, **block("approved"))
    assert preview_and_record(editor, url, data).status_code == 302

    pilot_list.refresh_from_db()
    assert pilot_list.status == ListStatus.DECIDED
    point = Decision.objects.get(resolutions__entry=entries[0]).point
    assert (point.votes_yes, point.votes_no, point.votes_abstained, point.votes_conflicted) == (0, 0, 0, 4)
    assert "kann das Gremium nicht beschließen, weil zu viele Mitglieder befangen sind" in point.text
    pilot = reconsider_pilot(Pilot.objects.get(pk=entries[0].pilot_id), by=None)
    assert pilot in candidates_for(list_to_decide(0))


def test_conflicts_that_come_up_at_the_meeting_make_a_vote_of_its_own(
    editor: Client, pilot_list: PilotList, entries: list[Entry]
) -> None:
    row = {"entry": entries[0], "outcome": "approved", "conflicted": 1}
    answer = post(editor, url_of(pilot_list), "preview", typed(row, **block("approved")))
    assert f"{entries[0].pilot.reference}: Hier sind Mitglieder befangen" in answer.content.decode()


def test_closed_protocol_says_what_to_do(
    editor: Client, pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    record(pilot_list, [approve(entries[0])], by=team)
    circulate_protocol(Protocol.objects.get(meeting=pilot_list.meeting), by=team)
    data = typed({"entry": entries[1], "outcome": "approved", "yes": 5})
    answer = post(editor, url_of(pilot_list), "preview", data)
    assert answer.status_code == 422
    assert "Das Protokoll der Sitzung ist im Umlauf. Bitte geben Sie es" in answer.content.decode()


def test_member_reads_what_is_decided_and_cannot_decide(
    client: Client, pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    record(pilot_list, [approve(entries[0])], by=team)
    client.force_login(members_of(pilot_list)[0])
    page = client.get(url_of(pilot_list)).content.decode()
    assert "Entschieden" in page
    assert "Berichtigen" not in page
    assert 'name="step"' not in page
    assert post(client, url_of(pilot_list), "preview", typed()).status_code == 404


def test_sheet_needs_ten_queries(
    editor: Client, pilot_list: PilotList, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        editor.get(url_of(pilot_list))


def test_page_asks_the_database_as_often_for_many_pilots(
    editor: Client, team: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for size in (1, 12):
        pilot_list = list_to_decide(size + 1)
        record(pilot_list, [approve(entries_of(pilot_list)[0])], by=team)
        with django_assert_max_num_queries(13):
            editor.get(url_of(pilot_list))


# Corrections ----------------------------------------------------------------------------------------------------------


def test_decision_is_corrected(editor: Client, pilot_list: PilotList, entries: list[Entry], team: User) -> None:
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)
    url = f"{url_of(pilot_list)}{entries[0].pilot.reference}/berichtigen/"
    page = editor.get(url).content.decode()
    assert '<option value="approved" selected>' in page
    assert f'name="corrects" value="{wrong.pk}"' in page

    row = {"entry": entries[0], "outcome": "rejected", "yes": 1, "no": 4, "reason": "Falsch notiert."}
    answer = preview_and_record(editor, url, typed(row, corrects=wrong.pk))

    assert answer.status_code == 302
    right = Resolution.objects.get(corrects=wrong)
    assert right.outcome == PilotStatus.REJECTED
    assert f"berichtigt {wrong.decision.reference}" in editor.get(url_of(pilot_list)).content.decode()


def test_corrected_decision_is_marked_wherever_it_is_read(
    editor: Client, pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)
    [right] = record(pilot_list, [reject(entries[0], corrects=wrong)], by=team)

    mark = f"berichtigt durch Beschluss {right.decision.reference}"
    release = pilot_list.releases.get()
    release_url = reverse("pilots:list_release", args=[pilot_list.slug, release.pk])
    register = reverse("workshops:decision_list")
    for url in (wrong.decision.get_absolute_url(), pilot_list.meeting.get_absolute_url(), release_url, register):
        assert mark in editor.get(url).content.decode(), url
    assert "1 von 3 Pilotprojekten" in editor.get(release_url).content.decode()
    assert mark not in editor.get(right.decision.get_absolute_url()).content.decode()


def test_corrected_decision_is_marked_in_the_printed_protocol(
    editor: Client, pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)
    [right] = record(pilot_list, [reject(entries[0], corrects=wrong)], by=team)
    answer = editor.get(f"{pilot_list.meeting.get_absolute_url()}protokoll.docx")
    cells = [cell.text for row in docx.Document(io.BytesIO(answer.content)).tables[-1].rows for cell in row.cells]
    marked = [text for text in cells if f"berichtigt durch Beschluss {right.decision.reference}]" in text]
    assert len(marked) == 1
    assert marked[0].startswith("Im Block werden 3 Pilotprojekte beschlossen")


def test_correction_that_somebody_made_already_is_told(
    editor: Client, pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)
    record(pilot_list, [reject(entries[0], corrects=wrong)], by=team)
    url = f"{url_of(pilot_list)}{entries[0].pilot.reference}/berichtigen/"
    row = {"entry": entries[0], "outcome": "rejected", "yes": 0, "no": 5, "reason": "Falsch notiert."}
    answer = post(editor, url, "preview", typed(row, corrects=wrong.pk))
    assert answer.status_code == 422
    assert "inzwischen entschieden: abgelehnt" in answer.content.decode()
    assert ">Falsch notiert.</textarea>" in answer.content.decode()


# Mails ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mail(pilot_list: PilotList, entries: list[Entry], team: User) -> Email:
    """A mail about a decision that waits."""
    UserFactory(organisation=entries[0].pilot.lead, email="lead@example.org")
    record(pilot_list, [approve(entries[0])], by=team)
    return Email.objects.get()


def mails_url(pilot_list: PilotList) -> str:
    return f"{url_of(pilot_list)}mails/"


def test_mails_wait_and_are_shown_on_the_list(editor: Client, pilot_list: PilotList, mail: Email) -> None:
    assert not send_next()
    assert "1 E-Mail wartet bis" in editor.get(pilot_list.get_absolute_url()).content.decode()
    page = editor.get(mails_url(pilot_list)).content.decode()
    assert "<span>an lead@example.org</span>" in page
    assert "wartet bis" in page


def test_mail_is_edited(editor: Client, pilot_list: PilotList, mail: Email) -> None:
    url = f"{mails_url(pilot_list)}{mail.pk}/"
    stamp = stamp_in(editor.get(url))
    answer = editor.post(url, {"stamp": stamp, "subject": "Ergebnis", "text": "Guten Tag,\r\n\r\nes hat geklappt."})
    assert answer.status_code == 302
    mail.refresh_from_db()
    assert (mail.subject, mail.message) == ("Ergebnis", "Guten Tag,\n\nes hat geklappt.")


def test_second_editor_of_a_mail_sees_both_texts(editor: Client, pilot_list: PilotList, mail: Email) -> None:
    url = f"{mails_url(pilot_list)}{mail.pk}/"
    stamp = stamp_in(editor.get(url))
    editor.post(url, {"stamp": stamp, "subject": "Erste", "text": "Eins."})
    answer = editor.post(url, {"stamp": stamp, "subject": "Zweite", "text": "Zwei."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Inzwischen gespeichert: Erste" in page
    assert "Zwei." in page
    assert editor.post(url, {"stamp": stamp_in(answer), "subject": "Zweite", "text": "Zwei."}).status_code == 302


def test_mail_is_stopped_and_sent_after_all(editor: Client, pilot_list: PilotList, mail: Email) -> None:
    editor.post(mails_url(pilot_list), {"step": f"stop:{mail.pk}"})
    mail.refresh_from_db()
    assert mail.status == STATUS.failed
    assert mail.logs.get().message == "Angehalten von Kim Team"
    assert "angehalten" in editor.get(mails_url(pilot_list)).content.decode()

    editor.post(mails_url(pilot_list), {"step": f"send:{mail.pk}"})
    assert send_next()
    mail.refresh_from_db()
    assert mail.status == STATUS.sent


def test_stopped_mail_about_a_corrected_decision_is_sent_only_when_confirmed(
    editor: Client, pilot_list: PilotList, entries: list[Entry], mail: Email, team: User
) -> None:
    [right] = record(pilot_list, [reject(entries[0], corrects=Resolution.objects.get(entry=entries[0]))], by=team)
    page = editor.get(mails_url(pilot_list)).content.decode()
    assert page.count(f"berichtigt durch Beschluss {right.decision.reference}") == 1
    assert f'value="confirm:{mail.pk}"' in page
    assert f'value="send:{mail.pk}"' not in page

    answer = editor.post(mails_url(pilot_list), {"step": f"send:{mail.pk}"}, follow=True)
    mail.refresh_from_db()
    assert mail.status == STATUS.failed
    assert "Bitte bestätigen Sie" in answer.content.decode()

    editor.post(mails_url(pilot_list), {"step": f"confirm:{mail.pk}"})
    mail.refresh_from_db()
    assert mail.status == STATUS.queued


def test_waiting_mail_that_also_tells_of_others_is_marked(
    editor: Client, pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    house = OrganisationFactory()
    UserFactory(organisation=house, email="both@example.org")
    for entry in entries[:2]:
        PartnerFactory(pilot=entry.pilot, organisation=house)
    wrong, *_ = record(pilot_list, [approve(*entries)], by=team)
    url = f"{url_of(pilot_list)}{entries[0].pilot.reference}/berichtigen/"
    row = {"entry": entries[0], "outcome": "rejected", "yes": 1, "no": 4, "reason": "Falsch notiert."}

    answer = preview_and_record(editor, url, typed(row, corrects=wrong.pk))

    right = Resolution.objects.get(corrects=wrong).decision.reference
    told = editor.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "Bitte ändern Sie, was an both@example.org wartet" in told
    [mail] = [one for one in Email.objects.all() if len(told_in(one)) == 2]
    assert mail.status == STATUS.queued
    assert f"berichtigt durch Beschluss {right}" in editor.get(mails_url(pilot_list)).content.decode()
    page = editor.get(f"{mails_url(pilot_list)}{mail.pk}/").content.decode()
    assert f"Ein Beschluss in dieser E-Mail ist berichtigt durch Beschluss {right}." in page


def test_all_that_wait_are_stopped(
    editor: Client, pilot_list: PilotList, entries: list[Entry], mail: Email, team: User
) -> None:
    UserFactory(organisation=entries[1].pilot.lead)
    record(pilot_list, [approve(entries[1])], by=team)
    editor.post(mails_url(pilot_list), {"step": "stop:alle"})
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.failed}


def test_mail_that_left_is_not_changed(editor: Client, pilot_list: PilotList, mail: Email) -> None:
    url = f"{mails_url(pilot_list)}{mail.pk}/"
    stamp = stamp_in(editor.get(url))
    mail.status = STATUS.sent
    mail.save()
    answer = editor.post(url, {"stamp": stamp, "subject": "Zu spät", "text": "Zu spät."})
    assert answer.status_code == 422
    assert "schon unterwegs" in answer.content.decode()
    assert editor.get(url).status_code == 302
    editor.post(mails_url(pilot_list), {"step": f"stop:{mail.pk}"})
    mail.refresh_from_db()
    assert (mail.subject == "Zu spät", mail.status) == (False, STATUS.sent)


def test_mails_of_other_lists_are_not_here(editor: Client, mail: Email) -> None:
    other = list_to_decide(1)
    assert editor.get(f"{mails_url(other)}{mail.pk}/").status_code == 404
    editor.post(mails_url(other), {"step": f"stop:{mail.pk}"})
    mail.refresh_from_db()
    assert mail.status == STATUS.queued


def test_old_page_of_a_merged_idea_tells_what_was_decided_on_the_new_one(
    client: Client, pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    old, other = IdeaFactory(status=IdeaStatus.IN_REVIEW), IdeaFactory(status=IdeaStatus.IN_REVIEW)
    versions = {idea.pk: idea.version for idea in (old, other)}
    texts = {"content": {"title": "Räder für alle"}, "origin": {}, "reason": "Gleiches Anliegen."}
    new = merge_ideas([old, other], versions=versions, by=team, **texts)
    SourceFactory(pilot=entries[0].pilot, idea=new)
    record(pilot_list, [approve(entries[0])], by=team)
    for idea in (old, other):
        page = client.get(idea.get_status_url()).content.decode()
        assert page.count(f"„{entries[0].pilot.title}“: beschlossen") == 1


def test_submitter_reads_what_was_decided_on_an_unpublished_pilot(
    client: Client, pilot_list: PilotList, entries: list[Entry], team: User
) -> None:
    idea = SourceFactory(pilot=entries[0].pilot, idea__status=IdeaStatus.ACCEPTED).idea
    SourceFactory(pilot=entries[1].pilot, idea=idea)
    pilot = entries[0].pilot
    assert pilot.reference not in client.get(idea.get_status_url()).content.decode()

    record(pilot_list, [put_back(entries[0], reason="Nur für uns.")], by=team)

    page = client.get(idea.get_status_url()).content.decode()
    assert f"Pilotprojekt {pilot.reference} „{pilot.title}“: zurückgestellt" in page
    assert entries[1].pilot.reference not in page
    assert "Nur für uns." not in page
