"""Each number that was typed becomes the count of a profile that says it; one that no profile says moves, with its
year and source, into the words of its campaign."""

import re
import uuid

from django.db import migrations
from django.utils.text import slugify


def pick_counts(apps, schema_editor):
    campaign_model = apps.get_model("campaigns", "Campaign")
    count_model = apps.get_model("wcs_species", "Count")
    for campaign in campaign_model.objects.all():
        campaign.slug = free_slug(campaign_model, campaign)
        campaign.pages.set(animal.page_id for animal in campaign.species.all())
        for number in campaign.numbers.select_related("source"):
            bounds = [int(digits.replace(",", "")) for digits in re.findall(r"\d[\d,]*", number.number)]
            counts = count_model.objects.filter(year=number.year, source=number.source_id, unverified=False)
            found = [count for count in counts.select_related("species") if says(count, bounds)]
            if len(found) == 1:
                number.count, number.profile_id = found[0].uid, found[0].species.page_id
                number.save()
            else:
                source = number.source.publisher or number.source.author or number.source.title or number.source.url
                campaign.text += f"\n\n{number.number} {number.label}, {number.year} (source: {source})."
                number.delete()
        campaign.save()


def free_slug(model, campaign):
    slug = slugify(campaign.title)[:70] or uuid.uuid4().hex[:12]
    taken = model.objects.filter(slug=slug).exists()
    return f"{slug}-{campaign.pk}" if taken else slug


def says(count, bounds):
    return bounds == [bound for bound in dict.fromkeys((count.low, count.high)) if bound is not None]


def keep_pages(apps, schema_editor):
    for appeal in apps.get_model("campaigns", "Appeal").objects.all():
        appeal.pages.set(animal.page_id for animal in appeal.species.all())


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0004_numbers_of_profiles"),
        ("wcs_species", "0002_sizes_of_more_animals"),
    ]

    operations = [migrations.RunPython(pick_counts), migrations.RunPython(keep_pages)]
