"""How forms are written: what a long form has a thousand of, without a template each."""

from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise


def escaped(value: Any) -> str:
    """As Django's conditional_escape, which takes thrice the time: it also keeps what is lazy lazy."""
    if isinstance(value, Promise):
        value = str(value)
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))


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


def textarea(context: dict[str, Any]) -> str:
    """As django/forms/widgets/textarea.html."""
    widget = context["widget"]
    written = escaped(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escaped(widget["name"])}"{attributes(widget["attrs"])}>\n{written}</textarea>'


def select(context: dict[str, Any]) -> str:
    """As django/forms/widgets/select.html."""
    widget = context["widget"]
    written = []
    for group, options, _ in widget["optgroups"]:
        words = "".join(map(option, options))
        written.append(f'\n  <optgroup label="{escaped(group)}">{words}\n  </optgroup>' if group else words)
    return f'<select name="{escaped(widget["name"])}"{attributes(widget["attrs"])}>{"".join(written)}\n</select>'


def option(widget: dict[str, Any]) -> str:
    """As django/forms/widgets/select_option.html."""
    value, attrs, words = escaped(widget["value"]), attributes(widget["attrs"]), escaped(widget["label"])
    return f'\n  <option value="{value}"{attrs}>{words}</option>\n'


def label(context: dict[str, Any]) -> str:
    """As django/forms/label.html."""
    words, tag = escaped(context["label"]), context["tag"]
    return f"<{tag}{attributes(context['attrs'])}>{words}</{tag}>" if context["use_tag"] else words


class QuickRenderer(DjangoTemplates):
    """Django's own templates for all but what is plain and many: fields, boxes to tick, choices, labels, and lists of
    errors without any. A species form has a thousand of these; their templates took a third of its time."""

    WRITTEN = {
        **{f"django/forms/widgets/{name}.html": field for name in ("text", "number", "url", "hidden", "checkbox")},
        "django/forms/widgets/textarea.html": textarea,
        "django/forms/widgets/select.html": select,
        "django/forms/label.html": label,
    }

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if written := self.WRITTEN.get(template_name):
            return written(context)
        if template_name == "django/forms/errors/list/default.html" and not context["errors"]:
            return ""
        return super().render(template_name, context, request)
