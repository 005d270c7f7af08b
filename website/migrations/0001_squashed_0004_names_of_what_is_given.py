import django.core.validators
import django.db.models.deletion
import re
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('website', '0001_initial'),
        ('website', '0002_downloads_videos_glossary'),
        ('website', '0003_newsletter_rhythm'),
        ('website', '0004_names_of_what_is_given'),
    ]

    initial = True

    dependencies = [
        ('photos', '0001_squashed_0004_who_added_and_same_files'),
        ('publishing', '0001_squashed_0031_links_in_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(error_messages={'unique': 'That word is explained already.'}, max_length=60, unique=True)),
                ('slug', models.SlugField(editable=False, max_length=70, unique=True)),
                ('forms', models.CharField(blank=True, help_text='Plurals and the like, with commas between: mature individual, mature animals.', max_length=200, verbose_name='other forms')),
                ('meaning', models.CharField(help_text='One or two sentences that a twelve-year-old understands.', max_length=400)),
            ],
            options={
                'verbose_name': 'glossary term',
                'ordering': ['word'],
            },
        ),
        migrations.CreateModel(
            name='Download',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(help_text='What it is, for readers: Annual report 2025.', max_length=120)),
                ('name', models.CharField(editable=False, max_length=100)),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='size in bytes')),
                ('pages', models.PositiveIntegerField(editable=False)),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
            ],
            options={
                'ordering': ['title'],
                'constraints': [
                    models.UniqueConstraint(fields=('name',), name='download_once', violation_error_message='That file is here already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PlainPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.page')),
                ('slug', models.SlugField(error_messages={'unique': 'That address is taken by another page. Choose a different one.'}, help_text="The last part of the page's address: small letters, digits and hyphens. Readers see a new one when you publish; the old one then leads to it.", max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('^[-a-zA-Z0-9_]+\\Z'), 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.', 'invalid')], verbose_name='address')),
                ('title', models.CharField(max_length=120)),
                ('lead', models.CharField(blank=True, help_text='The sentence under the title, also used in lists.', max_length=300)),
                ('body', models.TextField(blank=True, max_length=100000, verbose_name='text')),
                ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='photos.photo')),
                ('has_press_contact', models.BooleanField(default=False, help_text='Shows both, as the site settings have them, and the latest news under the text.', verbose_name='media contact and boilerplate')),
                ('is_unlisted', models.BooleanField(default=False, help_text='For pages one only comes to from elsewhere, such as the thanks after a gift.', verbose_name='keep out of search and site map')),
            ],
            options={
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='PageVideo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='videos', to='website.plainpage')),
                ('title', models.CharField(max_length=120)),
                ('url', models.URLField(max_length=500, verbose_name='address')),
                ('length', models.CharField(blank=True, help_text='3 min 20 s', max_length=20)),
                ('poster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='photos.photo')),
            ],
            options={
                'verbose_name': 'video',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MenuItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('where', models.CharField(choices=[('head', 'Head'), ('foot', 'Foot')], default='head', max_length=10)),
                ('title', models.CharField(max_length=40, verbose_name='words')),
                ('page', models.ForeignKey(blank=True, help_text='Shown only while that page is live.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.page')),
                ('url', models.CharField(blank=True, help_text='A section, /species/, or another site, https://…', max_length=300, verbose_name='or an address')),
            ],
            options={
                'ordering': ['where', 'position', 'pk'],
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('page__isnull', False), ('url', '')), models.Q(('page__isnull', True), models.Q(('url', ''), _negated=True)), _connector='OR'), name='menu_item_leads_somewhere', violation_error_code='url', violation_error_message='Choose a page or write an address, one of the two.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PagePhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='photos.photo')),
                ('caption', models.CharField(blank=True, help_text='Here; blank takes the photo’s own.', max_length=300)),
                ('alt_text', models.CharField(blank=True, help_text='Here; blank takes the photo’s own.', max_length=300, verbose_name='alt text')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='website.plainpage')),
            ],
            options={
                'verbose_name': 'photo',
                'ordering': ['position', 'pk'],
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('owner', 'photo'), name='photo_once_per_plain_page', violation_error_code='photo', violation_error_message='That photo is already on this page.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PageDownload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='downloads', to='website.plainpage')),
                ('download', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='website.download')),
            ],
            options={
                'verbose_name': 'download',
                'ordering': ['position', 'pk'],
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('owner', 'download'), name='download_once_per_plain_page', violation_error_code='download', violation_error_message='That download is already on this page.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name of the organisation')),
                ('tagline', models.CharField(blank=True, max_length=160)),
                ('mission', models.TextField(blank=True, help_text='On the home page.', max_length=600, verbose_name='what we do and for whom')),
                ('charity_number', models.CharField(blank=True, max_length=60)),
                ('postal_address', models.TextField(blank=True, max_length=300)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='address that a person reads')),
                ('newsletter_rhythm', models.CharField(default='about once a month', help_text='Beside the form to sign up: “… writes it, about once a month.”', max_length=80, verbose_name='how often the newsletter comes')),
                ('donate_url', models.CharField(help_text='An address, or the path of a page here: /donate/', max_length=300, verbose_name='donate link')),
                ('donate_code_name', models.CharField(blank=True, default='campaign', help_text='As your payment service calls it, such as utm_campaign. Blank: no code is added.', max_length=40, verbose_name='donate link: name of the campaign code')),
                ('donate_amount_name', models.CharField(blank=True, default='amount', help_text='As your payment service calls it. Blank: no amount is added.', max_length=40, verbose_name='donate link: name of the amount')),
                ('media_contact', models.CharField(blank=True, help_text='Name, telephone, e-mail.', max_length=200)),
                ('boilerplate', models.TextField(blank=True, help_text='The paragraph about us under a release.', max_length=1500)),
                ('lead_photo', models.ForeignKey(blank=True, help_text='At the top of the home page.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='photos.photo')),
                ('lead_page', models.ForeignKey(blank=True, help_text='The page that the home page opens with.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publishing.page', verbose_name='lead story')),
            ],
            options={
                'verbose_name': 'site settings',
                'verbose_name_plural': 'site settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_site_settings')],
            },
        ),
    ]
