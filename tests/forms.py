"""Fills in a form as a browser would: what the page holds, and what the test changes."""

from typing import Any

import lxml.html
from django.http import HttpResponse
from django.test import Client

SKIPPED = {"submit", "button", "image", "reset", "file"}


def fields(response: Any, form_id: str = "") -> dict[str, Any]:
    """The fields of a form, the first one with a CSRF token unless its id is given, with the values they hold."""
    document = lxml.html.document_fromstring(response.content.decode())
    forms = [form for form in document.iter("form") if form.get("id") != "logout-form"]
    form = next(form for form in forms if not form_id or form.get("id") == form_id)
    found: dict[str, Any] = {}
    for field in form.iter():
        name = field.get("name")
        if not name or "__prefix__" in name:
            continue
        if field.tag == "textarea":
            found[name] = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            chosen = [o.get("value", "") for o in field.iter("option") if o.get("selected") is not None]
            found[name] = chosen if field.get("multiple") is not None else (chosen or [""])[0]
        elif field.tag == "input" and field.get("type") in ("checkbox", "radio"):
            if field.get("checked") is not None:
                found.setdefault(name, []).append(field.get("value", "on"))
        elif field.tag == "input" and field.get("type") not in SKIPPED:
            found[name] = field.get("value", "")
    return found


def add_row(data: dict[str, Any], part: str, **values: Any) -> str:
    """Adds a row to a part of the form; returns its prefix."""
    number = int(data[f"{part}-TOTAL_FORMS"])
    data[f"{part}-TOTAL_FORMS"] = number + 1
    for name, value in values.items():
        data[f"{part}-{number}-{name}"] = value
    return f"{part}-{number}"


def errors(response: HttpResponse) -> dict[str, str]:
    """What stands beside each field: the id of the field's error list, and its words."""
    document = lxml.html.document_fromstring(response.content.decode())
    lists = [each for each in document.iter("ul") if "errorlist" in each.get("class", "").split()]
    return {
        each.get("id", "").removeprefix("id_").removesuffix("_error"): " ".join("".join(each.itertext()).split())
        for each in lists
    }


def change(row: Any) -> str:
    """The address of the form of this row."""
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def form_of(client: Client, row: Any) -> dict[str, Any]:
    return fields(client.get(change(row)), f"{row._meta.model_name}_form")


def save(client: Client, row: Any, button: str = "_save", follow: bool = True, **values: Any) -> Any:
    """Opens the form, types these values, presses the button."""
    return client.post(change(row), form_of(client, row) | values | {button: "1"}, follow=follow)


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])
