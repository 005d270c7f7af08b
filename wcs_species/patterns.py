"""How people write of an animal’s numbers, sizes, status and listings: the patterns that contradictions are found by.

They are written over several lines, so a space in them is escaped.
"""

import re
from functools import cache

from wcs_species import choices
from wcs_species.quantities import QUANTITY

_YEAR = r"(?:1[89]|20)\d\d"
_NAME = r"(?-i:[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+)*)"
_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Spring|Summer|Autumn|Fall|Winter"
)
# Red List categories by the words a sentence may have for them.
MARKS = {choices.Category(code).label.lower(): code for code in (*choices.LADDER, choices.Category.DD)}
_MARK = "|".join(re.escape(label) for label in sorted(MARKS, key=len, reverse=True))
_CAPITAL_MARK = _MARK.title().replace("In\\ The", "in\\ the")
_UNITS = {
    "kg": r"kg|kilo(?:gram(?:me)?)?s?",
    "lb": r"pounds?|lbs?",
    "t": r"tonnes?|(?:metric\ )?tons?",
    "g": r"grams?|grammes?|g",
    "km2": r"km²|km2|square\ kilomet(?:re|er)s?",
    "sq mi": r"sq\ mi|square\ miles?",
    "ha": r"hectares?|ha",
    "cm": r"cm|centimet(?:re|er)s?",
    "mm": r"mm|millimet(?:re|er)s?",
    "in": r"inch(?:es)?",
    "ft": r"feet|foot|ft",
    "m": r"met(?:re|er)s?|m",
}
_UNIT = "|".join(f"(?P<{unit.replace(' ', '_')}>{words})" for unit, words in _UNITS.items())

