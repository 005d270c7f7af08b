import django.db.models.deletion
import publishing.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('newsletter', '0001_initial'),
        ('newsletter', '0010_issues'),
        ('newsletter', '0011_exports'),
        ('newsletter', '0012_follow_a_species'),
        ('newsletter', '0013_addresses_in_small_letters'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('newsroom', '0001_initial'),
        ('photos', '0001_squashed_0004_who_added_and_same_files'),
        ('publishing', '0001_squashed_0031_links_in_history'),
        ('wcs_species', '0001_squashed_0009_who_checked'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=254, unique=True)),
                ('minute', models.DateTimeField()),
                ('taken', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True, verbose_name='keyed hash')),
                ('why', models.CharField(choices=[('erased', 'Erased at their wish'), ('bounced', 'Mail came back'), ('complained', 'Complained')], max_length=20)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('rows', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='SignUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('page', models.CharField(help_text='The path of the page the form stood on.', max_length=300)),
                ('wording', models.PositiveSmallIntegerField(help_text='The version of the words that were agreed to.')),
                ('topics', models.JSONField(default=list, help_text='The slugs of the topics that were ticked.')),
                ('network', models.CharField(blank=True, help_text='A keyed hash of the network it came from.', max_length=64)),
                ('origin', models.CharField(blank=True, help_text="The visitor's network: the address, cut short.", max_length=45)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(condition=models.Q(('handled_at__isnull', True)), fields=['id'], name='signup_waiting'),
                    models.Index(fields=['network', 'at'], name='signup_by_network'),
                    models.Index(fields=['at'], name='signup_by_time'),
                    models.Index(condition=models.Q(('handled_at__isnull', False)), fields=['handled_at'], name='signup_handled'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(error_messages={'unique': 'There is a topic of that name.'}, max_length=130, unique=True)),
                ('slug', models.SlugField(help_text='Kept in what people agreed to: never reuse one.', max_length=60, unique=True)),
                ('species', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wcs_species.species')),
                ('is_offered', models.BooleanField(default=True, help_text='Untick it to offer it no more, or on the page of its species alone; who chose it keeps it.', verbose_name='offered on every page')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place in the list')),
            ],
            options={
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(help_text='Normalised: the domain in small letters.', max_length=254, unique=True)),
                ('state', models.CharField(choices=[('pending', 'Pending: not confirmed yet'), ('confirmed', 'Confirmed'), ('unsubscribed', 'Unsubscribed'), ('suppressed', 'Suppressed: bounced or complained')], default='pending', max_length=20)),
                ('paused_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('topics', models.ManyToManyField(blank=True, related_name='subscribers', to='newsletter.topic')),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('export_subscriber', 'Can take the list away as a file'), ('import_subscriber', 'Can import a list with proof of consent')],
                'indexes': [
                    models.Index(condition=models.Q(('state', 'pending')), fields=['changed_at'], name='subscriber_pending'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(editable=False, null=True, unique=True)),
                ('subject', models.CharField(help_text='Phones show the first forty characters.', max_length=120)),
                ('preheader', models.CharField(blank=True, help_text='The sentence that mail programs show beside the subject.', max_length=160)),
                ('reply_to', models.EmailField(blank=True, help_text='A person reads it. Blank: the address in the site settings.', max_length=254, verbose_name='answers go to')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('scheduled', 'Scheduled'), ('sending', 'Being sent'), ('paused', 'Paused'), ('sent', 'Sent'), ('cancelled', 'Cancelled')], default='draft', editable=False, max_length=20)),
                ('send_at', models.DateTimeField(editable=False, null=True)),
                ('not_later_than', models.DateTimeField(editable=False, null=True)),
                ('written_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_at', models.DateTimeField(editable=False, null=True)),
                ('why', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it stands still')),
                ('started_at', models.DateTimeField(editable=False, null=True)),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
                ('document', models.TextField(blank=True, editable=False)),
                ('html', models.TextField(blank=True, editable=False)),
                ('text', models.TextField(blank=True, editable=False)),
                ('lanes', models.JSONField(default=list, editable=False)),
                ('topics', models.ManyToManyField(blank=True, help_text='None: everybody. Else those who chose one of them, and those who chose none.', to='newsletter.topic')),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('approve_issue', 'Can approve issues that others wrote, for sending')],
                'indexes': [models.Index(fields=['state', 'send_at'], name='issue_by_state')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), ('written_by__isnull', True), models.Q(('approved_by', models.F('written_by')), _negated=True), _connector='OR'), name='issue_approved_by_another', violation_error_message='Somebody else has to approve what you wrote.'),
                    models.CheckConstraint(condition=models.Q(('not_later_than__isnull', True), ('not_later_than__gt', models.F('send_at')), _connector='OR'), name='issue_ends_after_it_begins', violation_error_message='The last hour to send must come after the first.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='newsletter.subscriber')),
                ('act', models.CharField(choices=[('asked', 'Asked for the newsletter'), ('confirmed', 'Confirmed by the link in the mail'), ('withdrawn', 'Unsubscribed'), ('imported', 'Agreed elsewhere, imported with proof'), ('changed', 'Changed address or interests')], max_length=20)),
                ('wording', models.PositiveSmallIntegerField(help_text='The version of the words that were agreed to.', null=True)),
                ('words', models.TextField(blank=True, help_text='Those words, as they stood on the page.')),
                ('page', models.CharField(blank=True, max_length=300)),
                ('how', models.CharField(blank=True, help_text='By which link or form.', max_length=300)),
                ('topics', models.JSONField(default=list, help_text='The slugs of the interests chosen with it.')),
                ('origin', models.CharField(blank=True, help_text="The visitor's network: the address, cut short.", max_length=45)),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsletter.issue')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='newsletter.issue')),
                ('subscriber', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliveries', to='newsletter.subscriber')),
                ('state', models.PositiveSmallIntegerField(choices=[(0, 'Waiting'), (1, 'Next in line'), (2, 'Being sent'), (3, 'To be tried again'), (10, 'Sent'), (11, 'Failed'), (12, 'Unknown: sent, but nobody confirmed it'), (13, 'Skipped: no longer subscribed'), (14, 'Came back')], default=0)),
                ('lane', models.CharField(blank=True, max_length=254)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('claim', models.UUIDField(null=True)),
                ('at', models.DateTimeField(null=True, verbose_name='last changed')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='what the server said')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(condition=models.Q(('state', 0)), fields=['issue', 'lane', 'id'], name='delivery_waiting'),
                    models.Index(condition=models.Q(('state', 3)), fields=['issue', 'not_before'], name='delivery_later'),
                    models.Index(condition=models.Q(('state__in', [1, 2])), fields=['issue', 'lease_until'], name='delivery_leased'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('issue', 'subscriber'), name='issue_once_per_subscriber'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Bounce',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bounces', to='newsletter.subscriber')),
                ('delivery', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bounces', to='newsletter.delivery')),
                ('kind', models.CharField(choices=[('hard', 'Came back for good'), ('soft', 'Came back this time'), ('complaint', 'Complained')], max_length=20)),
                ('said', models.CharField(blank=True, max_length=300, verbose_name='what was said')),
                ('key', models.CharField(help_text='The same report sent twice counts once.', max_length=200, unique=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['subscriber', 'kind', 'at'], name='bounce_by_subscriber')],
            },
        ),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='newsletter.subscriber')),
                ('email', models.EmailField(max_length=254)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='newsletter.topic')),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.edition')),
                ('words', models.TextField(max_length=600, verbose_name='what they are told')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='asked for')),
                ('held_until', models.DateTimeField()),
                ('digest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='newsletter.issue')),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='why not')),
            ],
            options={
                'verbose_name': 'message to followers',
                'verbose_name_plural': 'messages to followers',
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(condition=models.Q(('cancelled_at__isnull', True), ('digest__isnull', True)), fields=['held_until'], name='notice_waiting'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('digest__isnull', True), ('cancelled_at__isnull', True), _connector='OR'), name='notice_sent_or_taken_back'),
                ],
            },
        ),
        migrations.CreateModel(
            name='IssuePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='newsletter.issue')),
                ('heading', models.CharField(blank=True, help_text='Blank takes the title of what is picked.', max_length=120)),
                ('words', models.TextField(blank=True, max_length=20000, verbose_name='own words')),
                ('news', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.newsitem')),
                ('species', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wcs_species.species')),
                ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='photos.photo')),
            ],
            options={
                'verbose_name': 'part',
                'ordering': ['position', 'pk'],
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), ('news__isnull', False), ('species__isnull', False), ('photo__isnull', False), _connector='OR'), name='issue_part_says_something', violation_error_code='words', violation_error_message='Write words, or pick a news item, a species or a photo.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('news__isnull', True), ('species__isnull', True)), models.Q(('news__isnull', True), ('photo__isnull', True)), models.Q(('photo__isnull', True), ('species__isnull', True)), _connector='OR'), name='issue_part_picks_one', violation_error_code='news', violation_error_message='Pick one of news, species and photo; a second one is a part of its own.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='The same mail asked for twice goes out once.', max_length=120, unique=True)),
                ('subscriber', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='newsletter.subscriber')),
                ('to', models.EmailField(blank=True, help_text="Blank: the subscriber's address.", max_length=254)),
                ('template', models.CharField(max_length=40)),
                ('ask', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsletter.consent')),
                ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsletter.addresschange')),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsletter.issue')),
                ('not_before', models.DateTimeField(db_default=publishing.clock.Now())),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'mail',
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(condition=models.Q(('failed_at__isnull', True), ('sent_at__isnull', True)), fields=['not_before'], name='mail_due'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('to', ''), _negated=True), ('subscriber__isnull', False), _connector='OR'), name='mail_goes_to_somebody'),
                ],
            },
        ),
    ]
