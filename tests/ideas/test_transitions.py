"""Every service that moves an idea, over every status and every role (DESIGN: Status tables, Roles)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from common.models import StatusChange
from common.transitions import Move, TransitionError
from ideas.enums import IdeaStatus
from ideas.models import Answer, Idea, Inquiry, Merge, MergeMember
from ideas.services.answers import prepare_answer, publish_answer
from ideas.services.board import follow_board
from ideas.services.inquiries import answer_inquiry, ask_inquiry, close_inquiry
from ideas.services.merges import merge_ideas, split_idea, undo_merge
from ideas.services.statuses import reopen_idea, start_review
from ideas.services.uptakes import record_uptake
from people.models import User
from tests.factories.ideas import ContactFactory, IdeaFactory
from tests.factories.people import UserFactory
from tests.factories.strategy import SubConceptFactory

pytestmark = pytest.mark.django_db

S = IdeaStatus
ROLES = ("guest", "company", "stranger", "member", "board", "team", "admin")
"""``company`` handed the idea in."""

Run = Callable[[Idea, Any], Any]


def ask(idea: Idea, by: Any) -> Any:
    due_on = timezone.localdate() + timedelta(days=14)
    return ask_inquiry(idea, text="Was kostet es?", fields=["summary"], due_on=due_on, by=by)


def open_inquiry(idea: Idea) -> Inquiry:
    return Inquiry.objects.get_or_create(
        idea=idea,
        answered_at=None,
        closed_at=None,
        defaults={
            "text": "Was?", "fields": ["summary"], "due_on": timezone.localdate(), "asked_by": UserFactory(team=True)
        },
    )[0]  # fmt: skip


def reply(idea: Idea, by: Any) -> Any:
    return answer_inquiry(open_inquiry(idea), version=idea.version, content={"summary": "Neu."}, by=by)


def close(idea: Idea, by: Any) -> Any:
    return close_inquiry(open_inquiry(idea), by=by)


def publish(outcome: str) -> Run:
    def run(idea: Idea, by: Any) -> Any:
        prepared = Answer.objects.create(
            idea=idea, outcome=outcome, text="Weil es passt.", prepared_by=UserFactory(team=True)
        )
        if outcome == S.ACCEPTED:
            idea.uptakes.create(sub_concept=SubConceptFactory(), extent="wholly", reason="Passt.")
        return publish_answer(prepared, version=1, by=by)

    return run


def merge(idea: Idea, by: Any) -> Any:
    other = IdeaFactory(status=S.IN_REVIEW)
    versions = {idea.pk: idea.version, other.pk: other.version}
    return merge_ideas(
        [idea, other], versions=versions, content={"title": "Beide"}, origin={}, reason="Gleiches Anliegen.", by=by
    )


def split(idea: Idea, by: Any) -> Any:
    parts: Any = [({"title": title}, {}) for title in ("Die eine", "Die andere")]
    return split_idea(idea, version=idea.version, parts=parts, reason="Zwei Anliegen.", by=by)


def undo(idea: Idea, by: Any) -> Any:
    done = Merge.objects.create(by=UserFactory(team=True), reason="Gleiches Anliegen.", origins={"I-2020-9999": {}})
    MergeMember.objects.create(merge=done, idea=idea, status_before=S.SUBMITTED)
    MergeMember.objects.create(merge=done, idea=IdeaFactory(status=S.IN_REVIEW), is_result=True)
    return undo_merge(done, reason="War doch verschieden.", by=by)


def board(outcome: str) -> Run:
    return lambda idea, by: follow_board([Move(idea, outcome, "Beschluss B-2021-001.")], by=by)


def from_others(outcome: str) -> dict[str, str]:
    return {status: outcome for status in (S.PILOT, S.STORED, S.DECLINED) if status != outcome}


MOVES: dict[str, tuple[Run, dict[str, str]]] = {
    "start_review": (lambda idea, by: start_review(idea, by=by), {S.SUBMITTED: S.IN_REVIEW}),
    "reopen": (lambda idea, by: reopen_idea(idea, by=by), {S.STORED: S.IN_REVIEW}),
    "ask": (ask, {S.IN_REVIEW: S.INQUIRY}),
    "reply": (reply, {S.INQUIRY: S.IN_REVIEW}),
    "close": (close, {S.INQUIRY: S.IN_REVIEW}),
    "accept": (publish(S.ACCEPTED), {S.IN_REVIEW: S.ACCEPTED}),
    "pilot": (publish(S.PILOT), {S.IN_REVIEW: S.PILOT}),
    "store": (publish(S.STORED), {S.IN_REVIEW: S.STORED}),
    "decline": (publish(S.DECLINED), {S.IN_REVIEW: S.DECLINED}),
    "merge": (merge, dict.fromkeys(S.open(), S.MERGED)),
    "split": (split, dict.fromkeys(S.open(), S.MERGED)),
    "undo": (undo, {S.MERGED: S.SUBMITTED}),
    "board_approves": (board(S.PILOT), from_others(S.PILOT)),
    "board_stores": (board(S.STORED), from_others(S.STORED)),
    "board_declines": (board(S.DECLINED), from_others(S.DECLINED)),
}
"""Each service with the moves that it makes: from, to."""

OTHERS: dict[str, tuple[Run, tuple[str, ...]]] = {
    "prepare": (
        lambda idea, by: prepare_answer(idea, outcome=S.STORED, text="Später.", version=0, by=by), S.open()
    ),
    "uptake": (
        lambda idea, by: record_uptake(
            idea, sub_concept=SubConceptFactory(), extent="partly", passage="", reason="Passt.", by=by
        ),
        (S.IN_REVIEW, *S.outcomes()),
    ),
}  # fmt: skip
"""Services that move nothing, with the statuses in which they are open."""


def idea_at(status: str, company: User) -> Idea:
    if status == S.DRAFT:
        return IdeaFactory(draft=True, title="Leihräder", submitter=company)
    return ContactFactory(idea=IdeaFactory(status=status, submitter=company)).idea


@pytest.mark.parametrize("status", S.values)
@pytest.mark.parametrize("name", MOVES)
def test_service_moves_an_idea_only_from_where_it_begins(name: str, status: str, company: User, team: User) -> None:
    run, moves = MOVES[name]
    idea = idea_at(status, company)
    if status in moves:
        run(idea, team)
        change = StatusChange.objects.get(content_type__model="idea", object_id=idea.pk, from_status=status)
        assert (change.to_status, change.by_name) == (moves[status], "Kim Team")
    else:
        with pytest.raises(TransitionError):
            run(idea, team)
        assert not StatusChange.objects.filter(content_type__model="idea", object_id=idea.pk).exists()
    idea.refresh_from_db()
    assert idea.status == moves.get(status, status)


@pytest.mark.parametrize("status", S.values)
@pytest.mark.parametrize("name", OTHERS)
def test_service_is_open_in_its_statuses_only(name: str, status: str, company: User, team: User) -> None:
    run, statuses = OTHERS[name]
    idea = idea_at(status, company)
    if status in statuses:
        run(idea, team)
    else:
        with pytest.raises(TransitionError):
            run(idea, team)
    idea.refresh_from_db()
    assert idea.status == status


def test_services_make_every_move_of_the_table() -> None:
    """Handing in and withdrawing belong to the submitter; a merge that is undone gives back any open status."""
    made = {(source, target) for _, moves in MOVES.values() for source, target in moves.items()}
    by_submitter = {(source, S.WITHDRAWN) for source in (S.DRAFT, *S.open())} | {(S.DRAFT, S.SUBMITTED)}
    undone = {(S.MERGED, status) for status in S.open()}
    table = {(source, target) for source, targets in Idea.TRANSITIONS.moves.items() for target in targets}
    assert made | by_submitter | undone == table


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", [*MOVES, *OTHERS])
def test_only_editors_move_ideas_and_the_submitter_answers(
    name: str, role: str, company: User, request: pytest.FixtureRequest
) -> None:
    run, sources = (MOVES | OTHERS)[name]
    idea = idea_at(next(iter(sources)), company)
    by = AnonymousUser() if role == "guest" else request.getfixturevalue(role)
    allowed = {"team", "admin"} | ({"company"} if name == "reply" else set())
    if role in allowed:
        run(idea, by)
    else:
        with pytest.raises(PermissionDenied):
            run(idea, by)
        assert not StatusChange.objects.filter(content_type__model="idea", object_id=idea.pk).exists()


def test_reason_is_required_where_the_table_says_so(team: User) -> None:
    idea, other = IdeaFactory(), IdeaFactory()
    versions = {idea.pk: 1, other.pk: 1}
    with pytest.raises(ValidationError):
        merge_ideas([idea, other], versions=versions, content={"title": "Beide"}, origin={}, reason="", by=team)
    idea.refresh_from_db()
    assert idea.status == S.SUBMITTED
