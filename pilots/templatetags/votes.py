"""The fields of one vote, which the sheet of decisions repeats for each pilot.

They are put together here and not in a template, which takes ten times as long for hundreds of small values.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

FIGURES = (
    ("yes", "Ja", "Ja"),
    ("no", "Nein", "Nein"),
    ("abstained", "Enthaltung", "Enthaltungen"),
    ("conflicted", "Befangen", "Befangen"),
)
"""Name, label, and what a screen reader says."""

FIGURE = (
    '<label class="decide__field decide__field--figure"><span>{label}</span><input class="kern-form-input__input"'
    ' inputmode="numeric" name="{name}-{field}" value="{value}" aria-label="{spoken}: {about}"></label>'
)
DAY = (
    '<label class="decide__field"><span>Wiedervorlage</span><input class="kern-form-input__input" type="date"'
    ' name="{name}-resubmit_on" value="{value}" aria-label="Wiedervorlage: {about}"></label>'
)
REASON = (
    '<label class="decide__field decide__field--wide"><span>Begründung</span><textarea class="kern-form-input__input"'
    ' rows="1" name="{name}-reason" maxlength="3000" aria-label="Begründung: {about}">{value}</textarea></label>'
)


@register.simple_tag
def vote_fields(row: Any, about: str, *, comes_back: bool) -> SafeString:
    """Return figures, day of Wiedervorlage (if it ``comes_back``) and reason of a row of the sheet.

    ``row`` has the prefix of the fields as ``name`` and what they hold as ``values``; screen readers say what it is
    ``about``.
    """
    name, values = row.name, row.values
    day = format_html(DAY, name=name, value=values["resubmit_on"], about=about) if comes_back else ""
    reason = format_html(REASON, name=name, value=values["reason"], about=about)
    return format_html("{}{}{}", _figures(name, values, about), day, reason)


def _figures(name: str, values: Mapping[str, str], about: str) -> SafeString:
    fields = (
        {"name": name, "field": field, "label": label, "spoken": spoken, "about": about, "value": values[field]}
        for field, label, spoken in FIGURES
    )
    return format_html_join("", FIGURE, fields)
