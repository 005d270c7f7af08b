"""The newsletter's part of the desk."""

from newsletter.admin import deliveries, issues, notices, subscribers

__all__ = ["deliveries", "issues", "notices", "subscribers"]
