"""The newsletter's part of the desk."""

from newsletter.admin import deliveries, issues, subscribers

__all__ = ["deliveries", "issues", "subscribers"]
