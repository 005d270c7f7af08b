from django.db import migrations
from django.db.models.functions import Lower


def in_small_letters(apps, schema_editor):
    """As addresses are stored from now on; one that is there in small letters already stays two rows, for staff."""
    rows = apps.get_model("newsletter", "Subscriber").objects
    for pk, email in list(rows.exclude(email=Lower("email")).values_list("pk", "email")):
        if not rows.filter(email=email.lower()).exists():
            rows.filter(pk=pk).update(email=email.lower())


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0012_follow_a_species")]

    operations = [migrations.RunPython(in_small_letters, migrations.RunPython.noop)]
