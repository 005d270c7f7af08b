"""Hours as people say them: 09:00 in Vladivostok time."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError

AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
# Four digits that were not all typed yet, or one too many.
FIRST_YEAR, LAST_YEAR = 2000, 2999
MOMENT = "%-d %B %Y, %H:%M"


@cache
def choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """UTC, then the cities of each part of the world."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in AREAS and "/" in name)
    parts = [(area, [(name, city(name)) for name in names if name.split("/")[0] == area]) for area in AREAS]
    return [("UTC", "UTC"), *parts]


def city(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def words(moment: datetime, zone: str) -> str:
    """3 May 2027, 09:00 in Vladivostok time; in UTC without a word more."""
    if zone in ("", "UTC"):
        return f"{moment.astimezone(UTC):{MOMENT}} UTC"
    return f"{moment.astimezone(ZoneInfo(zone)):{MOMENT}} in {city(zone)} time"


def moment(wall: datetime, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of that zone show this day and hour.

    Raises ValidationError where they never do, or do twice, because they are put forward or back, and for a year
    that nobody can mean.
    """
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise ValidationError(f"Look at the year: it cannot be {wall.year}.", code="year")
    wall = wall.replace(tzinfo=None, fold=0)
    place = ZoneInfo(zone or "UTC")
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    shown = f"{wall:%H:%M} on {wall:%-d %B %Y}"
    if first.astimezone(place).replace(tzinfo=None, fold=0) != wall:
        later = first.astimezone(place)
        raise ValidationError(
            f"There is no {shown} in {city(zone)}: the clocks are put forward then. Choose {later:%H:%M}.", code="gap"
        )
    if first != second:
        raise ValidationError(
            f"{shown} comes twice in {city(zone)}: the clocks are put back then. Choose UTC as the zone and write "
            f"{first:{MOMENT}} for the first time, {second:{MOMENT}} for the second.",
            code="fold",
        )
    return first


def passed(at: datetime) -> bool:
    """Whether that moment is behind us, for a first answer in a form; the verbs ask the clock of the database."""
    return at <= datetime.now(UTC) - timedelta(seconds=1)
