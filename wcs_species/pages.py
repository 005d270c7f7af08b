"""Tells publishing what a species profile is."""

from publishing import kinds
from wcs_species import views
from wcs_species.documents import SpeciesProfile
from wcs_species.freeze import drafts, freeze
from wcs_species.models import Species
from wcs_species.problems import problems


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
            problems=problems,
            show=views.show,
        )
    )
