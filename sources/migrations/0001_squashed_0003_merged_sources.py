import django.db.models.deletion
import publishing.dates
import sources.models
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('sources', '0001_initial'),
        ('sources', '0002_doi_archive_licence'),
        ('sources', '0003_merged_sources'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('doi', models.CharField(blank=True, help_text='10.1000/182, or the link that ends so.', max_length=150, validators=[sources.models.is_doi], verbose_name='DOI')),
                ('archived_url', models.URLField(blank=True, help_text='Where it can be read when its own link is dead.', max_length=500, verbose_name='archived copy')),
                ('author', models.CharField(blank=True, max_length=200)),
                ('publisher', models.CharField(blank=True, help_text='Who published it; our own organisation where it is our own record.', max_length=200)),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[publishing.dates.year_behind], verbose_name='year published')),
                ('accessed_on', models.DateField(blank=True, null=True, validators=[publishing.dates.day_behind], verbose_name='read on')),
                ('licence', models.CharField(blank=True, help_text='Under which it may be used: CC BY 4.0, all rights reserved…', max_length=100)),
                ('unverified', models.BooleanField(default=False, help_text='Nobody has checked this source yet: what rests on it is kept out of published pages.')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note for editors')),
            ],
            options={
                'ordering': ['title', 'url'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('url', ''), _negated=True), models.Q(('doi', ''), _negated=True), _connector='OR'), name='source_has_title_or_link', violation_error_code='title', violation_error_message='Give the source a title, a link or a DOI.'),
                    models.CheckConstraint(condition=models.Q(('year__isnull', True), models.Q(('year__gte', 1500), ('year__lte', 2100)), _connector='OR'), name='source_year_is_a_year', violation_error_code='year', violation_error_message='That is not a year of publication.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MergedSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(unique=True)),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='sources.source')),
            ],
        ),
    ]
