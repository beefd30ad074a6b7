import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import uuid
from django.conf import settings
from django.db import migrations, models

from practice_wisdom.manual import editions, guards


def install(apps, schema_editor):
    guards.install(connection=schema_editor.connection)
    editions.install(connection=schema_editor.connection)


def remove(apps, schema_editor):
    editions.remove(connection=schema_editor.connection)
    guards.remove(connection=schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('manual', '0001_initial'),
        ('manual', '0002_former_addresses'),
        ('manual', '0003_verdicts'),
        ('manual', '0004_confirmations'),
        ('manual', '0005_terms_and_local_notes'),
        ('manual', '0006_imports'),
        ('manual', '0007_editor'),
        ('manual', '0008_shelf'),
        ('manual', '0009_questions_and_synonyms'),
        ('manual', '0010_voices'),
        ('manual', '0011_workflow'),
        ('manual', '0012_edition'),
        ('manual', '0013_in_and_out'),
    ]

    dependencies = [
        ('identity', '0004_invitation_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Glossary',
            fields=[
                ('partnership', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='identity.partnership')),
                ('edition', models.UUIDField(default=uuid.uuid4)),
            ],
        ),
        migrations.CreateModel(
            name='ApprovalLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('submitted_at', models.DateTimeField()),
                ('email', models.EmailField(max_length=254)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('mail_failed_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('job_title', models.CharField(blank=True, max_length=80)),
                ('answer', models.CharField(blank=True, choices=[('APPROVED', 'Approved'), ('RETURNED', 'Sent back')], default='', max_length=8)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'ordering': ['-invited_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='approval_link_revoked_at_and_by'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answer__in', ['APPROVED', 'RETURNED']), ('answered_at__isnull', False), ('revoked_at', None), models.Q(('name', ''), _negated=True)), _connector='OR'), name='approval_link_answered_once')],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brought_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('replaces', models.BooleanField(default=False)),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('finished_at', None), ('asked_at__isnull', False), _connector='OR'), name='import_asked_before_finished')],
            },
        ),
        migrations.CreateModel(
            name='ImportedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('TERM', 'Glossary'), ('SYNONYM', 'Words for search')], max_length=8)),
                ('name', models.CharField(max_length=200)),
                ('content', models.JSONField(null=True)),
                ('refusal', models.TextField(blank=True)),
                ('version_here', models.PositiveIntegerField(default=0)),
                ('outcome', models.CharField(blank=True, choices=[('NEW', 'New page'), ('CHANGED', 'Changed'), ('SAME', 'The same'), ('SKIPPED', 'Skipped')], max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('brought', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='manual.import')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('brought', 'number'), name='imported_entry_number_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'NEW', 'CHANGED', 'SAME', 'SKIPPED'])), name='imported_entry_outcome'), models.CheckConstraint(condition=models.Q(('kind__in', ['TERM', 'SYNONYM'])), name='imported_entry_kind')],
            },
        ),
        migrations.CreateModel(
            name='ManualSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withdraw_overdue_after_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('withdraw_overdue_after_days', None), models.Q(('withdraw_overdue_after_days__gte', 7), ('withdraw_overdue_after_days__lte', 730)), _connector='OR'), name='manual_settings_days')],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(db_index=False, max_length=80)),
                ('joint', models.BooleanField()),
                ('created_at', models.DateTimeField()),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('review_by', models.DateField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partnership', 'slug'), name='page_slug_once_in_partnership')],
            },
        ),
        migrations.CreateModel(
            name='LocalNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.area')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_notes', to='manual.page')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='local_note_ended_at_and_by')],
            },
        ),
        migrations.CreateModel(
            name='FormerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(db_index=False, max_length=80)),
                ('left_at', models.DateTimeField()),
                ('left_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_addresses', to='manual.page')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partnership', 'slug'), name='former_address_once_in_partnership')],
            },
        ),
        migrations.CreateModel(
            name='FollowedPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('followed_at', models.DateTimeField()),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.membership')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='manual.page')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('membership', 'page'), name='followed_page_once')],
            },
        ),
        migrations.CreateModel(
            name='Bookmark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kept_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookmarks', to='manual.page')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'page'), name='bookmark_once')],
            },
        ),
        migrations.CreateModel(
            name='PracticeNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True)),
                ('worked', models.BooleanField()),
                ('how_often', models.CharField(choices=[('ONCE', 'Once'), ('SOMETIMES', 'Sometimes'), ('OFTEN', 'Often')], max_length=9)),
                ('organisation_kind', models.CharField(choices=[('POLICE', 'Police'), ('LOCAL_AUTHORITY', 'Local authority'), ('HEALTH', 'Health'), ('HOUSING', 'Housing'), ('PROBATION', 'Probation'), ('EDUCATION', 'Education'), ('FIRE', 'Fire and rescue'), ('VOLUNTARY', 'Voluntary sector'), ('COMMUNITY', 'Community')], max_length=20)),
                ('offered_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('OFFERED', 'With the curators'), ('ASKED', 'Curators have a question'), ('ACCEPTED', 'On the page'), ('DECLINED', 'Declined'), ('ENDED', 'Taken back')], default='OFFERED', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('question', models.TextField(blank=True)),
                ('reply', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practice_notes', to='manual.page')),
            ],
            options={
                'indexes': [models.Index(fields=['page', 'state'], name='practice_note_on_page')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['OFFERED', 'ASKED', 'ACCEPTED', 'DECLINED', 'ENDED']), ('how_often__in', ['ONCE', 'SOMETIMES', 'OFTEN']), ('organisation_kind__in', ['POLICE', 'LOCAL_AUTHORITY', 'HEALTH', 'HOUSING', 'PROBATION', 'EDUCATION', 'FIRE', 'VOLUNTARY', 'COMMUNITY'])), name='practice_note_codes'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='practice_note_decided_at_and_by'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('ended_at', None), ('state__in', ['OFFERED', 'ASKED'])), models.Q(('decided_at__isnull', False), ('ended_at', None), ('state__in', ['ACCEPTED', 'DECLINED'])), models.Q(('ended_at__isnull', False), ('question', ''), ('reason', ''), ('reply', ''), ('state', 'ENDED'), ('words', '')), _connector='OR'), name='practice_note_state'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('words'), 600), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('question'), 500), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reply'), 500), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reason'), 500), models.Q(('state', 'ENDED'), models.Q(('words', ''), _negated=True), _connector='OR'), models.Q(models.Q(('state', 'ASKED'), _negated=True), models.Q(('question', ''), _negated=True), _connector='OR'), models.Q(models.Q(('state', 'DECLINED'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR')), name='practice_note_words')],
            },
        ),
        migrations.CreateModel(
            name='Experience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_kind', models.CharField(choices=[('POLICE', 'Police'), ('LOCAL_AUTHORITY', 'Local authority'), ('HEALTH', 'Health'), ('HOUSING', 'Housing'), ('PROBATION', 'Probation'), ('EDUCATION', 'Education'), ('FIRE', 'Fire and rescue'), ('VOLUNTARY', 'Voluntary sector'), ('COMMUNITY', 'Community')], max_length=20)),
                ('worked', models.BooleanField()),
                ('given_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='experiences', to='manual.practicenote')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('note', 'person'), name='experience_once_a_person'), models.CheckConstraint(condition=models.Q(('organisation_kind__in', ['POLICE', 'LOCAL_AUTHORITY', 'HEALTH', 'HOUSING', 'PROBATION', 'EDUCATION', 'FIRE', 'VOLUNTARY', 'COMMUNITY'])), name='experience_organisation_kind')],
            },
        ),
        migrations.CreateModel(
            name='PrintOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(blank=True, choices=[('mental-health-and-crisis', 'Mental health and crisis'), ('children-and-young-people', 'Children and young people'), ('adults-at-risk', 'Adults at risk'), ('domestic-abuse-and-sexual-violence', 'Domestic abuse and sexual violence'), ('offender-management', 'Offender management'), ('neighbourhoods-and-places', 'Neighbourhoods and places'), ('health-and-substances', 'Health and substances'), ('craft-of-joint-working', 'The craft of joint working')], max_length=40)),
                ('asked_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('partnership', 'topic'), name='print_order_one_a_topic'), models.CheckConstraint(condition=models.Q(('topic__in', ['', 'mental-health-and-crisis', 'children-and-young-people', 'adults-at-risk', 'domestic-abuse-and-sexual-violence', 'offender-management', 'neighbourhoods-and-places', 'health-and-substances', 'craft-of-joint-working'])), name='print_order_topic')],
            },
        ),
        migrations.CreateModel(
            name='ReadingMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('read_at', models.DateTimeField(db_index=True)),
                ('number_before', models.PositiveIntegerField(blank=True, null=True)),
                ('read_before_at', models.DateTimeField(blank=True, null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reading_marks', to='manual.page')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'page'), name='reading_mark_once'), models.CheckConstraint(condition=models.Q(models.Q(('number_before', None), ('read_before_at', None)), models.Q(('number_before__isnull', False), ('read_before_at__isnull', False)), _connector='OR'), name='reading_mark_before_and_when')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('review_by', models.DateField()),
                ('stage', models.CharField(max_length=12)),
                ('reminded_on', models.DateField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.membership')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='manual.page')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('page', 'member', 'review_by', 'stage'), name='reminder_once_a_stage')],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('organisation_kinds', models.JSONField(default=list)),
                ('roles', models.JSONField(default=list)),
                ('asked_on', models.DateField()),
                ('by', models.DateField()),
                ('asks_again', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='manual.page')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('page',), name='requirement_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='requirement_ended_at_and_by'), models.CheckConstraint(condition=models.Q(('by__gte', models.F('asked_on'))), name='requirement_by_after_asked')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('IN_REVIEW', 'Waiting for approval'), ('RETURNED', 'Sent back'), ('APPROVED', 'Approved, not yet published'), ('LIVE', 'Live'), ('SUPERSEDED', 'Replaced'), ('WITHDRAWN', 'Withdrawn')], default='DRAFT', max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(blank=True, max_length=140)),
                ('facts', models.JSONField()),
                ('checked_on', models.DateField()),
                ('review_by', models.DateField()),
                ('body', models.TextField(blank=True)),
                ('rendered', models.JSONField()),
                ('from_starter', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('return_reason', models.TextField(blank=True)),
                ('significance', models.CharField(blank=True, choices=[('MINOR', 'Minor change'), ('MAJOR', 'Major change'), ('URGENT', 'Urgent change')], default='', max_length=6)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='manual.page')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('returned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('returned_by_link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manual.approvallink')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('writers', models.ManyToManyField(related_name='+', to='identity.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('page', 'number'), name='revision_number_once'), models.UniqueConstraint(condition=models.Q(('state__in', ('DRAFT', 'RETURNED', 'IN_REVIEW', 'APPROVED'))), fields=('page',), name='revision_one_open'), models.UniqueConstraint(condition=models.Q(('state', 'LIVE')), fields=('page',), name='revision_one_live'), models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'IN_REVIEW', 'RETURNED', 'APPROVED', 'LIVE', 'SUPERSEDED', 'WITHDRAWN'])), name='revision_state'), models.CheckConstraint(condition=models.Q(models.Q(('submitted_at', None), ('submitted_by', None)), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='revision_submitted_at_and_by'), models.CheckConstraint(condition=models.Q(models.Q(('returned_at', None), ('returned_by', None), ('returned_by_link', None)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False), ('returned_by_link', None)), models.Q(('returned_at__isnull', False), ('returned_by', None), ('returned_by_link__isnull', False)), _connector='OR'), name='revision_returned_at_and_by'), models.CheckConstraint(condition=models.Q(('significance__in', ['', 'MINOR', 'MAJOR', 'URGENT'])), name='revision_significance'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('published_by', None)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='revision_published_at_and_by'), models.CheckConstraint(condition=models.Q(('state', 'DRAFT'), ('submitted_at__isnull', False), _connector='OR'), name='revision_submitted_before_review'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('state__in', ('LIVE', 'SUPERSEDED', 'WITHDRAWN'))), models.Q(models.Q(('state__in', ('LIVE', 'SUPERSEDED', 'WITHDRAWN')), _negated=True), ('published_at', None)), _connector='OR'), name='revision_published_when_live')],
            },
        ),
        migrations.AddField(
            model_name='page',
            name='live_revision',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manual.revision'),
        ),
        migrations.CreateModel(
            name='KeptText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(blank=True, max_length=140)),
                ('body', models.TextField(blank=True)),
                ('facts', models.JSONField()),
                ('checked_on', models.DateField()),
                ('review_by', models.DateField()),
                ('kept_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_texts', to='manual.revision')),
            ],
            options={
                'ordering': ['-kept_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('revision', 'person', 'digest'), name='kept_text_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='ImportedPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('file', models.CharField(max_length=200)),
                ('slug', models.CharField(blank=True, max_length=80)),
                ('joint', models.BooleanField(null=True)),
                ('state', models.CharField(blank=True, max_length=12)),
                ('content', models.JSONField(null=True)),
                ('refusal', models.TextField(blank=True)),
                ('notes', models.JSONField(default=list)),
                ('to_fill', models.JSONField(default=list)),
                ('outcome', models.CharField(blank=True, choices=[('NEW', 'New page'), ('CHANGED', 'Changed'), ('SAME', 'The same'), ('SKIPPED', 'Skipped')], max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('brought', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='manual.import')),
                ('revision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manual.revision')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('brought', 'number'), name='imported_page_number_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'NEW', 'CHANGED', 'SAME', 'SKIPPED'])), name='imported_page_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed_at', models.DateTimeField()),
                ('checked_on', models.DateField()),
                ('review_by', models.DateField()),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='manual.revision')),
            ],
            options={
                'ordering': ['-checked_on', '-id'],
                'constraints': [models.UniqueConstraint(fields=('revision', 'checked_on'), name='confirmation_once_a_day')],
            },
        ),
        migrations.AddField(
            model_name='approvallink',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approval_links', to='manual.revision'),
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_kind', models.CharField(choices=[('POLICE', 'Police'), ('LOCAL_AUTHORITY', 'Local authority'), ('HEALTH', 'Health'), ('HOUSING', 'Housing'), ('PROBATION', 'Probation'), ('EDUCATION', 'Education'), ('FIRE', 'Fire and rescue'), ('VOLUNTARY', 'Voluntary sector'), ('COMMUNITY', 'Community')], max_length=20)),
                ('independent', models.BooleanField(default=True)),
                ('note', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField()),
                ('membership', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approval', to='manual.approvallink')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='manual.revision')),
            ],
            options={
                'ordering': ['approved_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('revision', 'person'), name='approval_once_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('link', None), ('membership__isnull', False), ('person__isnull', False)), models.Q(('link__isnull', False), ('membership', None), ('person', None)), _connector='OR'), name='approval_by_member_or_link')],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('acknowledged_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='manual.revision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('revision', 'person'), name='acknowledgement_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision_version', models.PositiveIntegerField()),
                ('what', models.CharField(choices=[('PUBLISH', 'Publish'), ('WITHDRAW', 'Withdraw')], max_length=8)),
                ('at', models.DateTimeField()),
                ('significance', models.CharField(blank=True, choices=[('MINOR', 'Minor change'), ('MAJOR', 'Major change'), ('URGENT', 'Urgent change')], default='', max_length=6)),
                ('reason', models.TextField(blank=True)),
                ('planned_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('WAITING', 'Waiting'), ('DONE', 'Done'), ('CANCELLED', 'Cancelled'), ('FAILED', 'Did not happen')], default='WAITING', max_length=9)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('instead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manual.page')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='manual.page')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='manual.revision')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'WAITING')), fields=('page',), name='schedule_one_waiting_a_page'), models.CheckConstraint(condition=models.Q(('what__in', ['PUBLISH', 'WITHDRAW'])), name='schedule_what'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'WAITING')), models.Q(('ended_at__isnull', False), ('state__in', ['DONE', 'CANCELLED', 'FAILED'])), _connector='OR'), name='schedule_ended_at')],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=200)),
                ('passage', models.TextField(blank=True)),
                ('proposed', models.TextField()),
                ('why', models.TextField(blank=True)),
                ('suggested_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('OPEN', 'With the curators'), ('ACCEPTED', 'Accepted'), ('DECLINED', 'Declined')], default='OPEN', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('outcome_revision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_in', to='manual.revision')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='manual.revision')),
            ],
            options={
                'indexes': [models.Index(fields=['author', '-suggested_at'], name='suggestion_own')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('outcome_revision', None), ('reason', ''), ('state', 'OPEN')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(models.Q(('outcome_revision__isnull', False), ('reason', ''), ('state', 'ACCEPTED')), models.Q(('outcome_revision', None), ('state', 'DECLINED'), models.Q(('reason', ''), _negated=True)), _connector='OR')), _connector='OR'), name='suggestion_outcome'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('passage'), 1000), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('proposed'), 2000), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('why'), 500), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reason'), 500), models.Q(('proposed', ''), _negated=True)), name='suggestion_is_short')],
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('say', models.JSONField()),
                ('means', models.JSONField()),
                ('origin', models.CharField(blank=True, max_length=32)),
                ('removed', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(db_index=False, max_length=80)),
                ('name', models.CharField(max_length=80)),
                ('expansion', models.CharField(blank=True, max_length=200)),
                ('meaning', models.TextField()),
                ('synonyms', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('from_starter', models.BooleanField(default=False)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partnership', 'slug'), name='term_slug_once_in_partnership'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='term_removed_at_and_by')],
            },
        ),
        migrations.CreateModel(
            name='Meaning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(choices=[('POLICE', 'Police'), ('LOCAL_AUTHORITY', 'Local authority'), ('HEALTH', 'Health'), ('HOUSING', 'Housing'), ('PROBATION', 'Probation'), ('EDUCATION', 'Education'), ('FIRE', 'Fire and rescue'), ('VOLUNTARY', 'Voluntary sector'), ('COMMUNITY', 'Community')], max_length=20)),
                ('text', models.TextField()),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meanings', to='manual.term')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('term', 'agency'), name='meaning_once_an_agency'), models.CheckConstraint(condition=models.Q(('agency__in', ['POLICE', 'LOCAL_AUTHORITY', 'HEALTH', 'HOUSING', 'PROBATION', 'EDUCATION', 'FIRE', 'VOLUNTARY', 'COMMUNITY'])), name='meaning_agency')],
            },
        ),
        migrations.CreateModel(
            name='UnansweredQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=200)),
                ('alike', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('OPEN', 'Open'), ('ANSWERED', 'Answered'), ('DECLINED', 'Declined')], default='OPEN', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.membership')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manual.page')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'indexes': [models.Index(fields=['partnership', 'state', 'alike'], name='question_open_in_partnership')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'OPEN')), fields=('asked_by', 'partnership', 'alike'), name='question_open_once_a_member'), models.CheckConstraint(condition=models.Q(models.Q(('page', None), ('reason', ''), ('settled_at', None), ('settled_by', None), ('state', 'OPEN')), models.Q(('page__isnull', False), ('settled_at__isnull', False), ('state', 'ANSWERED')), models.Q(('page', None), ('settled_at__isnull', False), ('state', 'DECLINED'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='question_has_its_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('helpful', models.BooleanField()),
                ('reason', models.TextField(blank=True)),
                ('given_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='manual.revision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('revision', 'person'), name='verdict_once_a_person'), models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reason'), 500), name='verdict_reason_is_short')],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('CURATOR', 'A curator withdrew it'), ('OVERDUE', 'Nobody had checked it in time')], max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('withdrawn_at', models.DateTimeField()),
                ('instead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='manual.page')),
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='manual.revision')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cause', 'CURATOR'), ('withdrawn_by__isnull', False), models.Q(('reason', ''), _negated=True)), models.Q(('cause', 'OVERDUE'), ('reason', ''), ('withdrawn_by', None)), _connector='OR'), name='withdrawal_by_somebody_or_the_rule'), models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reason'), 500), name='withdrawal_reason_is_short')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('after', models.CharField(max_length=120)),
                ('body', models.TextField()),
                ('html', models.TextField()),
                ('checked_on', models.DateField()),
                ('review_by', models.DateField()),
                ('written_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='manual.localnote')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('note', 'number'), name='wording_number_once'), models.CheckConstraint(condition=models.Q(('review_by__gt', models.F('checked_on'))), name='wording_review_after_check')],
            },
        ),
        migrations.CreateModel(
            name='FollowedTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('mental-health-and-crisis', 'Mental health and crisis'), ('children-and-young-people', 'Children and young people'), ('adults-at-risk', 'Adults at risk'), ('domestic-abuse-and-sexual-violence', 'Domestic abuse and sexual violence'), ('offender-management', 'Offender management'), ('neighbourhoods-and-places', 'Neighbourhoods and places'), ('health-and-substances', 'Health and substances'), ('craft-of-joint-working', 'The craft of joint working')], max_length=60)),
                ('followed_at', models.DateTimeField()),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.partnership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('membership', 'partnership', 'topic'), name='followed_topic_once')],
            },
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=32)),
                ('content', models.BinaryField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('alternative_text', models.CharField(max_length=250)),
                ('added_at', models.DateTimeField()),
                ('unused_since', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partnership', 'digest'), name='image_once_in_partnership')],
            },
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_on', None), ('live_revision', None), ('review_by', None)), models.Q(('checked_on__isnull', False), ('live_revision__isnull', False), ('review_by__isnull', False), ('review_by__gt', models.F('checked_on'))), _connector='OR'), name='page_fresh_while_live'),
        ),
        migrations.RunPython(install, remove),
    ]
