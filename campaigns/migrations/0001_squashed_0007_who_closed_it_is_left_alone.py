import campaigns.models
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('campaigns', '0001_initial'),
        ('campaigns', '0002_banner'),
        ('campaigns', '0003_appeal_species'),
        ('campaigns', '0004_numbers_of_profiles'),
        ('campaigns', '0005_from_words_to_counts'),
        ('campaigns', '0006_counts_only'),
        ('campaigns', '0007_who_closed_it_is_left_alone'),
    ]

    initial = True

    dependencies = [
        ('photos', '0001_squashed_0004_who_added_and_same_files'),
        ('publishing', '0001_squashed_0031_links_in_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('live_from', models.DateTimeField(blank=True, help_text='Blank: a draft, never shown.', null=True, verbose_name='shown from')),
                ('live_until', models.DateTimeField(blank=True, help_text='Blank: until you say otherwise.', null=True, verbose_name='shown until')),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(max_length=1000)),
                ('photo', models.ForeignKey(limit_choices_to={'is_complete': True}, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='photos.photo')),
                ('button', models.CharField(default='Donate', max_length=60, verbose_name='words of the button')),
                ('url', models.CharField(blank=True, help_text='An address, https://…, or a path of this site. Blank: the donate link of the site settings.', max_length=300, validators=[campaigns.models.leads_somewhere], verbose_name='address')),
                ('code', models.CharField(blank=True, help_text='Added to the address, so that gifts can be told apart. Blank: none.', max_length=60, validators=[campaigns.models.is_a_code], verbose_name='campaign code')),
                ('currency', models.CharField(choices=[('GBP', '£, pounds sterling'), ('EUR', '€, euros'), ('USD', '$, US dollars'), ('CAD', 'CA$, Canadian dollars'), ('AUD', 'A$, Australian dollars'), ('CHF', 'CHF, Swiss francs'), ('INR', '₹, Indian rupees')], default='GBP', max_length=3)),
                ('pages', models.ManyToManyField(blank=True, help_text='In place of any other appeal. None: on every page that tells of something.', related_name='+', to='publishing.page', verbose_name='only on these pages')),
            ],
            options={
                'ordering': ['-live_from', '-pk'],
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('live_until__isnull', True), models.Q(('live_from__isnull', False), ('live_until__gt', models.F('live_from'))), _connector='OR'), name='appeal_ends_after_it_begins', violation_error_code='live_until', violation_error_message='It must end after it begins.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AppealAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amounts', to='campaigns.appeal')),
                ('amount', models.PositiveIntegerField()),
                ('buys', models.CharField(blank=True, help_text='batteries for a camera', max_length=80, verbose_name='what it pays for')),
            ],
            options={
                'verbose_name': 'amount',
                'verbose_name_plural': 'amounts to suggest',
                'ordering': ['position', 'pk'],
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gte', 1), ('amount__lte', 1000000)), name='appeal_amount_is_a_gift', violation_error_code='amount', violation_error_message='Write an amount from 1 to 1,000,000.'),
                    models.UniqueConstraint(fields=('appeal', 'amount'), name='appeal_amount_once', violation_error_code='amount', violation_error_message='That amount is there already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Banner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('live_from', models.DateTimeField(blank=True, help_text='Blank: a draft, never shown.', null=True, verbose_name='shown from')),
                ('live_until', models.DateTimeField(blank=True, help_text='Blank: until you say otherwise.', null=True, verbose_name='shown until')),
                ('text', models.CharField(help_text='One sentence. It stands above everything else, so be brief.', max_length=200)),
                ('link_title', models.CharField(blank=True, max_length=60, verbose_name='link: words')),
                ('link_url', models.CharField(blank=True, help_text='An address, https://…, or a path of this site: /newsroom/', max_length=300, validators=[campaigns.models.leads_somewhere], verbose_name='link: address')),
            ],
            options={
                'ordering': ['-live_from', '-pk'],
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('live_until__isnull', True), models.Q(('live_from__isnull', False), ('live_until__gt', models.F('live_from'))), _connector='OR'), name='banner_ends_after_it_begins', violation_error_code='live_until', violation_error_message='It must end after it begins.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('link_title', ''), ('link_url', '')), models.Q(models.Q(('link_title', ''), _negated=True), models.Q(('link_url', ''), _negated=True)), _connector='OR'), name='banner_link_has_words_and_address', violation_error_code='link_url', violation_error_message='A link needs both its words and its address.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('live_from', models.DateTimeField(blank=True, help_text='Blank: a draft, never shown.', null=True, verbose_name='shown from')),
                ('live_until', models.DateTimeField(blank=True, help_text='Blank: until you say otherwise.', null=True, verbose_name='shown until')),
                ('title', models.CharField(max_length=120)),
                ('slug', models.SlugField(error_messages={'unique': 'That address is taken by another campaign. Choose a different one.'}, help_text='It has a page of its own as well, /campaigns/…/: small letters, digits and hyphens.', max_length=80, unique=True, verbose_name='address')),
                ('text', models.TextField(max_length=1000)),
                ('photo', models.ForeignKey(blank=True, help_text='With its credit and alt text from the library.', limit_choices_to={'is_complete': True}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='photos.photo')),
                ('link_title', models.CharField(blank=True, help_text='Donate, or what else one can do. Blank: no button.', max_length=60, verbose_name='button: words')),
                ('link_url', models.CharField(blank=True, help_text='An address, https://…, or a path of this site, /species/. Blank: the donate link of the site settings.', max_length=300, validators=[campaigns.models.leads_somewhere], verbose_name='button: address')),
                ('code', models.CharField(blank=True, help_text='Added to the donate link, so that gifts can be told apart. Blank: the last part of its address.', max_length=60, validators=[campaigns.models.is_a_code], verbose_name='campaign code')),
                ('on_home', models.BooleanField(default=True, verbose_name='the home page')),
                ('on_every_species', models.BooleanField(default=False, verbose_name='every species page')),
                ('on_news', models.BooleanField(default=False, verbose_name='every news item')),
                ('on_places', models.BooleanField(default=False, verbose_name='every place')),
                ('again', models.CharField(choices=[('once', 'Once'), ('daily', 'Once a day'), ('weekly', 'Once a week')], default='once', help_text="Who closes it does not see it again. The visitor's own browser remembers it; we do not.", max_length=10, verbose_name='how often a visitor sees it')),
                ('rank', models.PositiveSmallIntegerField(default=5, help_text='Where several could lie over a page, the one with the lowest number does; of equals, the latest to begin.', verbose_name='place in the queue')),
                ('pages', models.ManyToManyField(blank=True, help_text='Species, news items and places.', limit_choices_to={'kind__in': ['species', 'news', 'place']}, related_name='+', to='publishing.page', verbose_name='and these pages')),
            ],
            options={
                'ordering': ['rank', '-live_from', '-pk'],
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('live_until__isnull', True), models.Q(('live_from__isnull', False), ('live_until__gt', models.F('live_from'))), _connector='OR'), name='campaign_ends_after_it_begins', violation_error_code='live_until', violation_error_message='It must end after it begins.'),
                    models.CheckConstraint(condition=models.Q(('link_url', ''), models.Q(('link_title', ''), _negated=True), _connector='OR'), name='campaign_button_has_words', violation_error_code='link_title', violation_error_message='Write what the button says.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CampaignDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days_counted', to='campaigns.campaign')),
                ('day', models.DateField()),
                ('shown', models.PositiveIntegerField(default=0)),
                ('closed', models.PositiveIntegerField(default=0)),
                ('followed', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-day'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'day'), name='campaign_day_once')],
            },
        ),
        migrations.CreateModel(
            name='CampaignNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='campaigns.campaign')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.page')),
                ('count', models.UUIDField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'number',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
    ]
