"""Bulk actions: what the dry run shows is what happens, or nothing does."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from ideas.enums import IdeaStatus
from ideas.models import Idea
from people.models import User
from tests.factories.ideas import ContactFactory, IdeaFactory
from tests.factories.people import UserFactory
from tests.factories.strategy import ActionFieldFactory
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db

BULK = "/ideen/sammelaktion/"


def choice(action: str, *ideas: Idea, **more: Any) -> dict[str, Any]:
    return {"aktion": action, "umfang": "markiert", "idee": [idea.reference for idea in ideas], "filter": "", **more}


def preview(user: User, data: dict[str, Any]) -> Any:
    return client_of(user).post(BULK, data)


def run(user: User, data: dict[str, Any]) -> Any:
    stamp = preview(user, data).context["plan"].stamp
    return client_of(user).post(BULK, data | {"stamp": stamp})


def statuses(*ideas: Idea) -> list[str]:
    return [Idea.objects.get(pk=idea.pk).status for idea in ideas]


def test_dry_run_shows_count_names_refusals_and_mails_and_writes_nothing(team: User, admin: User) -> None:
    fresh, taken = IdeaFactory(title="Frei"), IdeaFactory(title="Vergeben", editor=admin)
    withdrawn = IdeaFactory(title="Weg", status=IdeaStatus.WITHDRAWN)
    page = preview(team, choice("bearbeitung", fresh, taken, withdrawn, value=admin.pk, reason="Fachgebiet"))
    plan = page.context["plan"]
    assert [idea.title for idea in plan.accepted] == ["Frei"]
    assert {(idea.title, why) for idea, why in plan.refused} == {
        ("Vergeben", "Ist schon so zugeordnet."),
        ("Weg", "Der Status ist „zurückgezogen“."),
    }
    assert [(mail.subject, list(mail.recipients)) for mail in plan.mails] == [("Ihnen zugewiesen", [admin.email])]
    text = text_of(page)
    for shown in (
        "1 Idee wird",
        "2 Ideen bleiben",
        "Frei",
        "Vergeben",
        admin.email,
        "Fachgebiet",
        "noch ist nichts geschehen",
    ):
        assert shown in text
    fresh.refresh_from_db()
    assert fresh.editor is None
    assert not Email.objects.exists()


def test_run_does_what_was_shown_with_one_mail(team: User, admin: User) -> None:
    ideas = [IdeaFactory() for _ in range(3)]
    taken = IdeaFactory(editor=admin)
    answer = run(team, choice("bearbeitung", *ideas, taken, value=admin.pk, reason="Fachgebiet"))
    assert messages_of(answer) == ["Bearbeitung zuweisen: 3 Ideen geändert. 1 blieben, wie sie waren."]
    assert Idea.objects.filter(editor=admin).count() == 4
    [mail] = Email.objects.all()
    assert (mail.to, mail.subject) == ([admin.email], "Ihnen zugewiesen: 3 Ideen")
    assert all(idea.reference in mail.message for idea in ideas)
    assert taken.reference not in mail.message
    assert ideas[0].history.first().history_change_reason == "Fachgebiet"


def test_run_refuses_when_something_changed_meanwhile(team: User) -> None:
    first, second = IdeaFactory(), IdeaFactory()
    data = choice("pruefung", first, second)
    stamp = preview(team, data).context["plan"].stamp
    second.status = IdeaStatus.WITHDRAWN
    second.save()
    answer = client_of(team).post(BULK, data | {"stamp": stamp})
    assert answer.status_code == 409
    assert "Inzwischen hat sich etwas geändert" in text_of(answer)
    assert statuses(first, second) == ["submitted", "withdrawn"]


def test_assignment_of_a_colleague_meanwhile_is_shown_and_kept(team: User) -> None:
    mobility, water, energy = (ActionFieldFactory(name=name) for name in ("Mobilität", "Wasser", "Energie"))
    idea = IdeaFactory(action_field=mobility)
    data = choice("handlungsfeld", idea, value=energy.pk)
    first = preview(team, data)
    assert "Mobilität</strong> → Energie" in text_of(first)
    idea.action_field = water
    idea.save()
    answer = client_of(team).post(BULK, data | {"stamp": first.context["plan"].stamp})
    assert answer.status_code == 409
    assert "Inzwischen hat sich etwas geändert" in text_of(answer)
    assert "Wasser</strong> → Energie" in text_of(answer)
    assert Idea.objects.get().action_field == water
    assert client_of(team).post(BULK, data | {"stamp": answer.context["plan"].stamp}).status_code == 302
    assert Idea.objects.get().action_field == energy


@pytest.mark.parametrize(("slug", "column"), [("bearbeitung", "editor"), ("pate", "sponsor")])
def test_dry_run_marks_what_is_replaced(team: User, admin: User, slug: str, column: str) -> None:
    free, taken = IdeaFactory(), IdeaFactory(**{column: team})
    page = preview(team, choice(slug, free, taken, value=admin.pk))
    changes = {change.idea: (change.before, change.after, change.replaces) for change in page.context["plan"].changes}
    assert changes == {free: ("keine Angabe", admin.name, False), taken: (team.name, admin.name, True)}
    assert "mit „ersetzt“ gekennzeichnet" in text_of(page)
    assert "mit „ersetzt“ gekennzeichnet" not in text_of(preview(team, choice(slug, free, value=admin.pk)))


def test_second_click_does_nothing_more(team: User, admin: User) -> None:
    data = choice("bearbeitung", IdeaFactory(), value=admin.pk)
    data["stamp"] = preview(team, data).context["plan"].stamp
    assert client_of(team).post(BULK, data).status_code == 302
    again = client_of(team).post(BULK, data)
    assert again.status_code == 409
    assert "Hier ist nichts mehr zu tun." in text_of(again)
    assert Email.objects.count() == 1


@pytest.mark.parametrize("status", [status for status in IdeaStatus if status != IdeaStatus.DRAFT])
def test_review_plan_says_what_the_run_does(team: User, status: IdeaStatus) -> None:
    idea = IdeaFactory(status=status)
    ContactFactory(idea=idea, email="uli@example.org")
    data = choice("pruefung", idea)
    plan = preview(team, data).context["plan"]
    is_accepted = status in (IdeaStatus.SUBMITTED, IdeaStatus.STORED)
    assert [one.pk for one in plan.accepted] == ([idea.pk] if is_accepted else [])
    client_of(team).post(BULK, data | {"stamp": plan.stamp})
    assert statuses(idea) == [IdeaStatus.IN_REVIEW if is_accepted else status]
    planned = [address for mail in plan.mails for address in mail.recipients]
    assert [mail.to[0] for mail in Email.objects.all()] == planned


def test_sponsors_are_told_as_planned(team: User) -> None:
    former, new = UserFactory(), UserFactory()
    ideas = [IdeaFactory(sponsor=former), IdeaFactory(sponsor=former), IdeaFactory()]
    data = choice("pate", *ideas, value=new.pk)
    plan = preview(team, data).context["plan"]
    run(team, data)
    planned = [address for mail in plan.mails for address in mail.recipients]
    assert [mail.to[0] for mail in Email.objects.order_by("pk")] == planned == [new.email, former.email]


def test_all_found_ideas_follow_the_filter(team: User) -> None:
    wanted = [IdeaFactory(title="Laterne"), IdeaFactory(title="Straßenlaternen")]
    other = IdeaFactory(title="Chor")
    run(team, {"aktion": "pruefung", "umfang": "alle", "filter": "q=laterne"})
    assert statuses(*wanted, other) == ["in_review", "in_review", "submitted"]


@pytest.mark.parametrize("wrong", ["handlungsfeld=2", "status=foo", "kanal=brief&q=laterne", "pate=999999"])
def test_unknown_value_of_the_filter_is_no_choice_of_all(team: User, wrong: str) -> None:
    idea = IdeaFactory(title="Laterne")
    data = {"aktion": "pruefung", "umfang": "alle", "filter": wrong}
    for answer in (client_of(team).get(BULK, data), preview(team, data)):
        assert answer.status_code == 302
        assert answer.url.startswith("/ideen/?")
        assert "Einen Wert dieses Filters gibt es nicht" in messages_of(answer)[0]
    assert statuses(idea) == ["submitted"]


def test_page_without_an_action_leads_to_the_list(team: User) -> None:
    assert client_of(team).get(BULK).url == "/ideen/"


def test_first_page_asks_for_the_value(team: User) -> None:
    idea = IdeaFactory()
    page = client_of(team).get(BULK, choice("handlungsfeld", idea))
    assert "Handlungsfeld" in page.context["form"].fields["value"].label
    assert f'value="{idea.reference}"' in text_of(page)


def test_nothing_chosen_leads_back(team: User) -> None:
    nothing = client_of(team).get(BULK, {"aktion": "pruefung", "umfang": "markiert", "filter": "status=submitted"})
    assert nothing.url == "/ideen/?status=submitted"
    assert messages_of(nothing) == ["Bitte markieren Sie zuerst mindestens eine Idee."]
    elsewhere = client_of(team).get(BULK, {"aktion": "pruefung", "filter": "https://boese.example/?a=1"})
    assert elsewhere.url.startswith("/ideen/")


def test_unknown_action_does_not_exist(team: User) -> None:
    assert client_of(team).get(BULK, {"aktion": "loeschen"}).status_code == 404


def test_dry_run_takes_equal_queries(team: User, admin: User) -> None:
    def count(ideas: list[Idea]) -> int:
        client = client_of(team)
        with CaptureQueriesContext(connection) as captured:
            client.post(BULK, choice("pate", *ideas, value=admin.pk))
        return len(captured)

    ideas = [IdeaFactory(sponsor=UserFactory()) for _ in range(30)]
    count(ideas[:1])
    assert count(ideas[:1]) == count(ideas)


def test_more_than_allowed_leads_back(team: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        IdeaFactory()
    monkeypatch.setattr("ideas.views.bulk.MAX_IDEAS", 2)
    answer = client_of(team).get(BULK, {"aktion": "pruefung", "umfang": "alle", "filter": ""})
    assert "Bitte grenzen Sie den Filter ein." in messages_of(answer)[0]


@pytest.mark.parametrize("umfang", ["alle", "auswahl", "\0"])
@pytest.mark.parametrize("odd", ["\0", "%00", "a\0b", "gibt-es-nicht"])
def test_odd_values_are_no_errors(team: User, umfang: str, odd: str) -> None:
    IdeaFactory()
    for action in ("pruefung", "bearbeitung", odd):
        data = {"aktion": action, "umfang": umfang, "idee": odd, "value": odd, "reason": odd, "stamp": odd}
        for filters in (odd, f"aufruf={odd}&q={odd}&status={odd}&pate={odd}", "aufruf=%00&organisation=%00"):
            answer = client_of(team).post("/ideen/sammelaktion/", data | {"filter": filters})
            assert answer.status_code in (200, 302, 404, 409, 422)
