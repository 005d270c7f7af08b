import django.core.validators
import django.db.models.deletion
import places.models
import publishing.dates
import re
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('places', '0001_initial'),
        ('places', '0002_who_checked'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('photos', '0001_squashed_0004_who_added_and_same_files'),
        ('publishing', '0001_squashed_0031_links_in_history'),
        ('sources', '0001_squashed_0003_merged_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.page')),
                ('slug', models.SlugField(error_messages={'unique': 'That address is taken by another page. Choose a different one.'}, help_text="The last part of the page's address: small letters, digits and hyphens. Readers see a new one when you publish; the old one then leads to it.", max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('^[-a-zA-Z0-9_]+\\Z'), 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.', 'invalid')], verbose_name='address')),
                ('checked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_on', models.DateField(editable=False, null=True)),
                ('review_by', models.DateField(editable=False, null=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('country', 'Country'), ('landscape', 'Landscape'), ('seascape', 'Seascape'), ('protected area', 'Protected area')], max_length=20)),
                ('countries', models.CharField(blank=True, help_text='Codes of the countries it lies in, with commas between: RU, CN.', max_length=120, validators=[places.models.known_countries])),
                ('latitude', models.DecimalField(blank=True, decimal_places=4, help_text='North is positive.', max_digits=7, null=True, verbose_name='latitude of the centre')),
                ('longitude', models.DecimalField(blank=True, decimal_places=4, help_text='East is positive.', max_digits=7, null=True, verbose_name='longitude of the centre')),
                ('area_km2', models.PositiveIntegerField(blank=True, null=True, verbose_name='area in km²')),
                ('area_source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.source')),
                ('established', models.CharField(blank=True, help_text='Year, or year-month-day, as far as it is known.', max_length=10, validators=[publishing.dates.partial])),
                ('established_source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.source')),
                ('summary', models.CharField(blank=True, help_text='One or two sentences, for lists and cards.', max_length=300)),
                ('body', models.TextField(blank=True, max_length=50000, verbose_name='text')),
                ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='photos.photo')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('latitude__isnull', True), models.Q(('latitude__gte', -90), ('latitude__lte', 90)), _connector='OR'), name='place_latitude_on_earth', violation_error_code='latitude', violation_error_message='A latitude lies between -90 and 90.'),
                    models.CheckConstraint(condition=models.Q(('longitude__isnull', True), models.Q(('longitude__gte', -180), ('longitude__lte', 180)), _connector='OR'), name='place_longitude_on_earth', violation_error_code='longitude', violation_error_message='A longitude lies between -180 and 180.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='place_centre_is_whole', violation_error_code='longitude', violation_error_message='Give both latitude and longitude, or neither.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PlaceFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('checked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_on', models.DateField(editable=False, null=True)),
                ('review_by', models.DateField(editable=False, null=True)),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sources.source')),
                ('unverified', models.BooleanField(default=False, help_text='Not checked yet: stays out of the published page and on the list of things to check.')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='places.place')),
                ('text', models.CharField(max_length=300)),
            ],
            options={
                'verbose_name': 'fact',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
    ]
