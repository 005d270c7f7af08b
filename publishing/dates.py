"""Years and days as editors write them: as precise as is known, and not ahead where they tell of what happened."""

import re
from datetime import date

from django.core.exceptions import ValidationError

_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def partial(value: str) -> None:
    """Refuse what is not a year, a year and month, or a day: 2008, 2008-06, 2008-06-30."""
    if not _PARTIAL.fullmatch(value) or (len(value) == 10 and not _is_day(value)):
        raise ValidationError("Write a year, a month or a day: 2008, 2008-06 or 2008-06-30.")


def in_words(value: str) -> str:
    """2008-06-30 as 30 June 2008, 2008-06 as June 2008, 2008 as it is."""
    if len(value) == 10:
        return f"{date.fromisoformat(value):%-d %B %Y}"
    return f"{date.fromisoformat(value + '-01'):%B %Y}" if len(value) == 7 else value


def behind(value: str) -> None:
    """Refuse a partial date that lies ahead."""
    if value > date.today().isoformat()[: len(value)]:
        raise ValidationError("That lies ahead. Write when it happened.")


def year_behind(value: int) -> None:
    """Refuse a year that lies ahead."""
    if value > date.today().year:
        raise ValidationError(f"{value} lies ahead. Write the year in which it happened.")


def day_behind(value: date) -> None:
    """Refuse a day that lies ahead."""
    if value > date.today():
        raise ValidationError("That day lies ahead.")


def years_later(day: date, years: int) -> date:
    """The same day so many years on; 28 February for a leap day that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
