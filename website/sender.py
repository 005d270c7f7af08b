"""Who our mail is from: what the site settings say of the organisation."""

from newsletter import sender
from website.models import SiteSettings


def register() -> None:
    sender.register(load)


def load() -> sender.Sender | None:
    site = SiteSettings.objects.first()
    if site is None:
        return None
    return sender.Sender(
        name=site.name,
        charity_number=site.charity_number,
        postal_address=site.postal_address,
        email=site.email,
    )
