import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

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

    replaces = [
        ('publishing', '0001_initial'),
        ('publishing', '0002_intervals_never_overlap'),
        ('publishing', '0010_shared_links_and_ends'),
        ('publishing', '0020_corrections_restores_links'),
        ('publishing', '0030_bin'),
        ('publishing', '0031_links_in_history'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, unique=True)),
                ('ask_after', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('answer', models.CharField(blank=True, max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='Moment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='ContentState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveBigIntegerField(default=1)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_content_state')],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(editable=False, max_length=30)),
                ('language', models.CharField(default='en', editable=False, max_length=12)),
                ('translation_group', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(blank=True, editable=False, max_length=200, verbose_name='name in the draft')),
                ('draft_version', models.PositiveBigIntegerField(default=1, editable=False)),
                ('draft_changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('draft_changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('binned_at', models.DateTimeField(editable=False, null=True)),
                ('binned_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'name'],
            },
        ),
        migrations.CreateModel(
            name='KeptDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept_drafts', to='publishing.page')),
                ('document', models.TextField()),
                ('schema', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('why', models.CharField(max_length=300)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='publishing.page')),
                ('number', models.PositiveIntegerField()),
                ('document', models.TextField(help_text='Canonical JSON, as text: jsonb would rewrite keys and numbers.')),
                ('schema', models.PositiveSmallIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('in_force_from', models.DateTimeField()),
                ('in_force_until', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('draft_version', models.PositiveBigIntegerField(help_text='The draft it was made from.')),
                ('closed_at', models.DateTimeField(null=True)),
                ('copy_of', models.PositiveIntegerField(help_text='The number of the edition it puts in force again.', null=True)),
                ('is_minor', models.BooleanField(default=False, help_text='A comma: readers have no line of it in the history.')),
                ('correction', models.CharField(blank=True, help_text='What it corrects, said to readers.', max_length=600)),
                ('kind', models.CharField(max_length=30)),
                ('path', models.CharField(max_length=300)),
                ('title', models.CharField(max_length=200)),
                ('summary', models.CharField(blank=True, max_length=600)),
                ('sort_key', models.CharField(max_length=200)),
                ('facet', models.CharField(blank=True, help_text='What a list filters by, e.g. a Red List category.', max_length=30)),
                ('listed_on', models.DateField(help_text='The date a list of its kind is ordered by.', null=True)),
                ('card', models.TextField(blank=True, help_text='JSON: what a card shows beyond the columns.')),
                ('search_text', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['page', '-number'],
                'indexes': [
                    models.Index(fields=['page', 'in_force_from'], name='edition_by_page'),
                    models.Index(condition=models.Q(('in_force_until__isnull', True)), fields=['kind', 'sort_key'], name='edition_open_by_title'),
                    models.Index(condition=models.Q(('in_force_until__isnull', True)), fields=['kind', '-listed_on'], name='edition_open_by_date'),
                    models.Index(fields=['in_force_until'], name='edition_by_end'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('page', 'number'), name='edition_number_once_per_page'),
                    models.CheckConstraint(condition=models.Q(('in_force_until__isnull', True), ('in_force_until__gte', models.F('in_force_from')), _connector='OR'), name='edition_ends_after_it_begins', violation_error_message='An edition cannot end before it begins.'),
                    models.UniqueConstraint(condition=models.Q(('in_force_until__isnull', True)), fields=('page',), name='one_open_edition_per_page'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='publishing.page')),
                ('verb', models.CharField(choices=[('publish', 'published'), ('schedule', 'scheduled'), ('roll back', 'rolled back'), ('take down', 'took down'), ('close', 'took down for legal reasons, history included'), ('cancel', 'cancelled'), ('review', 'reviewed and found right'), ('restore', 'restored into the draft'), ('share', 'made a link that shows'), ('withdraw a link', 'withdrew the link that showed')], max_length=20)),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='publishing.edition')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('why', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Reference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='references', to='publishing.edition')),
                ('role', models.CharField(max_length=20)),
                ('target', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['target', 'role'], name='reference_by_target')],
                'constraints': [
                    models.UniqueConstraint(fields=('edition', 'role', 'target'), name='reference_once_per_edition'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(error_messages={'unique': 'That address already belongs to a page.'}, help_text='As a reader types it, in small letters, with the query string where the old site used one.', max_length=300, unique=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='routes', to='publishing.page')),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='SharedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shared_links', to='publishing.page')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='publishing.edition')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('seen_count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.RunPython(on_postgresql(ADD), on_postgresql(DROP)),
    ]
