"""The crispy template pack "kern": what it draws for each of Django's widgets, for errors, layouts and formsets."""

import datetime
import json
from typing import Any

import pytest
from crispy_forms.bootstrap import AppendedText, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Button, ButtonHolder, Div, Fieldset, Hidden, Layout, Reset, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from lxml import html

from common.layout import LinkButton, form_helper
from common.widgets import DateInput, DateTimeInput, SplitDateTimeInput, TimeInput

CHOICES = [("a", "Steckbrief"), ("b", "Ideenwettbewerb")]


def draw(form: Any, helper: FormHelper | None = None) -> html.HtmlElement:
    """Return what ``{% crispy %}`` draws, parsed."""
    return html.fragment_fromstring(render_crispy_form(form, helper, {"csrf_token": "token"}), create_parent="div")


def one(tree: html.HtmlElement, selector: str) -> html.HtmlElement:
    """Return the only element that the CSS ``selector`` (tag, class, attribute) finds."""
    found = tree.xpath(selector)
    assert len(found) == 1, f"{selector}: {len(found)}"
    return found[0]


def text(element: html.HtmlElement) -> str:
    """Return the text of ``element`` with single spaces."""
    return " ".join(element.text_content().split())


def form_with(field: forms.Field, data: dict[str, Any] | None = None, **kwargs: Any) -> forms.Form:
    """Return a form with the single field "x"."""
    return type("OneFieldForm", (forms.Form,), {"x": field})(data, **kwargs)


INPUTS = [
    (forms.CharField(), "text"),
    (forms.EmailField(), "email"),
    (forms.URLField(assume_scheme="https"), "url"),
    (forms.IntegerField(), "number"),
    (forms.CharField(widget=forms.PasswordInput), "password"),
    (forms.DateField(widget=DateInput), "date"),
    (forms.TimeField(widget=TimeInput), "time"),
    (forms.DateTimeField(widget=DateTimeInput), "datetime-local"),
    (forms.FileField(), "file"),
]


@pytest.mark.parametrize(("field", "kind"), INPUTS, ids=[kind for _, kind in INPUTS])
def test_input_has_label_and_type(field: forms.Field, kind: str) -> None:
    field.label = "Bezeichnung"
    tree = draw(form_with(field))
    control = one(tree, "//input[@name='x']")
    assert (control.get("type"), control.get("class")) == (kind, "kern-form-input__input")
    assert text(one(tree, f"//label[@for='{control.get('id')}']")) == "Bezeichnung"


def test_textarea() -> None:
    control = one(draw(form_with(forms.CharField(widget=forms.Textarea), {"x": "<b>"})), "//textarea")
    assert (control.get("class"), control.text) == ("kern-form-input__input", "\n<b>")


@pytest.mark.parametrize(("kind", "multiple"), [(forms.ChoiceField, False), (forms.MultipleChoiceField, True)])
def test_select_stands_in_its_wrapper(kind: type[forms.ChoiceField], multiple: bool) -> None:
    control = one(draw(form_with(kind(choices=CHOICES))), "//div[@class='kern-form-input__select-wrapper']/select")
    assert (control.get("class"), "multiple" in control.attrib) == ("kern-form-input__select", multiple)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, label="Kanal"), "radio"),
        (forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple, label="Kanal"), "checkbox"),
    ],
)
def test_choices_are_a_fieldset_with_a_label_each(field: forms.Field, kind: str) -> None:
    tree = draw(form_with(field))
    assert text(one(tree, "//fieldset[@id='id_x']/legend")) == "Kanal"
    inputs = tree.xpath(f"//input[@type='{kind}'][@class='kern-form-check__{kind}']")
    assert [one(tree, f"//label[@for='{control.get('id')}']").text for control in inputs] == [
        "Steckbrief",
        "Ideenwettbewerb",
    ]


def test_checkbox_stands_before_its_label() -> None:
    tree = draw(form_with(forms.BooleanField(required=False, label="Öffentlich", help_text="Gäste sehen es.")))
    assert [child.tag for child in one(tree, "//div[contains(@class, 'kern-form-check')]")] == ["input", "label", "div"]
    assert one(tree, "//input[@type='checkbox']").get("aria-describedby") == "id_x_helptext"


