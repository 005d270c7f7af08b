"""Where a gift is made, with the code that says what led there."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import template
from django.http import HttpRequest

register = template.Library()

_CODE = re.compile(r"[\w.-]{1,60}", re.ASCII)
# What a visitor may bring along, from a mail or another site.
_BROUGHT = ("campaign", "utm_campaign")


@register.simple_tag
def giving(site: Any, request: HttpRequest, url: str = "", code: str = "", amount: int | None = None) -> str:
    """The address to give at, else the site's donate link, with a code and an amount as the payment service names them.

    A code that the visitor brought along in the address of this page comes before `code`: it says what led here. It is
    kept nowhere else.
    """
    address = url or site.donate_url
    if not address:
        return ""
    given = {site.donate_code_name: brought(request) or code, site.donate_amount_name: amount}
    added = {name: value for name, value in given.items() if name and value}
    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in added]
    return urlunsplit(parts._replace(query=urlencode([*query, *added.items()])))


def brought(request: HttpRequest) -> str:
    """The code in the address of this page, if it is one."""
    found = (request.GET.get(name, "") for name in _BROUGHT)
    return next((code for code in found if _CODE.fullmatch(code)), "")


@register.filter
def leads_to(address: str, path: str) -> bool:
    """Whether an address, whatever its query, is that of this page."""
    parts = urlsplit(address)
    return not parts.netloc and parts.path == path
