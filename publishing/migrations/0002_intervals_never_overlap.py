from django.db import migrations

# The page as a range of one number: equality under GiST without the btree_gist extension.
ADD = """
ALTER TABLE publishing_edition ADD CONSTRAINT editions_of_a_page_never_overlap
EXCLUDE USING gist (int8range(page_id, page_id, '[]') WITH &&, tstzrange(in_force_from, in_force_until) WITH &&)
"""
DROP = "ALTER TABLE publishing_edition DROP CONSTRAINT editions_of_a_page_never_overlap"


def on_postgresql(sql):
    """SQLite has no exclusion constraint: there the one writer at a time, under the verbs, keeps the rule."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]
    operations = [migrations.RunPython(on_postgresql(ADD), on_postgresql(DROP))]
