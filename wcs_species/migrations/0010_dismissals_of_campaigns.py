from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_pages_by_uid(apps, schema_editor):
    page = apps.get_model("publishing", "Page").objects.filter(pk=OuterRef("page"))
    apps.get_model("wcs_species", "Dismissal").objects.update(of=Subquery(page.values("uid")))


class Migration(migrations.Migration):
    dependencies = [("wcs_species", "0009_who_checked")]

    operations = [
        migrations.RemoveConstraint(model_name="dismissal", name="dismissed_once"),
        migrations.AddField(model_name="dismissal", name="of", field=models.UUIDField(null=True)),
        migrations.RunPython(name_pages_by_uid, elidable=True),
        migrations.RemoveField(model_name="dismissal", name="page"),
        migrations.AlterField(model_name="dismissal", name="of", field=models.UUIDField()),
        migrations.AddConstraint(
            model_name="dismissal",
            constraint=models.UniqueConstraint(fields=("of", "key"), name="dismissed_once"),
        ),
    ]
