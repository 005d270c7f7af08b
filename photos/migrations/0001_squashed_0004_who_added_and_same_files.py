import django.db.models.deletion
import django.db.models.functions.datetime
import photos.choices
import photos.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('photos', '0001_initial'),
        ('photos', '0002_library'),
        ('photos', '0003_read_from_file'),
        ('photos', '0004_who_added_and_same_files'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('file', models.FileField(max_length=200, storage=photos.models.originals, upload_to='', verbose_name='picture')),
                ('alt_text', models.CharField(blank=True, help_text='What the picture shows, for someone who cannot see it. No “photo of”.', max_length=300, verbose_name='alt text')),
                ('is_decorative', models.BooleanField(default=False, help_text='Says nothing that the text does not: screen readers skip it.', verbose_name='decorative')),
                ('caption', models.CharField(blank=True, help_text='Each page may have a caption of its own.', max_length=300)),
                ('keywords', models.CharField(blank=True, help_text='With commas between them.', max_length=500)),
                ('credit', models.CharField(blank=True, max_length=200, verbose_name='photographer')),
                ('by_organisation', models.BooleanField(default=False, help_text='Search engines are told that it was no single person.', verbose_name='an organisation')),
                ('rights_holder', models.CharField(blank=True, max_length=200)),
                ('licence', models.CharField(blank=True, choices=[('rights-managed', 'Rights managed: used here by permission'), ('CC-BY-4.0', 'CC BY 4.0'), ('CC-BY-SA-4.0', 'CC BY-SA 4.0'), ('CC-BY-ND-4.0', 'CC BY-ND 4.0'), ('CC-BY-NC-4.0', 'CC BY-NC 4.0'), ('CC-BY-NC-SA-4.0', 'CC BY-NC-SA 4.0'), ('CC-BY-NC-ND-4.0', 'CC BY-NC-ND 4.0'), ('CC0-1.0', 'Public domain (CC0)'), ('PDM-1.0', 'Public domain (no known copyright)')], max_length=30)),
                ('licence_until', models.DateField(blank=True, help_text='The last day on which it may be shown, in UTC. The day after, it is gone from every page.', null=True, verbose_name='licence ends')),
                ('terms', models.TextField(blank=True, help_text='Readers see them beside the download.', max_length=1000, verbose_name='terms for the press')),
                ('may_download', models.BooleanField(default=False, help_text='Offers the large file, with the terms.', verbose_name='the press may download it')),
                ('taken_on', models.DateField(blank=True, null=True)),
                ('country', models.CharField(blank=True, choices=photos.choices.countries, max_length=2)),
                ('area', models.CharField(blank=True, help_text='The park, province or sea.', max_length=120)),
                ('spot', models.CharField(blank=True, help_text='Never published.', max_length=200, verbose_name='exact place')),
                ('latitude', models.DecimalField(blank=True, decimal_places=5, help_text='Degrees, south is negative. Never published.', max_digits=8, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=5, help_text='Degrees, west is negative. Never published.', max_digits=8, null=True)),
                ('show_place', models.CharField(choices=[('nothing', 'Nothing'), ('country', 'The country only'), ('area', 'The park or province and the country')], default='country', help_text='At most: a page tells less where its animal is in danger from those who look for it.', max_length=10, verbose_name='readers may learn')),
                ('focal_x', models.PositiveSmallIntegerField(default=50, verbose_name='focal point: from the left, %')),
                ('focal_y', models.PositiveSmallIntegerField(default=50, verbose_name='focal point: from the top, %')),
                ('crops', models.TextField(blank=True, default='{}', help_text='JSON: shape to [left, top, width, height] in thousandths, where somebody set it by hand.', validators=[photos.models.valid_crops])),
                ('is_complete', models.BooleanField(default=False, help_text='Credit, licence and alt text are given. Tick it when the description is done.', verbose_name='ready for pages')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('read_from_file', models.CharField(blank=True, editable=False, max_length=300)),
                ('width', models.PositiveIntegerField(default=0, editable=False)),
                ('height', models.PositiveIntegerField(default=0, editable=False)),
                ('sha256', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('copy', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('colour', models.CharField(blank=True, editable=False, max_length=7, verbose_name='average colour')),
                ('accent', models.CharField(choices=[('ochre', 'Ochre'), ('rust', 'Rust'), ('umber', 'Umber'), ('moss', 'Moss'), ('teal', 'Teal'), ('slate', 'Slate')], default='moss', editable=False, max_length=12)),
                ('recipe', models.CharField(blank=True, editable=False, max_length=40)),
                ('rendition_list', models.TextField(default='[]', editable=False)),
                ('made_list', models.TextField(default='[]', editable=False)),
                ('render_after', models.DateTimeField(editable=False, null=True)),
                ('render_tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('render_error', models.CharField(blank=True, editable=False, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='photos_added', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'permissions': [('view_spot', 'Can see exactly where a photo was taken')],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('sha256', ''), _negated=True), fields=('sha256', 'copy'), name='photo_same_file_once', violation_error_message='This file is here already.'),
                    models.CheckConstraint(condition=models.Q(('is_complete', False), models.Q(('credit', ''), _negated=True), _connector='OR'), name='complete_photo_has_credit', violation_error_code='credit', violation_error_message='Say who made the picture before it is marked ready for pages.'),
                    models.CheckConstraint(condition=models.Q(('is_complete', False), models.Q(('licence', ''), _negated=True), _connector='OR'), name='complete_photo_has_licence', violation_error_code='licence', violation_error_message='Choose the licence before the picture is marked ready for pages.'),
                    models.CheckConstraint(condition=models.Q(('is_complete', False), models.Q(('alt_text', ''), _negated=True), ('is_decorative', True), _connector='OR'), name='complete_photo_has_alt_text', violation_error_code='alt_text', violation_error_message='Say what the picture shows, or mark it decorative, before it is marked ready for pages.'),
                    models.CheckConstraint(condition=models.Q(('focal_x__lte', 100), ('focal_y__lte', 100)), name='photo_focal_point_inside', violation_error_code='focal_x', violation_error_message='The focal point lies inside the picture: 0 to 100 each way.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='photo_has_both_coordinates', violation_error_code='longitude', violation_error_message='Give both latitude and longitude, or neither.'),
                    models.CheckConstraint(condition=models.Q(('latitude__isnull', True), models.Q(('latitude__gte', -90), ('latitude__lte', 90)), _connector='OR'), name='photo_latitude', violation_error_code='latitude', violation_error_message='A latitude lies between −90 and 90.'),
                    models.CheckConstraint(condition=models.Q(('longitude__isnull', True), models.Q(('longitude__gte', -180), ('longitude__lte', 180)), _connector='OR'), name='photo_longitude', violation_error_code='longitude', violation_error_message='A longitude lies between −180 and 180.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(error_messages={'unique': 'There is a collection of that name.'}, max_length=120, unique=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('photos', models.ManyToManyField(blank=True, related_name='collections', to='photos.photo')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='photos.photo')),
                ('kind', models.CharField(choices=[('model', 'A person in the picture'), ('property', 'Property in the picture'), ('minor', 'A child in the picture, signed by a guardian')], max_length=10)),
                ('name', models.CharField(max_length=200, verbose_name='signed by')),
                ('file', models.FileField(blank=True, max_length=200, storage=photos.models.originals, upload_to=photos.models.release_name, verbose_name='signed form')),
                ('until', models.DateField(blank=True, help_text='Blank: it does not end.', null=True, verbose_name='ends')),
                ('note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('photo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='withdrawals', to='photos.photo')),
                ('photo_uid', models.UUIDField(db_index=True)),
                ('title', models.CharField(max_length=200)),
                ('credit', models.CharField(blank=True, max_length=400)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('why', models.CharField(max_length=300)),
                ('uses', models.TextField(blank=True, help_text='Where it was shown, a line each.')),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='photos.photo')),
                ('files', models.PositiveIntegerField(default=0, help_text='How many were deleted.')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
    ]