def test_split_date_and_time_share_a_legend_and_name_their_parts() -> None:
    tree = draw(form_with(forms.SplitDateTimeField(widget=SplitDateTimeInput, label="Frist")))
    assert text(one(tree, "//fieldset/legend")) == "Frist"
    parts = [(control.get("type"), control.get("aria-label")) for control in tree.xpath("//fieldset//input")]
    assert parts == [("date", "Datum"), ("time", "Uhrzeit")]


def test_date_keeps_its_iso_value_in_german() -> None:
    tree = draw(form_with(forms.DateField(widget=DateInput), initial={"x": datetime.date(2020, 12, 4)}))
    assert one(tree, "//input[@name='x']").get("value") == "2020-12-04"


def test_hidden_field_has_no_label() -> None:
    tree = draw(form_with(forms.CharField(widget=forms.HiddenInput), initial={"x": "7"}))
    assert one(tree, "//input[@name='x']").get("value") == "7"
    assert tree.xpath("//label") == []


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    optional, required = forms.CharField(label="Ort", required=False), forms.CharField(label="Ort")
    assert text(one(draw(form_with(optional)), "//label")) == "Ort (optional)"
    assert text(one(draw(form_with(required)), "//label")) == "Ort"


def test_optional_mark_can_be_hidden() -> None:
    helper = FormHelper()
    helper.hide_optional = True
    assert text(one(draw(form_with(forms.CharField(label="Suche", required=False)), helper), "//label")) == "Suche"


def test_labels_can_be_for_screen_readers_only() -> None:
    helper = FormHelper()
    helper.form_show_labels = False
    label = one(draw(form_with(forms.CharField(label="Suche")), helper), "//label")
    assert "kern-sr-only" in label.get("class")


def test_own_class_of_the_widget_is_kept() -> None:
    field = forms.CharField(widget=forms.TextInput(attrs={"class": "mono"}))
    assert one(draw(form_with(field)), "//input[@name='x']").get("class") == "kern-form-input__input mono"


def test_placeholder_that_repeats_the_label_is_dropped() -> None:
    repeated = forms.CharField(label="Passwort", widget=forms.TextInput(attrs={"placeholder": "Passwort"}))
    telling = forms.CharField(label="Adresse", widget=forms.TextInput(attrs={"placeholder": "name@example.org"}))
    assert one(draw(form_with(repeated)), "//input[@name='x']").get("placeholder") is None
    assert one(draw(form_with(telling)), "//input[@name='x']").get("placeholder") == "name@example.org"


MISSING = "Dieses Feld ist zwingend erforderlich."

WIDGETS = [
    forms.CharField(label="Feld", help_text="Hilfe."),
    forms.CharField(label="Feld", help_text="Hilfe.", widget=forms.Textarea),
    forms.ChoiceField(label="Feld", help_text="Hilfe.", choices=CHOICES),
    forms.BooleanField(label="Feld", help_text="Hilfe."),
    forms.FileField(label="Feld", help_text="Hilfe."),
]


@pytest.mark.parametrize("field", WIDGETS, ids=lambda field: type(field.widget).__name__)
def test_errors_and_help_are_tied_to_the_control(field: forms.Field) -> None:
    tree = draw(form_with(field, {}))
    control = one(tree, "//*[@name='x']")
    assert control.get("aria-invalid") == "true"
    assert control.get("class").endswith("--error")
    described = [text(one(tree, f"//*[@id='{name}']")) for name in control.get("aria-describedby").split()]
    assert described == ["Hilfe.", MISSING]


@pytest.mark.parametrize(
    "field",
    [
        forms.ChoiceField(label="Feld", help_text="Hilfe.", choices=CHOICES, widget=forms.RadioSelect),
        forms.SplitDateTimeField(label="Feld", help_text="Hilfe.", widget=SplitDateTimeInput),
    ],
    ids=["choices", "group"],
)
def test_errors_and_help_of_a_group_are_tied_to_its_fieldset(field: forms.Field) -> None:
    tree = draw(form_with(field, {}))
    described = one(tree, "//fieldset").get("aria-describedby").split()
    assert [text(one(tree, f"//*[@id='{name}']")) for name in described] == [
        "Hilfe.",
        MISSING,
    ]


