"""Where a consent came from, for its record: the visitor's address cut short, so that it names no household."""

from ipaddress import ip_network

from django.http import HttpRequest

from publishing import networks


def of(request: HttpRequest) -> str:
    """As 192.0.2.0/24 or 2001:db8:7::/48; empty where the server does not know the visitor's address."""
    address = networks.visitor(request)
    if address is None:
        return ""
    return str(ip_network((address, networks.PREFIX[address.version]), strict=False))
