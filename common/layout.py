"""Building blocks for crispy layouts beside those of crispy-forms: link buttons and the usual form helper."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django.utils.html import format_html
from django.utils.safestring import SafeString


class LinkButton:
    """A link in a row of buttons, for example "Abbrechen" beside "Speichern"."""

    def __init__(self, label: str, url: str) -> None:
        self.label = label
        self.url = url

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> SafeString:
        """Return the link; the arguments are those that crispy passes to every layout object."""
        label = format_html('<span class="kern-label">{}</span>', self.label)
        return format_html('<a class="kern-btn kern-btn--tertiary" href="{}">{}</a>', self.url, label)


class SecondButton:
    """Another button that sends the form, quieter than the first; ``name`` tells the view that it was pressed."""

    def __init__(self, name: str, label: str) -> None:
        self.name = name
        self.label = label

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> SafeString:
        """Return the button; the arguments are those that crispy passes to every layout object."""
        label = format_html('<span class="kern-label">{}</span>', self.label)
        button = '<button type="submit" class="kern-btn kern-btn--secondary" name="{}" value="1">{}</button>'
        return format_html(button, self.name, label)


def form_helper(
    *fields: Any, submit: str = "Speichern", more: Sequence[SecondButton] = (), cancel_url: str = ""
) -> FormHelper:
    """Return the helper of an ordinary form: ``fields`` (names or layout objects), then the buttons.

    ``more`` are further buttons, ``cancel_url`` adds "Abbrechen".
    """
    buttons = [Submit("save", submit), *more]
    if cancel_url:
        buttons.append(LinkButton("Abbrechen", cancel_url))
    helper = FormHelper()
    helper.layout = Layout(*fields, ButtonHolder(*buttons))
    return helper
