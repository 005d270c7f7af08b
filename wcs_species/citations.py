"""How to cite a profile, in the forms that people and their programs take. It names the edition and its date."""

import json
from dataclasses import dataclass
from datetime import date

from publishing.models import Edition

# Content type of each form, by the ending of its address.
FORMS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
}


_ESCAPED = str.maketrans({"\\": r"\textbackslash{}", **{letter: f"\\{letter}" for letter in "{}%&#_$"}})


@dataclass(frozen=True, kw_only=True)
class Citation:
    """One edition of a page. `address` is its permanent one, `key` what reference managers call it."""

    organisation: str
    title: str
    number: int
    day: date
    address: str
    key: str

    @property
    def apa(self) -> str:
        """As the manual of the American Psychological Association (7th edition, 10.16) has web pages."""
        return (
            f"{self.organisation}. ({self.day:%Y, %B} {self.day.day}). {self.title} (Edition {self.number}). "
            f"{self.address}"
        )

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The endings of FORMS with the names readers know."""
        return (("bib", "BibTeX"), ("ris", "RIS"), ("json", "CSL-JSON"))

    def written(self, form: str) -> str:
        """In one of FORMS. Raises KeyError for another."""
        return {"bib": self.bibtex, "ris": self.ris, "json": self.csl}[form]()

    def bibtex(self) -> str:
        fields = {
            "author": f"{{{braced(self.organisation)}}}",
            "title": f"{{{braced(self.title)}}}",
            "year": str(self.day.year),
            "month": f"{self.day:%b}".lower(),
            "edition": str(self.number),
            "howpublished": "Web page",
            "url": self.address,
        }
        lines = "".join(
            f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items()
        )
        return f"@misc{{{self.key},\n{lines}}}\n"

    def ris(self) -> str:
        """Tags of the RIS format, each line ended as it says."""
        tags = [
            ("TY", "ELEC"),
            ("AU", self.organisation),
            ("TI", self.title),
            ("ET", str(self.number)),
            ("PY", str(self.day.year)),
            ("DA", f"{self.day:%Y/%m/%d}"),
            ("UR", self.address),
            ("ID", self.key),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {value}\r\n" for tag, value in tags)

    def csl(self) -> str:
        """An item of the Citation Style Language, version 1.0."""
        item = {
            "id": self.key,
            "type": "webpage",
            "title": self.title,
            "author": [{"literal": self.organisation}],
            "issued": {"date-parts": [[self.day.year, self.day.month, self.day.day]]},
            "edition": str(self.number),
            "URL": self.address,
        }
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def braced(text: str) -> str:
    """What BibTeX would take for a command is taken as it stands."""
    return text.translate(_ESCAPED)


def of_edition(edition: Edition, *, organisation: str, root: str) -> Citation:
    slug = edition.path.strip("/").split("/")[-1]
    return Citation(
        organisation=organisation,
        title=edition.title,
        number=edition.number,
        day=edition.in_force_from.date(),
        address=f"{root}{edition.path}editions/{edition.number}/",
        key=f"{slug}-{edition.number}",
    )