def test_error_summary_takes_the_focus_and_leads_to_the_fields() -> None:
    class TwoFields(forms.Form):
        name = forms.CharField(label="Name")
        channel = forms.ChoiceField(label="Kanal", choices=CHOICES, widget=forms.RadioSelect)

        def clean(self) -> None:
            raise forms.ValidationError("Beides passt nicht zusammen.")

    tree = draw(TwoFields({}))
    summary = one(tree, "//div[@role='alert']")
    assert (summary.get("tabindex"), "autofocus" in summary.attrib) == ("-1", True)
    assert [text(entry) for entry in summary.xpath(".//li")] == [
        "Beides passt nicht zusammen.",
        f"Name: {MISSING}",
        f"Kanal: {MISSING}",
    ]
    targets = [link.get("href").removeprefix("#") for link in summary.xpath(".//a")]
    assert [one(tree, f"//*[@id='{target}']").tag for target in targets] == ["input", "fieldset"]


def test_no_error_summary_before_anything_was_sent() -> None:
    assert draw(form_with(forms.CharField())).xpath("//div[@role='alert']") == []


def test_errors_and_values_are_escaped() -> None:
    field = forms.ChoiceField(choices=CHOICES, label="<i>Kanal</i>")
    markup = render_crispy_form(form_with(field, {"x": "<script>"}), None, {})
    assert "<script>" not in markup
    assert "<i>" not in markup


def test_form_tag_has_csrf_token_and_leaves_validation_to_us() -> None:
    tree = draw(form_with(forms.CharField()))
    form = one(tree, "//form")
    assert (form.get("method"), "novalidate" in form.attrib) == ("post", True)
    assert one(form, ".//input[@name='csrfmiddlewaretoken']").get("value") == "token"


def test_get_form_carries_no_token() -> None:
    helper = FormHelper()
    helper.form_method = "get"
    assert draw(form_with(forms.CharField()), helper).xpath("//input[@name='csrfmiddlewaretoken']") == []


def test_form_with_a_file_is_multipart() -> None:
    assert one(draw(form_with(forms.FileField())), "//form").get("enctype") == "multipart/form-data"


def test_form_tag_can_be_left_out() -> None:
    helper = FormHelper()
    helper.form_tag = False
    assert draw(form_with(forms.CharField()), helper).xpath("//form") == []


class LayoutForm(forms.Form):
    a = forms.CharField(label="A")
    b = forms.IntegerField(label="Kosten")
    c = forms.ChoiceField(label="Kanal", choices=CHOICES, widget=forms.RadioSelect)


def laid_out(*parts: Any) -> html.HtmlElement:
    helper = FormHelper()
    helper.layout = Layout(*parts)
    return draw(LayoutForm(), helper)


def test_fieldset_and_row() -> None:
    tree = laid_out(Fieldset("Grunddaten", Row("a", "b"), Div("c", css_class="narrow", css_id="kanal")))
    group = one(tree, "//fieldset[@class='form__group ']")
    assert group[0].text == "Grunddaten"
    assert [control.get("name") for control in group.xpath("./div[@class='form__row ']//input")] == ["a", "b"]
    assert len(tree.xpath("//div[@id='kanal'][@class='narrow']//input[@type='radio']")) == 2


def test_appended_text_shows_the_unit() -> None:
    group = one(laid_out(AppendedText("b", "Euro")), "//div[@class='kern-input-group']")
    assert [child.tag for child in group] == ["input", "span"]
    assert group[1].text == "Euro"


def test_inline_radios_stand_side_by_side() -> None:
    body = one(laid_out(InlineRadios("c")), "//div[contains(@class, 'kern-fieldset__body')]")
    assert body.get("class") == "kern-fieldset__body kern-fieldset__body--horizontal"


def test_buttons() -> None:
    buttons = [Submit("save", "Speichern"), Button("check", "Prüfen"), Reset("undo", "Verwerfen")]
    tree = laid_out("a", Hidden("step", "2"), ButtonHolder(*buttons, LinkButton("Zurück", "/?a&b")))
    drawn = [(button.get("type"), button.get("class").split()[1], text(button)) for button in tree.xpath("//button")]
    assert drawn == [
        ("submit", "kern-btn--primary", "Speichern"),
        ("button", "kern-btn--secondary", "Prüfen"),
        ("reset", "kern-btn--secondary", "Verwerfen"),
    ]
    assert (one(tree, "//a").get("href"), text(one(tree, "//a"))) == ("/?a&b", "Zurück")
    assert one(tree, "//input[@name='step']").get("type") == "hidden"


