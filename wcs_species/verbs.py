"""Acts on a species that the admin, imports and demo content share."""

from django.db import transaction

from publishing import verbs
from wcs_species.models import Species, SpeciesPhoto


def number_photos(species: Species) -> None:
    """Every photo of this draft has a number, which is part of an address and never given to another photo."""
    unnumbered = [use for use in species.photos.all() if not use.number]
    if not unnumbered:
        return
    with transaction.atomic():
        verbs.lock(species.page)
        last = Species.objects.values_list("last_photo_number", flat=True).get(pk=species.pk)
        for number, use in enumerate(unnumbered, start=last + 1):
            use.number = number
        SpeciesPhoto.objects.bulk_update(unnumbered, ["number"])
        species.last_photo_number = last + len(unnumbered)
        species.save(update_fields=["last_photo_number"])
