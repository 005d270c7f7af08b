"""Makes room for rules that forms kept and tables did not. Alone, as PostgreSQL alters no table with pending deletes."""

from django.db import migrations

WITH_CRITERIA = ["CR", "EN", "VU", "NT", "E", "V", "R", "I", "LR/cd", "LR/nt", "LR/lc"]


def keep_one(apps, schema_editor):
    """One headline for each species, the newest; a count that is there twice once; criteria where they apply."""
    Count = apps.get_model("wcs_species", "Count")
    seen, headlines = set(), set()
    for count in Count.objects.order_by("-is_headline", "-year", "pk"):
        key = (count.series_id, count.year, count.low, count.high)
        if key in seen:
            count.delete()
            continue
        seen.add(key)
        if count.is_headline and count.species_id in headlines:
            Count.objects.filter(pk=count.pk).update(is_headline=False)
        elif count.is_headline:
            headlines.add(count.species_id)
    apps.get_model("wcs_species", "Assessment").objects.exclude(category__in=WITH_CRITERIA).update(criteria="")


class Migration(migrations.Migration):
    dependencies = [("wcs_species", "0004_where_photos_were_taken")]

    operations = [migrations.RunPython(keep_one, migrations.RunPython.noop)]
