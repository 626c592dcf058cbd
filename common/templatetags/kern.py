"""What the crispy template pack "kern" needs to draw Django's widgets in KERN's look (docs/frontend.md)."""

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

register = template.Library()

INPUT = "kern-form-input__input"
SELECT = "kern-form-input__select"
CHECKBOX = "kern-form-check__checkbox"
RADIO = "kern-form-check__radio"


def css_class(widget: forms.Widget) -> str:
    """Return KERN's class of the control that ``widget`` draws."""
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return CHECKBOX
    if isinstance(widget, forms.RadioSelect):
        return RADIO
    return SELECT if isinstance(widget, forms.Select) else INPUT


def control_classes(widget: forms.Widget, *, has_errors: bool) -> str:
    """Return KERN's classes joined with those that form or layout gave the widget."""
    kern = css_class(widget)
    own = widget.attrs.get("class", "")
    return " ".join(filter(None, [kern, f"{kern}--error" if has_errors else "", own]))


@register.simple_tag
def kern_control(field: BoundField) -> SafeString:
    """Return the control of ``field`` with KERN's classes; Django adds aria-invalid and aria-describedby."""
    widget = field.field.widget
    has_errors = bool(field.errors)
    if widget.attrs.get("placeholder") == field.label:
        del widget.attrs["placeholder"]  # allauth repeats the label; it stands above the control already
    if not isinstance(widget, forms.MultiWidget):
        return field.as_widget(attrs={"class": control_classes(widget, has_errors=has_errors)})
    labels = getattr(widget, "part_labels", ())
    for index, part in enumerate(widget.widgets):
        part.attrs["class"] = control_classes(part, has_errors=has_errors)
        if index < len(labels):
            part.attrs["aria-label"] = labels[index]
    return field.as_widget()


@register.filter
def kern_options(field: BoundField) -> list[BoundWidget]:
    """Return the radio buttons or checkboxes of ``field`` with KERN's classes."""
    classes = control_classes(field.field.widget, has_errors=bool(field.errors))
    options = list(field)
    for option in options:
        option.data["attrs"]["class"] = classes
    return options


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return how to lay out ``field``: "checkbox", "choices", "group", "select", "file" or "input"."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect):
        return "choices"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "group"
    if isinstance(widget, forms.Select):
        return "select"
    return "file" if isinstance(widget, forms.ClearableFileInput) else "input"
