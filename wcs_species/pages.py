"""Tells publishing what a species profile is."""

from publishing import kinds
from wcs_species import upgrades, views
from wcs_species.documents import SpeciesProfile
from wcs_species.freeze import drafts, freeze
from wcs_species.models import Species
from wcs_species.sections import SECTIONS
from wcs_species.thaw import THAW


def register() -> None:
    kinds.register(
        kinds.Kind(
            name="species",
            label="Species",
            model=Species,
            document=SpeciesProfile,
            prefix="/species/",
            drafts=drafts,
            freeze=freeze,
            show=views.show,
            sections=SECTIONS,
            thaw=THAW,
            figure=views.figure,
            upgrades={1: upgrades.from_1},
        )
    )
