"""The example ideas: handed in, sorted, answered, merged and published through the product's own services.

What they say and when it happened is in ``ideas.toml``. The accounts of the examples act, on the days of 2020 on which
it would have happened; the mails that this queues are removed again, so nobody gets one about an example.
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from post_office.models import Email

from common.history import save_with_reason
from common.mail import delete_mails
from ideas.call_selectors import question_stamp
from ideas.models import Call, ConsentText, Idea, IdeaDraft, Question
from ideas.questions import Answers
from ideas.services.answers import prepare_answer, publish_answer
from ideas.services.calls import create_call, publish_call
from ideas.services.from_point import create_idea_from_point
from ideas.services.inquiries import answer_inquiry, ask_inquiry
from ideas.services.merges import merge_ideas
from ideas.services.publication import mark_winners, publish_idea
from ideas.services.questions import save_questions
from ideas.services.statuses import start_review
from ideas.services.submission import Submission, answer_co_author, submit_idea, withdraw_idea
from ideas.services.uptakes import record_uptake
from people.models import Organisation, User
from smartcity.example_data.clock import stopped_at
from smartcity.example_data.people import REASON
from strategy.models import ActionField, SubConcept
from workshops.models import Point

TEXTS = Path(__file__).parent / "ideas.toml"
FORM_CALL = "formular"
"""The key of the Ideenformular, which is there from the beginning."""

Entry = Mapping[str, Any]
Event = tuple[date, Callable[[], object]]


def load_ideas() -> dict[str, Idea]:
    """Load everything of ``ideas.toml``; bodies, accounts and the protocol must be there.

    Returns what was handed in by the keys of the texts; what came of merging has the first key with a plus.
    """
    loader = Loader(tomllib.loads(TEXTS.read_text()))
    loader.load()
    return loader.ideas


class Loader:
    """Loads the texts in the order of their days, and knows what it made by the keys of the texts."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self.texts = texts
        self.team = User.objects.get(email="team@example.org")
        self.company = User.objects.get(email="company@example.org")
        self.calls: dict[str, Call] = {}
        self.ideas: dict[str, Idea] = {}

    def load(self) -> None:
        """Load the frame, then let everything happen day by day, and forget the mails about it."""
        first = min(call["opens_on"] for call in self.texts["calls"].values())
        with stopped_at(first - timedelta(days=7)):
            self._load_frame()
        for day, happen in sorted(self._events(), key=lambda event: event[0]):
            with stopped_at(day):
                happen()
        delete_mails(Email.objects.filter(Q(to__endswith="@example.org")))

    # The frame -------------------------------------------------------------------------------------------------------

    def _load_frame(self) -> None:
        self.calls[FORM_CALL] = Call.objects.get(slug="ideenformular")
        for key, entry in self.texts["calls"].items():
            self.calls[key] = self._make_call(entry)

    def _make_call(self, entry: Entry) -> Call:
        names = ("channel", "title", "text", "access", "grace_hours", "jury_on", "prizes", "jury_criteria")
        content = {name: entry[name] for name in names if name in entry}
        content["opens_at"] = _midnight(entry["opens_on"])
        if "closes_on" in entry:
            content["closes_at"] = _midnight(entry["closes_on"]) + timedelta(hours=23, minutes=59)
        call = create_call(by=self.team, is_example=True, **content)
        questions = [Question(**question) for question in entry.get("questions", ())]
        save_questions(call, questions=questions, stamp=question_stamp(call), by=self.team)
        return publish_call(call, by=self.team)

    # What happened ---------------------------------------------------------------------------------------------------

    def _events(self) -> list[Event]:
        """Return everything that happened with its day; what happens on one day stays in the order of a life."""
        texts = self.texts
        events: list[Event] = [(entry["on"], partial(self._submit, entry)) for entry in texts["ideas"]]
        events += [(entry["on"], partial(self._merge, entry)) for entry in texts["merges"]]
        events += [(entry["on"], partial(self._make_of_line, entry)) for entry in texts["from_lines"]]
        events.append((texts["draft"]["on"], partial(self._begin_draft, texts["draft"])))
        for entry in (*texts["ideas"], *texts["from_lines"]):
            events += self._life(entry)
        for entry in texts["merges"]:
            events += self._answers(entry["of"][0] + "+", entry)
        jury_on = texts["calls"]["wettbewerb"]["jury_on"]
        return [*events, (jury_on + timedelta(days=3), self._mark_winners)]

    def _life(self, entry: Entry) -> list[Event]:
        key = entry["key"]
        events: list[Event] = []
        if day := entry.get("review"):
            events.append((day, partial(self._review, entry)))
        if inquiry := entry.get("inquiry"):
            events.append((inquiry["on"], partial(self._ask, key, inquiry)))
            if day := inquiry.get("answered_on"):
                events.append((day, partial(self._reply, key, inquiry)))
        if day := entry.get("withdrawn"):
            events.append((day, lambda: withdraw_idea(self._idea(key), by=None)))
        events += self._answers(key, entry)
        if day := entry.get("published"):
            events.append((day, lambda: publish_idea(self._idea(key), by=self.team)))
        return events

    def _answers(self, key: str, entry: Entry) -> list[Event]:
        if "answer" not in entry:
            return []
        return [(entry["answer"]["on"], partial(self._answer, key, entry["answer"], entry.get("uptakes", ())))]

    def _submit(self, entry: Entry) -> None:
        call = self.calls[entry["call"]]
        person = self.company if entry.get("by_company") else None
        draft = Idea(call=call, channel=call.channel, submitter=person, is_example=True)
        save_with_reason(draft, by=person, reason="Entwurf begonnen")
        team = [(name, _address(name)) for name in entry.get("team", ())]
        submission = Submission(
            content=self._content(entry),
            answers=self._question_answers(call, entry),
            contact=_contact(entry),
            consent=ConsentText.objects.first() if "name" in entry else None,
            co_authors=team,
            agrees_to_publication=entry.get("agrees", True),
        )
        idea = self.ideas[entry["key"]] = submit_idea(draft, submission, by=person)
        for author in idea.co_authors.all():
            answer_co_author(author, takes_part=True)

    def _content(self, entry: Entry) -> dict[str, Any]:
        content = {"title": entry["title"], "summary": entry["summary"], **entry.get("more", {})}
        if entry["call"] == "steckbriefe":
            content["action_field"] = ActionField.objects.get(slug=entry["field"])
        return content

    def _question_answers(self, call: Call, entry: Entry) -> Answers:
        """Return the answers to the questions of the competition: where it should work, and, for editors, the age."""
        found = Answers()
        for question in call.questions.all():
            answers = found.personal if question.is_personal else found.of_idea
            answers[str(question.pk)] = entry["age"] if question.is_personal else entry["district"]
        return found

    def _review(self, entry: Entry) -> None:
        idea = start_review(self._idea(entry["key"]), by=self.team)
        idea.editor = self.team
        if slug := entry.get("field"):
            idea.action_field = ActionField.objects.get(slug=slug)
        if house := entry.get("house"):
            idea.organisation = Organisation.objects.get(name=house)
        save_with_reason(idea, by=self.team, reason="Zugeordnet")

    def _ask(self, key: str, entry: Entry) -> None:
        asked = {name: entry[name] for name in ("text", "fields", "due_on")}
        ask_inquiry(self._idea(key), **asked, by=self.team)

    def _reply(self, key: str, entry: Entry) -> None:
        idea = self._idea(key)
        answer_inquiry(idea.inquiries.get(), version=idea.version, content=entry["changes"], by=None)

    def _answer(self, key: str, entry: Entry, uptakes: list[Entry]) -> None:
        idea = self._idea(key)
        for uptake in uptakes:
            taken = {name: uptake[name] for name in ("extent", "passage", "reason")}
            concept = SubConcept.objects.get(title=uptake["concept"])
            section = concept.sections.get(heading=uptake["section"])
            record_uptake(idea, sub_concept=concept, section=section, **taken, by=self.team)
        answer = prepare_answer(idea, outcome=entry["outcome"], text=entry["text"], version=0, by=self.team)
        publish_answer(answer, version=answer.version, by=self.team)

    def _merge(self, entry: Entry) -> None:
        sources = [self._idea(key) for key in entry["of"]]
        everyone = [str(idea.reference) for idea in sources]
        self.ideas[entry["of"][0] + "+"] = merge_ideas(
            sources,
            versions={idea.pk: idea.version for idea in sources},
            content={"title": entry["title"], "summary": entry["summary"]},
            origin={"title": [], "summary": everyone},
            reason=entry["reason"],
            by=self.team,
        )

    def _make_of_line(self, entry: Entry) -> None:
        point = Point.objects.get(text__startswith=entry["begins"])
        idea, _ = create_idea_from_point(
            point, title=entry["title"], summary=entry["summary"], agrees_to_publication=True, by=self.team
        )
        _mark(idea, by=self.team)
        self.ideas[entry["key"]] = idea

    def _begin_draft(self, entry: Entry) -> None:
        call = self.calls["steckbriefe"]
        draft = Idea(call=call, channel=call.channel, submitter=self.company, is_example=True)
        save_with_reason(draft, by=self.company, reason="Entwurf begonnen")
        IdeaDraft.objects.create(idea=draft, typed={name: [entry[name]] for name in ("title", "summary")})

    def _mark_winners(self) -> None:
        winners = [self._idea(entry["key"]) for entry in self.texts["ideas"] if entry.get("winner")]
        mark_winners(self.calls["wettbewerb"], winners, by=self.team)

    def _idea(self, key: str) -> Idea:
        return Idea.objects.get(pk=self.ideas[key].pk)


def _contact(entry: Entry) -> dict[str, str]:
    if "name" not in entry:
        return {}
    return {
        "name": entry["name"],
        "email": _address(entry["name"]),
        "organisation_name": entry.get("house", ""),
    }


def _address(name: str) -> str:
    return f"{slugify(name)}@example.org"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _mark(instance: Any, *, by: User) -> None:
    instance.is_example = True
    save_with_reason(instance, by=by, reason=REASON)
