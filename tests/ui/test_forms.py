"""Forms: every control has its label, its help and its errors, for eyes and for ears."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

COLOURS = [("g", "Grey"), ("s", "Silver")]
EXTRAS = [("d", "Dock"), ("m", "Mouse")]


class Order(forms.Form):
    model = forms.CharField(label="Model", help_text="Ask your team.")
    colour = forms.ChoiceField(
        label="Colour", choices=[("g", "Grey"), ("s", "Silver")], widget=forms.RadioSelect
    )
    extras = forms.MultipleChoiceField(
        label="Extras",
        choices=[("d", "Dock"), ("m", "Mouse")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    urgent = forms.BooleanField(label="Urgent", required=False)
    size = forms.ChoiceField(label="Size", choices=[("13", "13")], required=False)
    why = forms.CharField(label="Why", widget=forms.Textarea, required=False)
    proof = forms.FileField(label="Proof", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def draw(form, name):
    return Template("{% field bound %}").render(Context({"bound": form[name]}))


@pytest.fixture
def faulty():
    form = Order({"colour": "pink"})
    form.is_valid()
    return form


def test_a_label_leads_to_its_control():
    html = draw(Order(), "model")

    assert '<label class="field-label" for="id_model">Model' in html
    assert 'class="input"' in html


def test_help_and_error_are_read_with_the_control(faulty):
    html = draw(faulty, "model")

    assert 'aria-describedby="id_model_help id_model_error"' in html
    assert 'id="id_model_help"' in html
    assert 'id="id_model_error"' in html
    assert 'aria-invalid="true"' in html


def test_nothing_is_described_by_what_is_not_there():
    html = draw(Order(), "why")

    assert "aria-describedby" not in html
    assert "optional" in html
    assert 'class="textarea"' in html


def test_a_group_of_choices_stands_under_a_legend_with_its_errors(faulty):
    html = draw(faulty, "colour")

    assert '<legend class="field-label">Colour' in html
    assert 'aria-describedby="id_colour_error"' in html
    assert html.count('class="radio"') == 2
    assert "pink" in html


def test_ticks_of_a_group_have_labels_of_their_own():
    html = draw(Order(initial={"extras": ["m"]}), "extras")

    assert re.search(r'<label for="id_extras_1"><input[^>]+value="m"[^>]+checked', html)
    assert html.count('class="checkbox"') == 2


def test_a_single_tick_is_followed_by_its_words():
    html = draw(Order(), "urgent")

    assert re.search(r'<label class="field-tick"><input type="checkbox"[^>]*><span>Urgent</span>', html)


def test_other_shapes_carry_their_class():
    assert 'class="select"' in draw(Order(), "size")
    assert 'class="file-input"' in draw(Order(), "proof")
    assert draw(Order(), "token").strip() == '<input type="hidden" name="token" id="id_token">'


def test_a_class_of_the_widgets_own_is_kept():
    class Small(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "input-sm"}))

    assert 'class="input input-sm"' in draw(Small(), "code")


def test_two_forms_of_one_kind_do_not_touch_each_other():
    draw(Order(), "colour")

    assert "class" not in Order().fields["colour"].widget.attrs


def test_the_summary_leads_to_every_field_that_is_wrong(faulty):
    html = render_to_string("ui/_errors.html", {"form": faulty})

    assert "2 answers need another look" in html
    assert 'href="#id_model"' in html
    assert 'href="#id_colour_field"' in html
    assert 'id="id_colour_field"' in draw(faulty, "colour")


def test_a_form_without_faults_has_no_summary():
    assert render_to_string("ui/_errors.html", {"form": Order()}).strip() == ""
