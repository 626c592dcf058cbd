"""Gremienvorabstimmung: bodies asked, reminded once each, opinions given, handed in, answered; who reads them."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone
from post_office.models import Email

from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import Body, User
from strategy.enums import OpinionOutcome, VersionStatus
from strategy.models import Consultation
from strategy.selectors.consultations import summary_of, waiting_consultations
from strategy.services.consultations import consult_bodies, edit_consultation, withdraw_consultation
from strategy.services.opinions import (
    WHOLE,
    answer_opinion,
    edit_opinion,
    give_opinion,
    hand_in,
    remove_opinion,
    take_back,
)
from strategy.services.reminders import remind_bodies
from strategy.services.resolutions import make_ready
from tests.factories.people import BodyFactory, MembershipFactory
from tests.factories.strategy import ConsultationFactory, OpinionFactory, consulted_version, small_strategy

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(body: Body, member: User, team: User) -> Consultation:
    """The team has asked the body of the member."""
    small_strategy()
    return consulted_version(body, by=team).consultations.get()


def in_days(days: int) -> object:
    return timezone.localdate() + timedelta(days=days)


def mails(template_start: str) -> list[Email]:
    return list(Email.objects.filter(subject__startswith=template_start))


# Asking ---------------------------------------------------------------------------------------------------------------


def test_members_of_today_are_asked_by_mail(asked: Consultation, member: User) -> None:
    (mail,) = mails("Bitte nehmen Sie bis")
    assert mail.to == [member.email]
    assert asked.get_absolute_url() in mail.message


def test_body_that_is_asked_already_is_not_asked_again(asked: Consultation, body: Body) -> None:
    other = BodyFactory()
    made = consult_bodies(asked.strategy, [body, other], due_on=in_days(7), by=None)
    assert [one.body for one in made] == [other]


def test_day_that_has_passed_is_refused(asked: Consultation) -> None:
    with pytest.raises(ValidationError) as refused:
        consult_bodies(asked.strategy, [BodyFactory()], due_on=in_days(-1), by=None)
    assert "due_on" in refused.value.message_dict
    with pytest.raises(ValidationError):
        edit_consultation(asked, version=1, due_on=in_days(-1), request="", by=None)


def test_other_day_is_told_other_words_are_not(asked: Consultation, member: User) -> None:
    stored = edit_consultation(asked, version=1, due_on=asked.due_on, request="Bitte bald.", by=None)
    assert mails("Neue Frist") == []
    edit_consultation(asked, version=stored.version, due_on=in_days(30), request="Bitte bald.", by=None)
    (mail,) = mails("Neue Frist")
    assert mail.to == [member.email]


def test_two_people_do_not_move_the_day_over_each_other(asked: Consultation) -> None:
    edit_consultation(asked, version=1, due_on=in_days(30), request="", by=None)
    with pytest.raises(StaleVersionError):
        edit_consultation(asked, version=1, due_on=in_days(20), request="", by=None)


def test_inquiry_is_taken_back_only_before_anything_is_written(asked: Consultation) -> None:
    opinion = give_opinion(asked, part_key="", text="Gut.", by=None)
    with pytest.raises(TransitionError):
        withdraw_consultation(asked, by=None)
    remove_opinion(opinion, by=None)
    withdraw_consultation(asked, by=None)
    assert not Consultation.objects.exists()


# Reminding ------------------------------------------------------------------------------------------------------------


def test_reminders_go_out_once_each_and_none_after_the_day() -> None:
    asked = ConsultationFactory()
    sent = []
    for days in (9, 8, 7, 7, 6, 3, 2, 2, 1, 0, -1):
        asked.due_on = in_days(days)
        asked.save(update_fields=["due_on"])
        sent.append(remind_bodies())
    assert sent == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]


def test_reminder_names_the_day_and_leads_to_the_form(asked: Consultation, member: User) -> None:
    edit_consultation(asked, version=1, due_on=in_days(8), request="", by=None)
    asked.refresh_from_db()
    asked.due_on = in_days(1)
    asked.save()
    out = StringIO()
    call_command("remind_bodies", stdout=out)
    assert out.getvalue() == "1 Gremien an ihre Stellungnahme erinnert.\n"
    (mail,) = mails("Erinnerung")
    assert mail.to == [member.email]
    assert "Zeit ist noch bis morgen" in mail.message
    assert asked.get_absolute_url() in mail.message


def test_who_has_answered_is_not_reminded(asked: Consultation) -> None:
    hand_in(asked, by=None)
    stored = Consultation.objects.get()
    stored.due_on, stored.reminded_days = in_days(2), None
    stored.save()
    assert remind_bodies() == 0


def test_asking_within_the_last_week_stands_for_the_first_reminder() -> None:
    strategy = consulted_version()
    consult_bodies(strategy, [BodyFactory()], due_on=in_days(5), by=None)
    assert remind_bodies() == 0


# Opinions -------------------------------------------------------------------------------------------------------------


def test_opinion_keeps_the_heading_of_its_part(asked: Consultation, member: User) -> None:
    opinion = give_opinion(asked, part_key="einleitung", text="Mehr zu den Zielen.", by=member)
    assert (opinion.part_title, opinion.version) == ("1 Einleitung", 1)
    assert give_opinion(asked, part_key="", text="Zu lang.", by=member).part_title == WHOLE


def test_same_opinion_once_more_is_the_same(asked: Consultation, member: User) -> None:
    first, second = (give_opinion(asked, part_key="", text="Zu lang.", by=member) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("part_key", "text"), [("gibt-es-nicht", "Gut."), ("einleitung", "")])
def test_opinion_needs_a_part_and_a_text(asked: Consultation, part_key: str, text: str) -> None:
    with pytest.raises((TransitionError, ValidationError)):
        give_opinion(asked, part_key=part_key, text=text, by=None)
    assert not asked.opinions.exists()


def test_two_members_do_not_overwrite_each_other(asked: Consultation, member: User) -> None:
    opinion = give_opinion(asked, part_key="", text="Gut.", by=member)
    edit_opinion(opinion, version=1, text="Sehr gut.", by=member)
    with pytest.raises(StaleVersionError):
        edit_opinion(opinion, version=1, text="Schlecht.", by=member)


def test_handing_in_tells_who_asked_and_closes_the_opinions(asked: Consultation, member: User, team: User) -> None:
    opinion = give_opinion(asked, part_key="", text="Gut.", by=member)
    stored = hand_in(asked, by=member)
    assert (stored.is_handed_in, stored.handed_in_by) == (True, member)
    (mail,) = mails(f"{asked.body} hat Stellung genommen")
    assert mail.to == [team.email]
    assert "eine Stellungnahme abgegeben" in mail.message
    for change in (
        lambda: give_opinion(asked, part_key="", text="Doch nicht.", by=member),
        lambda: edit_opinion(opinion, version=1, text="Doch nicht.", by=member),
        lambda: remove_opinion(opinion, by=member),
        lambda: hand_in(asked, by=member),
    ):
        with pytest.raises(TransitionError, match="abgegeben"):
            change()


def test_handing_in_after_the_day_is_taken_and_marked(asked: Consultation, member: User) -> None:
    asked.due_on = in_days(-1)
    asked.save()
    stored = hand_in(asked, by=member)
    assert (stored.is_late, stored.is_overdue) == (True, False)


def test_what_is_handed_in_is_taken_back_until_it_is_answered(asked: Consultation, member: User) -> None:
    opinion = give_opinion(asked, part_key="", text="Gut.", by=member)
    hand_in(asked, by=member)
    assert not take_back(asked, by=member).is_handed_in
    steps = asked.history.count()
    assert not take_back(asked, by=member).is_handed_in  # a second click
    assert asked.history.count() == steps
    hand_in(asked, by=member)
    answer_opinion(opinion, version=1, outcome=OpinionOutcome.ADOPTED, reason="Danke.", by=None)
    with pytest.raises(TransitionError, match="schon Antworten"):
        take_back(asked, by=member)


def test_members_of_other_bodies_do_not_write(asked: Consultation, stranger: User, company: User) -> None:
    for person in (stranger, company):
        with pytest.raises(PermissionDenied):
            give_opinion(asked, part_key="", text="Auch ich.", by=person)
        with pytest.raises(PermissionDenied):
            hand_in(asked, by=person)


def test_former_members_do_not_write(asked: Consultation, body: Body) -> None:
    former = MembershipFactory(body=body, ends_on=in_days(-1)).user
    with pytest.raises(PermissionDenied):
        give_opinion(asked, part_key="", text="Auch ich.", by=former)


# Answers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", OpinionOutcome.values)
def test_every_answer_has_a_reason(asked: Consultation, team: User, outcome: str) -> None:
    opinion = give_opinion(asked, part_key="", text="Gut.", by=None)
    hand_in(asked, by=None)
    with pytest.raises(ValidationError, match="begründen"):
        answer_opinion(opinion, version=1, outcome=outcome, reason="  ", by=team)
    stored = answer_opinion(opinion, version=1, outcome=outcome, reason="Weil.", by=team)
    assert (stored.outcome, stored.reason, stored.version) == (outcome, "Weil.", 2)


def test_answer_without_outcome_is_refused(asked: Consultation) -> None:
    opinion = give_opinion(asked, part_key="", text="Gut.", by=None)
    hand_in(asked, by=None)
    with pytest.raises(ValidationError):
        answer_opinion(opinion, version=1, outcome="", reason="Weil.", by=None)


def test_only_what_is_handed_in_is_answered(asked: Consultation) -> None:
    opinion = give_opinion(asked, part_key="", text="Gut.", by=None)
    with pytest.raises(TransitionError, match="noch nicht abgegeben"):
        answer_opinion(opinion, version=1, outcome="adopted", reason="Weil.", by=None)


def test_members_do_not_answer_themselves(asked: Consultation, member: User) -> None:
    opinion = give_opinion(asked, part_key="", text="Gut.", by=None)
    hand_in(asked, by=None)
    with pytest.raises(PermissionDenied):
        answer_opinion(opinion, version=1, outcome="adopted", reason="Weil.", by=member)


def test_bodies_hear_their_answers_when_the_version_is_ready(asked: Consultation, member: User) -> None:
    opinion = give_opinion(asked, part_key="einleitung", text="Mehr {{ Ziele }}.", by=member)
    hand_in(asked, by=member)
    answer_opinion(opinion, version=1, outcome="partly", reason="Zwei Sätze.", by=None)
    make_ready(asked.strategy, by=None)
    (mail,) = mails("Ihre Stellungnahme ist beantwortet")
    assert mail.to == [member.email]
    assert "1 Einleitung: teilweise übernommen\n  Zwei Sätze." in mail.message


@pytest.mark.parametrize("status", [one for one in VersionStatus.values if one != VersionStatus.IN_CONSULTATION])
def test_outside_the_consultation_nothing_is_said_or_answered(status: str) -> None:
    opinion = OpinionFactory(consultation__release__strategy__status=status)
    asked = opinion.consultation
    for step in (
        lambda: give_opinion(asked, part_key="", text="Noch was.", by=None),
        lambda: hand_in(asked, by=None),
        lambda: take_back(asked, by=None),
        lambda: answer_opinion(opinion, version=1, outcome="adopted", reason="Weil.", by=None),
    ):
        with pytest.raises(TransitionError, match="beendet"):
            step()


# Who reads what -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "readers"),
    [
        (VersionStatus.IN_CONSULTATION, "member team admin"),
        (VersionStatus.READY, "member stranger company team admin"),
        (VersionStatus.PASSED, "member stranger company team admin"),
        (VersionStatus.SUPERSEDED, "member stranger company team admin"),
    ],
)
def test_who_reads_the_opinions(status: str, readers: str, body: Body, request: pytest.FixtureRequest) -> None:
    ConsultationFactory(body=body, release__strategy__status=status)
    people = {name: request.getfixturevalue(name) for name in ("member", "stranger", "company", "team", "admin")}
    people["guest"] = AnonymousUser()
    assert [name for name, person in people.items() if Consultation.objects.visible_to(person)] == readers.split()


@pytest.mark.parametrize("status", [VersionStatus.IN_CONSULTATION, VersionStatus.READY, VersionStatus.PASSED])
def test_nobody_is_late_once_the_consultation_is_over(status: str) -> None:
    asked = ConsultationFactory(release__strategy__status=status, due_on=in_days(-1))
    assert asked.is_overdue == asked.is_waited_for == (status == VersionStatus.IN_CONSULTATION)


def test_what_waits_for_somebody(asked: Consultation, member: User, stranger: User, team: User) -> None:
    assert [list(waiting_consultations(one)) for one in (member, stranger, team)] == [[asked], [], []]
    hand_in(asked, by=member)
    assert not waiting_consultations(member)


def test_summary_counts_who_has_answered() -> None:
    done = ConsultationFactory(handed_in_at=timezone.now())
    late = ConsultationFactory(release=done.release, due_on=in_days(-1))
    open_one = ConsultationFactory(release=done.release)
    assert summary_of([]) == ""
    assert summary_of([done]) == "1 von 1 Gremien hat geantwortet"
    assert summary_of([done, late, open_one]) == "1 von 3 Gremien hat geantwortet, 1 ist überfällig"