def test_form_helper_ends_with_its_buttons() -> None:
    tree = draw(LayoutForm(), form_helper("a", "b", submit="Anlegen", cancel_url="/workshops/"))
    actions = one(tree, "//div[contains(@class, 'form__actions')]")
    assert [(child.tag, text(child)) for child in actions] == [("button", "Anlegen"), ("a", "Abbrechen")]
    assert [control.get("name") for control in tree.xpath("//input[@type!='hidden']")] == ["a", "b"]


def test_form_helper_without_a_way_back() -> None:
    assert draw(LayoutForm(), form_helper("a")).xpath("//a") == []


class RowForm(forms.Form):
    name = forms.CharField(label="Name")
    guest = forms.BooleanField(label="Gast", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


RowFormSet = forms.formset_factory(RowForm, extra=2)


def data_of_rows(*names: str) -> dict[str, str]:
    rows = {f"form-{index}-name": name for index, name in enumerate(names)}
    return {"form-TOTAL_FORMS": str(len(names)), "form-INITIAL_FORMS": str(len(names)), **rows}


def test_formset_frames_each_form() -> None:
    tree = draw(RowFormSet(), FormHelper())
    frames = tree.xpath("//div[@class='formset__form']")
    assert [len(frame.xpath(".//input")) for frame in frames] == [3, 3]
    assert one(tree, "//input[@name='form-TOTAL_FORMS']").get("value") == "2"


def test_formset_as_table_names_columns_once_and_labels_every_control() -> None:
    helper = FormHelper()
    helper.template = "kern/table_inline_formset.html"
    tree = draw(RowFormSet(), helper)
    assert [text(head) for head in tree.xpath("//th")] == ["Name", "Gast"]
    assert [len(row.xpath("./td")) for row in tree.xpath("//tbody/tr")] == [2, 2]
    assert len(tree.xpath("//tbody//label")) == 4
    assert len(tree.xpath("//tbody//input[@type='hidden']")) == 2


@pytest.mark.parametrize("template", ["kern/whole_uni_formset.html", "kern/table_inline_formset.html"])
def test_formset_errors_say_the_row_and_lead_there(template: str) -> None:
    helper = FormHelper()
    helper.template = template
    tree = draw(RowFormSet(data_of_rows("Erste", "")), helper)
    link = one(tree, "//div[@role='alert']//a")
    assert text(link) == f"Zeile 2, Name: {MISSING}"
    assert one(tree, f"//*[@id='{link.get('href').removeprefix('#')}']").get("name") == "form-1-name"


def test_filters_draw_forms_formsets_and_single_fields() -> None:
    drawn = Template(
        "{% load crispy_forms_tags %}<main>{{ form|crispy }}</main>"
        "<aside>{{ formset|crispy }}</aside><footer>{{ form.name|as_crispy_field }}</footer>"
    ).render(Context({"form": RowForm(), "formset": RowFormSet()}))
    tree = html.fragment_fromstring(drawn, create_parent="div")
    assert [(part.tag, len(part.xpath(".//label"))) for part in tree] == [("main", 2), ("aside", 4), ("footer", 1)]


def test_htmx_configuration_is_valid_json_in_an_attribute() -> None:
    meta = html.fragment_fromstring(Template('{% load look %}<meta content="{% htmx_config %}">').render(Context()))
    config = json.loads(meta.get("content"))
    assert (config["allowEval"], config["includeIndicatorStyles"]) == (False, False)


def test_pagination_keeps_the_filter() -> None:
    request = RequestFactory().get("/liste/", {"year": "2020", "page": "2"})
    drawn = render_to_string("components/pagination.html", {"page_obj": Paginator(range(100), 10).page(2)}, request)
    tree = html.fragment_fromstring(drawn, create_parent="div")
    assert [link.get("href") for link in tree.xpath("//a")][:2] == ["?year=2020&page=1", "?year=2020&page=1"]
    assert text(one(tree, "//*[@aria-current='page']")) == "Seite 2"
