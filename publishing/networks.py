"""Where a form came from: enough to count, too little to find anybody."""

import hashlib
import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# The part of an address that one household or office shares.
PREFIX = {4: 24, 6: 48}

Address = IPv4Address | IPv6Address


def of(request: HttpRequest) -> str:
    """The visitor's network as a keyed hash; empty where the server does not know the visitor's address."""
    address = visitor(request)
    if address is None:
        return ""
    network = ip_network((address, PREFIX[address.version]), strict=False)
    return hmac.new(settings.SECRET_KEY.encode(), f"network:{network}".encode(), hashlib.sha256).hexdigest()


def visitor(request: HttpRequest) -> Address | None:
    """Who is asking: the peer, or the last in X-Forwarded-For that is no proxy of ours, where the peer is one."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    hops = forwarded
    # A peer without an address is a socket of this machine: a proxy where there are proxies.
    if (peer := request.META.get("REMOTE_ADDR", "")) or not settings.TRUSTED_PROXIES:
        hops = [*forwarded, peer]
    while hops:
        address = parsed(hops.pop())
        if address is None or not is_ours(address):
            return address
    return None


def parsed(text: str) -> Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    # 192.0.2.1 written as an IPv6 address is the same visitor.
    return getattr(address, "ipv4_mapped", None) or address


def is_ours(address: Address) -> bool:
    return any(address in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
