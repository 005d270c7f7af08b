"""How forms are written: what a long form has a thousand of, without a template each."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as escaped


def attributes(attrs: dict[str, Any]) -> str:
    """As django/forms/attrs.html has them: True stands by its name alone, False not at all."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def field(context: dict[str, Any]) -> str:
    """As django/forms/widgets/input.html."""
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    return (
        f'<input type="{escaped(widget["type"])}" name="{escaped(widget["name"])}"{value}{attributes(widget["attrs"])}>'
    )


def label(context: dict[str, Any]) -> str:
    """As django/forms/label.html."""
    words, tag = escaped(context["label"]), context["tag"]
    return f"<{tag}{attributes(context['attrs'])}>{words}</{tag}>" if context["use_tag"] else words


class QuickRenderer(DjangoTemplates):
    """Django's own templates for all but what is plain and many: fields of one line, boxes to tick, labels, and lists
    of errors without any. A species form has nine hundred of these; their templates took a sixth of its time."""

    WRITTEN = {
        **{f"django/forms/widgets/{name}.html": field for name in ("text", "number", "url", "hidden", "checkbox")},
        "django/forms/label.html": label,
    }

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if written := self.WRITTEN.get(template_name):
            return written(context)
        if template_name == "django/forms/errors/list/default.html" and not context["errors"]:
            return ""
        return super().render(template_name, context, request)
