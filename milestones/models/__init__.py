"""Milestones with their criteria, the changes of their dates, reminders, and secret addresses of the calendar."""

from milestones.models.calendar import CalendarKey, Reminder
from milestones.models.criteria import Criterion
from milestones.models.dates import DateChange
from milestones.models.milestones import Milestone, Predecessor

__all__ = ["CalendarKey", "Criterion", "DateChange", "Milestone", "Predecessor", "Reminder"]
