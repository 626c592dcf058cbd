"""Addresses of milestones (DESIGN: Contract)."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from milestones.views import calendar, criteria, dates, history, milestones, removal, writing

app_name = "milestones"


class MilestoneConverter(StringConverter):
    """The reference of a milestone: M-04."""

    regex = r"M-\d{2,}"


register_converter(MilestoneConverter, "milestone")

urlpatterns: list[URLPattern] = [
    path("meilensteine/", milestones.milestone_list, name="list"),
    path("meilensteine.ics", calendar.calendar_feed, name="feed"),
    path("meilensteine/drucken/", milestones.milestone_print, name="print"),
    path("meilensteine/kalender/", calendar.calendar_page, name="calendar"),
    path("meilensteine/kalender/adresse/", calendar.calendar_key, name="calendar_key"),
    path("meilensteine/entfernt/", removal.removed_list, name="removed"),
    path("meilensteine/entfernt/<int:history_id>/", removal.milestone_bring_back, name="bring_back"),
    path("meilensteine/neu/", writing.milestone_create, name="create"),
    path("meilensteine/aus-zeile/<int:pk>/", writing.milestone_create_from_point, name="create_from_point"),
    path("meilensteine/<milestone:reference>/", milestones.milestone_detail, name="detail"),
    path("meilensteine/<milestone:reference>/bearbeiten/", writing.milestone_edit, name="edit"),
    path("meilensteine/<milestone:reference>/entfernen/", removal.milestone_remove, name="remove"),
    path("meilensteine/<milestone:reference>/termin/<slug:slug>/", dates.milestone_date, name="date"),
    path("meilensteine/<milestone:reference>/kriterien/neu/", criteria.criterion_create, name="criterion_create"),
    path("meilensteine/<milestone:reference>/kriterien/<int:pk>/", criteria.criterion_edit, name="criterion_edit"),
    path(
        "meilensteine/<milestone:reference>/kriterien/<int:pk>/<slug:slug>/",
        criteria.criterion_step,
        name="criterion_step",
    ),
    path("meilensteine/<milestone:reference>/verlauf/", history.milestone_history, name="history"),
    path("meilensteine/<milestone:reference>/verlauf/<int:history_id>/", history.milestone_restore, name="restore"),
]
