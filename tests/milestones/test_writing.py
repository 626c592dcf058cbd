"""The forms of milestones: created, from a line, edited, moved, their criteria; conflicts, drafts, Verlauf."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from common.models import FormDraft
from milestones.enums import FigureKey
from milestones.models import Criterion, DateChange, Milestone
from milestones.services.from_point import create_milestone_from_point
from milestones.services.milestones import edit_milestone
from people.models import Body, User
from tests.factories.milestones import CriterionFactory, MilestoneFactory, PredecessorFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.workshops import DecisionFactory, MeetingFactory, row_below
from tests.visitors import client_of, messages_of, queries_of, text_of
from workshops.enums import PointKind, ProtocolStatus
from workshops.models import Point

MARCH, JUNE = date(2021, 3, 31), date(2021, 6, 30)
NEW = {"title": "Der Entwurf liegt vor", "planned_on": "2021-06-30"}
WHY = "Die Arbeitsgruppen brauchen mehr Zeit."


@pytest.fixture
def editor(team: User) -> Client:
    return client_of(team)


@pytest.fixture
def point(body: Body) -> Point:
    meeting = MeetingFactory(body=body, number=5, slug="fg-5", protocol__status=ProtocolStatus.APPROVED, is_public=True)
    return row_below(
        meeting.protocol,
        kind=PointKind.MILESTONE,
        text="Bis 30.06.2021 – **Verknüpfung** aller Teilkonzepte",
        due_on=JUNE,
        organisation=OrganisationFactory(name="Stadtverwaltung"),
    )


@pytest.mark.django_db
def test_new_milestones_get_their_numbers_in_order(editor: Client) -> None:
    first = editor.post("/meilensteine/neu/", NEW)
    second = editor.post("/meilensteine/neu/", {**NEW, "title": "Der Entwurf ist geprüft"})
    assert (first.url, second.url) == ("/meilensteine/M-01/", "/meilensteine/M-02/")
    assert messages_of(second)[-1] == "Der Meilenstein ist angelegt; er hat die Nummer M-02."


@pytest.mark.django_db
def test_second_click_makes_no_second_milestone_and_takes_no_number(editor: Client) -> None:
    editor.post("/meilensteine/neu/", NEW)
    again = editor.post("/meilensteine/neu/", NEW)
    assert again.status_code == 422
    assert list(again.context["form"].errors) == ["title"]
    assert "Einen Meilenstein mit diesem Titel gibt es schon. Er hat die Nummer M-01." in text_of(again)
    assert editor.post("/meilensteine/neu/", {**NEW, "title": "Noch einer"}).url == "/meilensteine/M-02/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Bitte geben Sie dem Meilenstein einen Titel."),
        ({"title": "\u2800"}, "Bitte geben Sie dem Meilenstein einen Titel."),
        ({"planned_on": ""}, "Bitte nennen Sie den Tag, für den der Meilenstein geplant ist."),
        ({"planned_on": "0021-06-30"}, "Bitte prüfen Sie die Jahreszahl."),
        ({"planned_on": "bald"}, "Bitte ein gültiges Datum eingeben."),
        ({"decision": "B-2021-999"}, "Einen Beschluss B-2021-999 gibt es nicht."),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_lost(
    editor: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = editor.post("/meilensteine/neu/", {**NEW, "description": "Lang überlegt.", **typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(typed)
    assert sentence in text_of(answer)
    assert "Lang überlegt." in text_of(answer)


@pytest.mark.django_db
def test_circle_is_refused_at_its_field(editor: Client) -> None:
    first, second = MilestoneFactory.create_batch(2)
    PredecessorFactory(milestone=second, predecessor=first)
    typed = {"version": 1, "title": "Neuer Titel", "predecessors": [second.pk]}
    answer = editor.post(f"{first.get_absolute_url()}bearbeiten/", typed)
    assert answer.status_code == 422
    assert "Das ergäbe einen Kreis" in text_of(answer)
    assert Milestone.objects.get(pk=first.pk).title == first.title


@pytest.mark.django_db
def test_predecessor_that_lies_behind_is_refused_at_its_field(editor: Client) -> None:
    late = MilestoneFactory(reference="M-41", planned_on=date(2021, 7, 1))
    refused = editor.post("/meilensteine/neu/", {**NEW, "predecessors": [late.pk]})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["predecessors"])
    assert "muss vor diesem Meilenstein (30.06.2021) liegen: M-41 (01.07.2021)" in text_of(refused)
    assert Milestone.objects.count() == 1
    # Where the order was broken knowingly, by a date, the words can still be edited.
    milestone = PredecessorFactory(predecessor=late).milestone
    typed = {"version": 1, "title": "Anders", "predecessors": [late.pk]}
    assert editor.post(f"{milestone.get_absolute_url()}bearbeiten/", typed).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("termin/plan/", {"on": "2021-07-15", "reason": WHY, "was": "2021-03-31"}),
        ("termin/erreicht/", {"on": "2021-03-01", "reason": WHY}),
        ("kriterien/neu/", {"figure": "", "text": WHY}),
        ("kriterien/{pk}/", {"version": "1", "text": WHY}),
        ("kriterien/{pk}/abhaken/", {"done_on": "2021-03-01", "proof": WHY}),
        ("kriterien/{pk}/entfaellt/", {"reason": WHY}),
    ],
)
def test_what_was_typed_waits_for_the_sign_in(editor: Client, team: User, page: str, typed: dict[str, str]) -> None:
    milestone = MilestoneFactory()
    criterion = CriterionFactory(milestone=milestone)
    address = milestone.get_absolute_url() + page.format(pk=criterion.pk)
    editor.session.flush()
    assert editor.post(address, typed).status_code == 302
    editor.force_login(team)
    form = editor.get(address)
    assert {name: str(form.context["form"][name].value()) for name in typed} == typed
    assert "ist wieder da" in text_of(form)
    assert editor.post(address, {"draft": "discard"}).url == address
    assert WHY not in text_of(editor.get(address))


@pytest.mark.django_db
def test_what_was_typed_is_forgotten_once_it_is_saved(editor: Client, team: User) -> None:
    milestone = MilestoneFactory()
    address = f"{milestone.get_absolute_url()}kriterien/neu/"
    typed = {"figure": "", "text": "Entwurf ist geprüft"}
    FormDraft.objects.create(owner=team, key=address, data={"text": [WHY]})
    editor.post(address, typed)
    assert not FormDraft.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("is_public", [True, False])
def test_forms_say_what_guests_read(editor: Client, is_public: bool) -> None:
    milestone = MilestoneFactory(is_public=is_public)
    criterion, done = CriterionFactory(milestone=milestone), CriterionFactory(milestone=milestone, done=True)
    steps = [(criterion, "abhaken"), (criterion, "entfaellt"), (done, "oeffnen")]
    pages = [text_of(editor.get(f"{milestone.get_absolute_url()}kriterien/{one.pk}/{slug}/")) for one, slug in steps]
    assert ["Auch für Gäste lesbar" in page for page in pages] == [is_public, is_public, False]


@pytest.mark.django_db
def test_published_milestones_that_move_along_are_told_apart(editor: Client) -> None:
    milestone, successor = MilestoneFactory(), MilestoneFactory(planned_on=JUNE, public=True)
    PredecessorFactory(milestone=successor, predecessor=milestone)
    assert "Ihr Grund bleibt intern" in text_of(move(editor, milestone))
    Milestone.objects.filter(pk=successor.pk).get().delete()
    other = PredecessorFactory(predecessor=milestone, milestone__planned_on=JUNE)
    assert "Ihr Grund bleibt intern" not in text_of(move(editor, other.predecessor))


@pytest.mark.django_db
def test_edit_keeps_words_predecessors_and_decision(editor: Client) -> None:
    milestone, before, decision = MilestoneFactory(), MilestoneFactory(), DecisionFactory()
    address = f"{milestone.get_absolute_url()}bearbeiten/"
    typed = {"version": 1, "title": "Anders", "predecessors": [before.pk], "decision": decision.reference.lower()}
    assert editor.post(address, typed).url == milestone.get_absolute_url()
    milestone.refresh_from_db()
    assert (milestone.title, milestone.decision, milestone.version) == ("Anders", decision, 2)
    assert list(milestone.predecessors.all()) == [before]
    page = text_of(editor.get(address))
    assert f'value="{decision.reference}"' in page
    assert page.count("checked") == 1


@pytest.mark.django_db
def test_stale_edit_shows_both_and_changes_nothing(editor: Client) -> None:
    milestone, theirs = MilestoneFactory(), MilestoneFactory()
    other = UserFactory(team=True)
    edit_milestone(milestone, version=1, content={"title": "Von ihr"}, predecessors=[theirs], by=other)
    answer = editor.post(f"{milestone.get_absolute_url()}bearbeiten/", {"version": 1, "title": "Von mir"})
    assert answer.status_code == 409
    page = text_of(answer)
    for words in ("Von mir", "Von ihr", f"Inzwischen hat {other} den Meilenstein geändert", theirs.reference):
        assert words in page
    assert 'name="version" value="2"' in page
    assert Milestone.objects.get(pk=milestone.pk).title == "Von ihr"


@pytest.mark.django_db
def test_form_keeps_a_draft_until_it_is_saved(editor: Client, team: User) -> None:
    editor.post("/meilensteine/neu/", {"draft": "save", "title": "Angefangen"})
    assert 'value="Angefangen"' in text_of(editor.get("/meilensteine/neu/"))
    editor.post("/meilensteine/neu/", NEW)
    assert not FormDraft.objects.filter(owner=team).exists()


@pytest.mark.django_db
def test_line_fills_the_form_and_becomes_a_milestone_that_knows_it(editor: Client, point: Point) -> None:
    address = f"/meilensteine/aus-zeile/{point.pk}/"
    page = text_of(editor.get(address))
    assert 'value="Bis 30.06.2021 – Verknüpfung aller Teilkonzepte"' in page
    assert 'value="2021-06-30"' in page
    editor.post(address, NEW)
    milestone = Milestone.objects.get(point=point)
    assert milestone.point_snapshot["text"] == point.text
    assert f'href="/workshops/fg-5/#p-{point.pk}"' in text_of(editor.get(milestone.get_absolute_url()))
    assert editor.get(address).url == milestone.get_absolute_url()


@pytest.mark.django_db
def test_line_shows_its_milestone_and_only_lines_of_this_kind_offer_to_make_one(
    editor: Client, point: Point, company: User
) -> None:
    other = row_below(point.protocol)
    page = text_of(editor.get("/workshops/fg-5/"))
    offered = [f"/meilensteine/aus-zeile/{one.pk}/" in page for one in (point, other)]
    assert offered == [True, False]
    milestone, _ = create_milestone_from_point(point, {"title": "Verknüpfung"}, planned_on=JUNE, by=None)
    link = f'<a href="{milestone.get_absolute_url()}">Meilenstein M-01 Verknüpfung</a>'
    page = text_of(editor.get("/workshops/fg-5/"))
    assert link in page
    assert "/meilensteine/aus-zeile/" not in page
    assert link in text_of(client_of(company).get("/workshops/fg-5/"))
    assert link not in text_of(client_of(None).get("/workshops/fg-5/"))


@pytest.mark.django_db
def test_decision_shows_what_it_set_and_moved(editor: Client) -> None:
    decision = DecisionFactory()
    set_by_it, moved = MilestoneFactory(decision=decision), MilestoneFactory()
    typed = {"on": "2021-04-14", "was": "2021-03-31", "reason": WHY, "decision": decision.reference}
    editor.post(f"{moved.get_absolute_url()}termin/plan/", typed)
    page = text_of(editor.get(decision.get_absolute_url()))
    assert f"Meilenstein gesetzt: {set_by_it}" in page
    assert f"Termin geändert: {moved}" in page


@pytest.mark.django_db
def test_protocol_takes_as_many_queries_for_thirty_lines_with_milestones_as_for_one(
    editor: Client, point: Point
) -> None:
    create_milestone_from_point(point, {"title": "Der erste"}, planned_on=JUNE, by=None)
    one = queries_of(editor, "/workshops/fg-5/")
    for number in range(29):
        line = row_below(point.protocol, kind=PointKind.MILESTONE)
        create_milestone_from_point(line, {"title": f"Noch einer {number}"}, planned_on=JUNE, by=None)
    assert queries_of(editor, "/workshops/fg-5/") == one


@pytest.mark.django_db(transaction=True)
def test_double_click_makes_one_milestone_of_a_line(point: Point) -> None:
    together, made = Barrier(2), []

    def make() -> None:
        together.wait()
        made.append(create_milestone_from_point(point, {"title": "Verknüpfung"}, planned_on=JUNE, by=None))
        connection.close()

    clicks = [Thread(target=make) for _ in range(2)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert sorted(is_new for _, is_new in made) == [False, True]
    assert len({milestone.pk for milestone, _ in made}) == 1


def move(editor: Client, milestone: Milestone, slug: str = "plan", **typed: Any) -> Any:
    given = {"on": "2021-07-15", "was": "2021-03-31", "reason": WHY, **typed}
    return editor.post(f"{milestone.get_absolute_url()}termin/{slug}/", given)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"reason": ""}, "reason", "Bitte nennen Sie den Grund der Terminänderung."),
        ({"on": ""}, "on", "Bitte nennen Sie den Tag."),
        ({"on": "2021-03-31"}, "on", "Das ist der bisherige Termin."),
        ({"decision": "B-1999-001"}, "decision", "Einen Beschluss B-1999-001 gibt es nicht."),
    ],
)
def test_date_form_says_what_is_missing(editor: Client, typed: dict[str, str], field: str, sentence: str) -> None:
    answer = move(editor, MilestoneFactory(), **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert sentence in text_of(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("button", ["", "mitverschieben"])
def test_broken_successor_is_shown_and_then_left_or_moved_along(editor: Client, button: str) -> None:
    milestone, successor = MilestoneFactory(), MilestoneFactory(planned_on=JUNE)
    PredecessorFactory(milestone=successor, predecessor=milestone)
    shown = move(editor, milestone, **({button: "1"} if button else {}))
    assert shown.status_code == 409
    page = text_of(shown)
    for words in ("Noch nicht gespeichert", str(successor), "30.06.2021", "14.10.2021", WHY):
        assert words in page
    assert not DateChange.objects.exists()
    seen = shown.context["form"]["seen"].value()
    answer = move(editor, milestone, seen=seen, **({button: "1"} if button else {}))
    assert answer.url == milestone.get_absolute_url()
    successor.refresh_from_db()
    assert successor.planned_on == (date(2021, 10, 14) if button else JUNE)
    assert DateChange.objects.count() == (2 if button else 1)


@pytest.mark.django_db
def test_date_that_somebody_else_moved_is_shown_beside_the_own_one(editor: Client) -> None:
    milestone = MilestoneFactory()
    move(editor, milestone)
    answer = move(editor, milestone, on="2021-08-01")
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Inzwischen gespeichert: 15.07.2021" in page
    assert 'value="2021-08-01"' in page
    assert 'name="was" value="2021-07-15"' in page
    assert WHY in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("forecast_on", "is_said"), [(date(2021, 4, 15), True), (date(2021, 3, 1), False), (None, False)]
)
def test_form_of_the_plan_says_when_the_forecast_ends(editor: Client, forecast_on: date | None, is_said: bool) -> None:
    milestone = MilestoneFactory(forecast_on=forecast_on)
    page = text_of(editor.get(f"{milestone.get_absolute_url()}termin/plan/"))
    assert ("Ab dem 15.04.2021 ist die Prognose im Plan enthalten und endet." in page) == is_said


@pytest.mark.django_db
def test_first_forecast_is_told_as_one(editor: Client) -> None:
    on = timezone.localdate() + timedelta(days=10)
    milestone = MilestoneFactory()
    assert move(editor, milestone, "prognose", on=on.isoformat(), was="").status_code == 302
    assert f"Prognose auf den {on:%d.%m.%Y} gesetzt" in text_of(editor.get(milestone.get_absolute_url()))


@pytest.mark.django_db
def test_forecast_lies_ahead(editor: Client) -> None:
    refused = move(editor, MilestoneFactory(), "prognose", on="2021-05-01", was="")
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["on"])
    assert "Dieser Tag ist vorbei." in text_of(refused)


@pytest.mark.django_db
def test_forecast_is_taken_back_by_an_empty_day(editor: Client) -> None:
    milestone = MilestoneFactory(forecast_on=JUNE)
    assert move(editor, milestone, "prognose", on="", was="2021-06-30").status_code == 302
    milestone.refresh_from_db()
    assert milestone.forecast_on is None
    assert "Prognose 30.06.2021 zurückgenommen" in text_of(editor.get(milestone.get_absolute_url()))


@pytest.mark.django_db
def test_page_of_reaching_names_what_is_open_first(editor: Client) -> None:
    milestone = CriterionFactory(text="Entwurf ist geprüft").milestone
    address = f"{milestone.get_absolute_url()}termin/erreicht/"
    assert "Entwurf ist geprüft (offen)" in text_of(editor.get(address))
    refused = move(editor, milestone, "erreicht", on="2021-03-01", was="")
    assert refused.status_code == 422
    assert "Noch ist nicht alles erfüllt" in text_of(refused)


@pytest.mark.django_db
def test_reached_milestone_offers_no_other_dates_and_no_steps(editor: Client) -> None:
    milestone = MilestoneFactory(reached_on=MARCH)
    criterion = CriterionFactory(milestone=milestone, done=True)
    assert editor.get(f"{milestone.get_absolute_url()}termin/plan/").url == milestone.get_absolute_url()
    page = text_of(editor.get(milestone.get_absolute_url()))
    assert f"/kriterien/{criterion.pk}/" not in page
    assert editor.get(f"{milestone.get_absolute_url()}kriterien/{criterion.pk}/oeffnen/").status_code == 302


@pytest.mark.django_db
def test_criterion_goes_through_its_pages(editor: Client) -> None:
    milestone = MilestoneFactory()
    base = f"{milestone.get_absolute_url()}kriterien/"
    editor.post(f"{base}neu/", {"figure": "", "text": "Entwurf ist geprüft"})
    criterion = Criterion.objects.get()
    steps = [
        ("abhaken", {"done_on": "2021-03-01", "proof": "Protokoll"}, "Das Kriterium ist abgehakt."),
        ("oeffnen", {"reason": "Irrtum"}, "Das Kriterium ist wieder offen."),
        ("entfaellt", {"reason": "Nicht mehr nötig"}, "Das Kriterium zählt nicht mehr."),
        ("gilt-wieder", {}, "Das Kriterium zählt wieder."),
    ]
    told = []
    for slug, typed, _ in steps:
        address = f"{base}{criterion.pk}/{slug}/"
        assert editor.get(address).status_code == 200
        told.append(messages_of(editor.post(address, typed))[-1])
        assert editor.post(address, typed).url == milestone.get_absolute_url()  # a second click
    assert told == [sentence for _, _, sentence in steps]


@pytest.mark.django_db
def test_criterion_forms_refuse_what_is_empty_or_stale(editor: Client) -> None:
    criterion = CriterionFactory(text="Alt")
    base = f"{criterion.milestone.get_absolute_url()}kriterien/"
    empty = editor.post(f"{base}neu/", {"figure": "", "text": ""})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["text"])
    editor.post(f"{base}{criterion.pk}/", {"version": 1, "text": "Von ihr"})
    stale = editor.post(f"{base}{criterion.pk}/", {"version": 1, "text": "Von mir"})
    assert stale.status_code == 409
    assert "Inzwischen gespeichert: Von ihr" in text_of(stale)
    assert editor.post(f"{base}{criterion.pk}/abhaken/", {"done_on": "2999-01-01"}).status_code == 422


@pytest.mark.django_db
def test_counted_criterion_has_a_name_of_its_own_or_the_usual_one(editor: Client) -> None:
    milestone = MilestoneFactory()
    address = f"{milestone.get_absolute_url()}kriterien/neu/"
    editor.post(address, {"figure": FigureKey.CONCEPTS_LINKED, "text": ""})
    editor.post(address, {"figure": FigureKey.CONCEPTS_APPROVED, "text": "Alles abgenommen"})
    assert [str(one) for one in milestone.criteria.all()] == ["Teilkonzepte verknüpft", "Alles abgenommen"]
    twice = editor.post(address, {"figure": FigureKey.CONCEPTS_LINKED, "text": "Noch einmal"})
    assert "Das wird bei diesem Meilenstein schon gezählt." in text_of(twice)


@pytest.mark.django_db
def test_verlauf_tells_of_everything_and_brings_words_back(editor: Client, team: User) -> None:
    milestone = MilestoneFactory(title="Zuerst")
    edit_milestone(milestone, version=1, content={"title": "Danach"}, predecessors=[MilestoneFactory()], by=team)
    move(editor, milestone)
    CriterionFactory(milestone=milestone)
    page = editor.get(f"{milestone.get_absolute_url()}verlauf/")
    told = [entry["title"] for entry in page.context["entries"]]
    assert told[:4] == ["Kriterium angelegt", "Termin geändert", "Vorgänger angelegt", "Meilenstein geändert"]
    [address] = {entry["restore_url"] for entry in page.context["entries"]} - {""}
    assert "Zuerst" in text_of(editor.get(address))
    milestone.refresh_from_db()
    assert editor.post(address, {"version": milestone.version - 1}).url == address
    assert editor.post(address, {"version": milestone.version}).url == milestone.get_absolute_url()
    milestone.refresh_from_db()
    assert (milestone.title, milestone.planned_on) == ("Zuerst", date(2021, 7, 15))
