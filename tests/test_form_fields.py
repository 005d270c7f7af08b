"""Forms read the same whether a template wrote their fields or we did."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from publishing.renderers import QuickRenderer


class Form(forms.Form):
    words = forms.CharField(label=mark_safe("<b>Words</b>"), help_text="As printed.", required=False)
    number = forms.IntegerField(label="How many & where")
    link = forms.URLField(required=False)
    box = forms.BooleanField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput({"data-x": '"<&'}), required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "<B>")])
    animal = forms.ChoiceField(choices=[("", "None"), ("Cats & dogs", [("1", "Cat"), ("<2>", "Dog")])], initial="<2>")
    text = forms.CharField(widget=forms.Textarea)
    marked = forms.CharField(widget=forms.TextInput({"autofocus": True, "disabled": False, "size": 7}))


TYPED = {"words": '"><script>', "number": "many", "link": "x", "box": "on", "kind": "b", "text": "<p>", "animal": "1"}


@pytest.mark.parametrize("data", [None, {}, TYPED])
def test_fields_labels_and_errors_are_written_as_django_writes_them(data):
    ours = Form(data, renderer=QuickRenderer(), initial={"words": "a & b", "number": 1200})
    theirs = Form(data, renderer=DjangoTemplates(), initial={"words": "a & b", "number": 1200})
    assert ours.as_p() == theirs.as_p()
    for name in Form.base_fields:
        for part in ("label_tag", "legend_tag", "as_widget", "css_classes"):
            assert getattr(ours[name], part)() == getattr(theirs[name], part)(), (name, part)
        assert str(ours[name].errors) == str(theirs[name].errors)
