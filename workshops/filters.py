"""The filters above the lists of meetings, tasks and decisions. Their names are the parameters of the address."""

from operator import itemgetter
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from common.widgets import CheckboxInput, SearchInput, Select
from people.models import Body
from workshops.enums import MeetingFormat, MeetingStatus, ProtocolStatus, TaskStatus
from workshops.models import AgendaItem, Decision, Meeting, Point, Protocol

ALL_TASKS = "alle"


def body_choices(meetings: QuerySet[Meeting]) -> list[tuple[str, str]]:
    """Return address and name of the bodies that these meetings are of."""
    return list(Body.objects.filter(pk__in=meetings.values("body")).values_list("slug", "name"))


def body_and_year_choices(meetings: QuerySet[Meeting]) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """Return the bodies of these meetings as (address, name), and their years, the newest first; one query."""
    found = list(meetings.values_list("body__slug", "body__name", "held_on__year").distinct())
    bodies = sorted({(slug, name) for slug, name, _ in found}, key=itemgetter(1))
    return bodies, [(year, str(year)) for year in sorted({year for _, _, year in found}, reverse=True)]


class MeetingFilter(django_filters.FilterSet):
    """Meetings by body, year, statuses and words of head and agenda."""

    gremium = django_filters.ChoiceFilter(
        field_name="body__slug", label="Gremium", empty_label="Alle Gremien", widget=Select
    )
    jahr = django_filters.ChoiceFilter(
        field_name="held_on__year", label="Jahr", empty_label="Alle Jahre", widget=Select
    )
    sitzung = django_filters.ChoiceFilter(
        field_name="status", choices=MeetingStatus, label="Sitzung ist", empty_label="beliebig", widget=Select
    )
    protokoll = django_filters.ChoiceFilter(
        choices=ProtocolStatus, method="with_protocol", label="Protokoll ist", empty_label="beliebig", widget=Select
    )
    q = django_filters.CharFilter(method="with_words", label="Suchwort", widget=SearchInput)

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Meeting.objects.visible_to(self.request.user).order_by()
        bodies, years = body_and_year_choices(visible)
        self.filters["gremium"].extra["choices"] = bodies
        self.filters["jahr"].extra["choices"] = years

    def with_protocol(self, meetings: QuerySet[Meeting], name: str, status: str) -> QuerySet[Meeting]:
        """Keep the meetings whose protocol the visitor may read and that stands there."""
        return meetings.filter(protocol__in=self._protocols().filter(status=status))

    def with_words(self, meetings: QuerySet[Meeting], name: str, text: str) -> QuerySet[Meeting]:
        """Keep the meetings where each word stands in the title, the head or the agenda."""
        for word in text.split():
            items = AgendaItem.objects.filter(section__protocol__in=self._protocols(), title__icontains=word)
            places = Q(body__name__icontains=word) | Q(place__icontains=word) | Q(moderation__icontains=word)
            in_title = Q(format__in=[value for value, label in MeetingFormat.choices if word.lower() in label.lower()])
            if (number := word.rstrip(".")).isdecimal() and len(number) <= 4:
                in_title |= Q(number=number)
            meetings = meetings.filter(places | in_title | Q(pk__in=items.values("section__protocol__meeting")))
        return meetings

    def _protocols(self) -> QuerySet[Protocol]:
        return Protocol.objects.visible_to(self.request.user)


class TaskFilter(django_filters.FilterSet):
    """Tasks by body, status, who is responsible, and overdue; without a status those that are still to be done."""

    gremium = django_filters.ChoiceFilter(
        field_name="item__section__protocol__meeting__body__slug",
        label="Gremium",
        empty_label="Alle Gremien",
        widget=Select,
    )
    stand = django_filters.ChoiceFilter(
        choices=[*TaskStatus.choices, (ALL_TASKS, "alle")],
        method="with_status",
        label="Stand",
        empty_label="offen oder in Arbeit",
        widget=Select,
    )
    wer = django_filters.CharFilter(method="of_person", label="Verantwortlich", widget=SearchInput)
    faellig = django_filters.BooleanFilter(
        method="overdue", label="nur überfällige", widget=CheckboxInput(attrs={"value": "true"})
    )

    class Meta:
        model = Point
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Meeting.objects.visible_to(self.request.user).order_by()
        self.filters["gremium"].extra["choices"] = body_choices(visible)

    def filter_queryset(self, tasks: QuerySet[Point]) -> QuerySet[Point]:
        """Leave out what is done or dropped unless a status is asked for."""
        tasks = super().filter_queryset(tasks)
        return tasks if self.form.cleaned_data.get("stand") else tasks.filter(task_status__in=TaskStatus.pending())

    def with_status(self, tasks: QuerySet[Point], name: str, status: str) -> QuerySet[Point]:
        """Keep the tasks that stand there."""
        return tasks if status == ALL_TASKS else tasks.filter(task_status=status)

    def of_person(self, tasks: QuerySet[Point], name: str, text: str) -> QuerySet[Point]:
        """Keep the tasks of an organisation or person whose name contains the text."""
        organisation = Q(organisation__name__icontains=text) | Q(organisation__short_name__icontains=text)
        return tasks.filter(organisation | Q(person__icontains=text))

    def overdue(self, tasks: QuerySet[Point], name: str, wanted: bool) -> QuerySet[Point]:
        """Keep what is still to be done and was due before today."""
        if not wanted:
            return tasks
        return tasks.filter(task_status__in=TaskStatus.pending(), due_on__lt=timezone.localdate())


class DecisionFilter(django_filters.FilterSet):
    """Decisions by body, year and words."""

    gremium = django_filters.ChoiceFilter(
        field_name="point__item__section__protocol__meeting__body__slug",
        label="Gremium",
        empty_label="Alle Gremien",
        widget=Select,
    )
    jahr = django_filters.ChoiceFilter(
        field_name="decided_on__year", label="Jahr", empty_label="Alle Jahre", widget=Select
    )
    q = django_filters.CharFilter(method="with_words", label="Suchwort", widget=SearchInput)

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Meeting.objects.visible_to(self.request.user).order_by()
        bodies, years = body_and_year_choices(visible.filter(held_on__lte=timezone.localdate()))
        self.filters["gremium"].extra["choices"] = bodies
        self.filters["jahr"].extra["choices"] = years

    def with_words(self, decisions: QuerySet[Decision], name: str, text: str) -> QuerySet[Decision]:
        """Keep the decisions where each word stands in the text or the number."""
        for word in text.split():
            decisions = decisions.filter(Q(point__text__icontains=word) | Q(reference__icontains=word))
        return decisions


def by_due_day(tasks: QuerySet[Point]) -> QuerySet[Point]:
    """Order tasks by their due day, those without one last."""
    return tasks.order_by(F("due_on").asc(nulls_last=True), "pk")
