"""Subscribers and what they agreed to, issues, and the mail that goes to them."""

from newsletter.models.deliveries import Bounce, Delivery, Pace
from newsletter.models.issues import Issue, IssuePart
from newsletter.models.mail import Mail
from newsletter.models.notices import Notice
from newsletter.models.subscribers import AddressChange, Consent, Export, SignUp, Subscriber, Suppression, Topic

__all__ = [
    "AddressChange",
    "Bounce",
    "Consent",
    "Delivery",
    "Export",
    "Issue",
    "IssuePart",
    "Mail",
    "Notice",
    "Pace",
    "SignUp",
    "Subscriber",
    "Suppression",
    "Topic",
]
