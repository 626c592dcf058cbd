"""The fields of one vote, which the sheet of decisions repeats for each pilot.

They are put together here and not in a template, which takes ten times as long for hundreds of small values.
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


def _figure(field: str, label: str, spoken: str) -> str:
    return (
        f'<label class="decide__field decide__field--figure"><span>{label}</span><input class="kern-form-input__input"'
        f' inputmode="numeric" name="{{name}}-{field}" value="{{{field}}}" aria-label="{spoken}: {{about}}"></label>'
    )


FIGURES = (
    _figure("yes", "Ja", "Ja")
    + _figure("no", "Nein", "Nein")
    + _figure("abstained", "Enthaltung", "Enthaltungen")
    + _figure("conflicted", "Befangen", "Befangen")
)
DAY = (
    '<label class="decide__field"><span>Wiedervorlage</span><input class="kern-form-input__input" type="date"'
    ' name="{name}-resubmit_on" value="{resubmit_on}" aria-label="Wiedervorlage: {about}"></label>'
)
REASON = (
    '<label class="decide__field decide__field--wide"><span>Begründung</span><textarea class="kern-form-input__input"'
    ' rows="1" name="{name}-reason" maxlength="3000" aria-label="Begründung: {about}">{reason}</textarea></label>'
)


@register.simple_tag
def vote_fields(row: Any, about: str, *, comes_back: bool) -> SafeString:
    """Return figures, day of Wiedervorlage (if it ``comes_back``) and reason of a row of the sheet.

    ``row`` has the prefix of the fields as ``name`` and what they hold as ``values``; screen readers say what it is
    ``about``.
    """
    fields = FIGURES + DAY + REASON if comes_back else FIGURES + REASON
    return format_html(fields, name=row.name, about=about, **row.values)