_PATTERNS = {
    "year": rf"(?<![\d,./–-]){_YEAR}(?![\ds]|,\d)",
    "name": _NAME,
    # Counts
    "population": rf"\bpopulation\s+(?:[^\W\d]+\s+){{0,3}}?(?P<quantity>{QUANTITY})(?=\s*(?:[.,;)]|$|in\b))"
    r"(?P<kind>)(?P<adults>(?!))?(?P<pairs>(?!))?(?P<nests>(?!))?",
    # The cat is “one of about 40” in existence.
    "one of": rf"\bone\s+of\s+(?P<quantity>{QUANTITY})(?=\s+(?:in\ existence|in\ the\ wild|left|remaining|alive)\b)"
    r"(?P<kind>)(?P<adults>(?!))?(?P<pairs>(?!))?(?P<nests>(?!))?",
    # 91 adults in 2018 “and 129” in 2024.
    "and then": rf"{QUANTITY}(?=\s+(?:in|for|by)\s+{_YEAR}\b)",
    "how many before it": r"""\b(?:there\ (?:are|were|may\ be)|populations?|number(?:s|ed|ing)?|totals?
        |count(?:s|ed)?|census|estimate[sd]?|home\ to|holds?|shelters?|found|finds|reports?|told|sp[eo]a?ks?e?\ of
        |says?|gives?|remain\w*|leaves?|left|one\ of|only|just|has|have|had|surviv\w+|liv(?:e|es|ing))\b""",
    "how many after it": r"""^[\w\s’'-]{0,40}?\b(?:remain\w*|left|live|lives|living|exist|existence|survive|roam
        |alive|in\ the\ wild|in\ all|known|still|inhabit|worldwide|in\ the\ world)\b""",
    "some of them": r"""\b(?:kill\w*|died?|dead|shot|poach\w*|lost|lose|born|releas\w*|freed|caught|captur\w*
        |collar\w*|moved|tagged|hatch\w*|examin\w*|radio|by\ train|zoos?|captivity|photos|pictures|every)\b""",
    "place": rf"\b(?:in|on|at|around|near|inside|within|across)\s+(?:the\s+)?({_NAME})",
    "no place": rf"""(?:{_MONTH}|Asia|Africa|Europe|Americas?|CITES|IUCN|WCS|WWF|Appendi\w+|Red\ List|{_MARK})\b""",
    "everywhere": r"\b(?:world|worldwide|in\ the\ wild|in\ all|altogether|remain\w*|left|surviv\w+|population)\b",
    # Of years: what began or ended then is not of that year.
    "from then on": r"\b(?:since|until|till|before|after|founded\ in|born\ in)\s+(?:the\s+|about\s+)?$",
    "of then": r"\b(?:at\ that\ time|by\ then|(?:that|same)\ (?:year|season|winter|census|survey|count))\b",
    "another year": r"\b(?:the|a|one)\ year\ (?:before|earlier|ago)|\byears\ (?:before|earlier|ago)|\blast\ year",
    # Sizes
    "male": r"\b(?:males?|bulls?|toms?|silverbacks?|he)\b",
    "female": r"\b(?:females?|cows?|tigress\w*|lioness\w*|mothers?|she)\b",
    "at birth": r"\b(?:at\ birth|new-?born|calf|calves|cubs?|infants?|chicks?)\b",
    # Status and law
    "mark": rf"""(?-i:\b(?P<name>{_CAPITAL_MARK})\b)
        |(?:(?<=\bis\ )|(?<=\bas\ )|(?<=\bit\ )|(?<=\bare\ )|(?<=\bnow\ )|(?<=\bstill\ )|(?<=\bremains\ )
          |(?<=considered\ ))(?P<mark>{_MARK})\b(?!\s+(?:to|of|in)\b)""",
    "mark of old": r"\b(?:from|until|was|were|before|earlier|once|used\ to\ be|formerly|moved|changed|then)\b",
    "assessed in": rf"""\b(?:Red\ List|IUCN)\b[\w\s’]{{0,30}}?\bassess\w*\s+(?:of|in)\s+(?P<list>{_YEAR})
        |\bassess(?:ed|ment)\b(?:\s+\w+){{0,6}}?\s+(?:of|in)\s+(?P<assessed>{_YEAR})
        |\bcategory\b[\w\s]{{0,30}}?\bin\s+(?P<category>{_YEAR})""",
    "appendix": r"\bAppendi(?:x|ces)\s+(I{1,3})\b(?:\s*(?:and|or|,)\s*(I{1,3})\b)?",
    "migratory": r"\bCMS\b|migratory|Bonn",
    "listed since": rf"""\b(?:in\ force|listed|protected|banned|on|under)\b[^.;]{{0,60}}?\b(?:since|from|in)\s+
        (?:\d+\s+)?(?:\w+\s+)?({_YEAR})""",
    "agreed": r"\b(?:agree\w*|adopt\w*|decid\w*|vot\w*|propos\w*|conference|put)\b",
    # Actions
    "since": rf"\b(?:since|began\ in|started\ in|from)\s+({_YEAR})",
    "until": rf"\b(?:until|ended\ in|ends\ in)\s+({_YEAR})",
    "sized": rf"{QUANTITY}[\s-]?(?:{_UNIT})(?!\w)",
}
_MEASURED = {
    r"weigh\w*|heavy|heavier": ("weight",),
    r"shoulders?": ("shoulder height",),
    r"tall|stands?|upright": ("standing height", "shoulder height"),
    r"tail": ("tail",),
    r"horns?": ("horn length",),
    r"fur|coat|hair": ("fur length",),
    r"shells?|carapace": ("shell length",),
    r"home\ ranges?|territor(?:y|ies)|ranges?\ over": ("home range",),
    r"long|length|body|nose": ("head-body", "body length"),
}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Compiled when first asked for: together they take a tenth of a second, which no process should start with."""
    return _compiled(_PATTERNS[name])


@cache
def measured() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    """What is measured, by the pattern of the words that say so."""
    return [(_compiled(rf"\b(?:{words})\b"), kinds) for words, kinds in _MEASURED.items()]


def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(words, re.VERBOSE | re.IGNORECASE)


def unit_of(sized: re.Match[str]) -> str:
    """The unit of a match of “sized”, as the form has it."""
    return next(unit for unit in _UNITS if sized[unit.replace(" ", "_")])


def counted(nouns: set[str], unchanging: set[str]) -> re.Pattern[str]:
    """A number of animals that have these names; `unchanging` may be names that are the same for one and for many."""
    names, same = ("|".join(sorted(map(re.escape, words), key=len, reverse=True)) for words in (nouns, unchanging))
    return _compiled(
        rf"""(?P<quantity>{QUANTITY})\s+(?:of\s+(?:the|these|those|its|all)\s+)?
        (?P<kind>(?:(?!(?:of|in|on|by|and|or|for|to|from|years?|per|cent|times|different|more|other)\b)[^\W\d][\w’-]*\s+)
          {{0,4}}?)
        (?:(?P<adults>adults?\b(?!\s+(?:fe)?males?))|(?P<pairs>pairs\b(?!\s+of\s+(?!{names})))|(?P<nests>nests\b)
          |(?:{names})\b
          |(?:{same})\b(?=\s*(?:[.,;:!?)]|$|(?:are|were|remain|live|left|survive|in|still|exist)\b)))"""
    )
