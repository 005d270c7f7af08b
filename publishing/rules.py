"""The rules of a table, judged in memory where that can be done: a form of two hundred rows asks nothing for each."""

import operator
from collections.abc import Callable
from typing import Any

from django.db.models import CheckConstraint, F, Model, Q

_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, choices: value in choices,
}


def surely_holds(rule: object, row: Model) -> bool:
    """Whether this row keeps the rule for certain; False may also mean that only the database can say."""
    return isinstance(rule, CheckConstraint) and isinstance(rule.condition, Q) and _truth(rule.condition, row) is True


def _truth(condition: Q, row: Model) -> bool | None:
    """As SQL has it, with None for unknown."""
    children: list[Any] = condition.children
    found = [_truth(each, row) if isinstance(each, Q) else _compared(each[0], each[1], row) for each in children]
    if condition.connector == Q.AND:
        truth = False if False in found else None if None in found else True
    elif condition.connector == Q.OR:
        truth = True if True in found else None if None in found else False
    else:
        return None
    return truth if truth is None or not condition.negated else not truth


def _compared(path: str, expected: Any, row: Model) -> bool | None:
    name, _, lookup = path.partition("__")
    value = getattr(row, name)
    if lookup == "isnull":
        return (value is None) is expected
    other = getattr(row, str(expected.name)) if isinstance(expected, F) else expected  # type: ignore[attr-defined]
    compare = _COMPARED.get(lookup or "exact")
    if compare is None or value is None or other is None:
        return None
    return bool(compare(value, other))
