"""What the form of a page shows above it that belongs to an app above publishing: whether to tell the followers.

The upper app registers it in AppConfig.ready, as it does with the panels of public pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from publishing.standing import Standing


@dataclass(frozen=True, kw_only=True)
class FormPanel:
    """`load` makes the template's context for this row and its standing, or None for nothing to show."""

    template: str
    load: Callable[[HttpRequest, Any, Standing], dict[str, Any] | None]


_panels: list[FormPanel] = []


def register(panel: FormPanel) -> None:
    _panels.append(panel)


def load(request: HttpRequest, row: Any, standing: Standing) -> list[tuple[str, dict[str, Any]]]:
    """The template and context of each panel that has something to show."""
    found = ((panel.template, panel.load(request, row, standing)) for panel in _panels)
    return [(template, context) for template, context in found if context is not None]
