import django.db.models.deletion
import uuid
from django.db import migrations, models

from supervision import guards


def install(apps, schema_editor):
    guards.install(connection=schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(connection=schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('supervision', '0001_initial'),
        ('supervision', '0002_circle_rhythm_and_rights'),
    ]

    dependencies = [
        ('identity', '0004_invitation_requests'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('MANAGEMENT', 'Management supervision'), ('REFLECTIVE', 'Reflective supervision'), ('RESTORATIVE', 'Restorative supervision'), ('PEER', 'Peer supervision'), ('GROUP', 'Group supervision'), ('JOINT', 'Joint supervision')], max_length=12)),
                ('state', models.CharField(choices=[('PROPOSED', 'Proposed'), ('SIGNED', 'Signed'), ('ENDED', 'Ended')], default='PROPOSED', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('in_force', models.PositiveIntegerField(blank=True, null=True)),
                ('proposed_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('review_due_on', models.DateField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['MANAGEMENT', 'REFLECTIVE', 'RESTORATIVE', 'PEER', 'GROUP', 'JOINT'])), name='agreement_kind'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('state', 'ENDED')), models.Q(('ended_at', None), ('ended_by', None), ('state__in', ['PROPOSED', 'SIGNED'])), _connector='OR'), name='agreement_ended_at_and_by'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['PROPOSED', 'ENDED']), ('in_force', None), ('review_due_on', None), ('signed_at', None)), models.Q(('state__in', ['SIGNED', 'ENDED']), ('in_force__isnull', False), ('review_due_on__isnull', False), ('signed_at__isnull', False)), _connector='OR'), name='agreement_signed_at'), models.CheckConstraint(condition=models.Q(('in_force', None), ('in_force__lte', models.F('version')), _connector='OR'), name='agreement_in_force')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('membership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.membership')),
            ],
        ),
        migrations.CreateModel(
            name='DataKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveSmallIntegerField()),
                ('kek_id', models.CharField(db_index=True, max_length=8)),
                ('wrapped', models.BinaryField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_keys', to='supervision.agreement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'version'), name='data_key_once')],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('ASKED', 'Waits for the second reader'), ('RELEASED', 'Ready to take'), ('WITHDRAWN', 'Withdrawn')], default='ASKED', max_length=9)),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('released_by__isnull', False), ('state', 'RELEASED'), ('expires_at__gt', models.F('released_at'))), models.Q(models.Q(('state', 'RELEASED'), _negated=True), ('expires_at', None), ('released_at', None), ('released_by', None)), _connector='OR'), name='data_request_released_at_and_by'), models.CheckConstraint(condition=models.Q(('released_by', None), models.Q(('released_by', models.F('membership')), _negated=True), _connector='OR'), name='data_request_second_reader'), models.UniqueConstraint(condition=models.Q(('state', 'ASKED')), fields=('membership',), name='data_request_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='DeletionCertificate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('PRIVATE_NOTE', 'Private notes'), ('REFLECTIVE', 'Reflective sections, amendments and notes of difference'), ('AGENDA', 'Agenda items'), ('AGREEMENT', 'Agreements, attendance, actions and signatures')], max_length=12)),
                ('length', models.PositiveSmallIntegerField()),
                ('due_before', models.DateTimeField()),
                ('erased_at', models.DateTimeField()),
                ('number', models.PositiveIntegerField()),
                ('membership', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('due_before__lt', models.F('erased_at'))), name='certificate_of_what_was_due')],
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('reason', models.CharField(choices=[('COURT_ORDER', 'Court order'), ('CRIMINAL_DISCLOSURE', 'Disclosure in criminal proceedings'), ('CIVIL_CLAIM', 'Civil claim or employment tribunal'), ('INQUEST', 'Inquest or public inquiry'), ('REGULATOR', 'A regulator’s legal power'), ('SAFEGUARDING_REVIEW', 'Statutory safeguarding review')], max_length=20)),
                ('reference', models.CharField(max_length=40)),
                ('tell_on', models.DateField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('ASKED', 'Waits for a second person'), ('EXISTENCE', 'Existence agreed'), ('CONTENT_ASKED', 'Content waits for a second person'), ('CONTENT', 'Content agreed'), ('REVOKED', 'Revoked')], default='ASKED', max_length=13)),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('content_asked_at', models.DateTimeField(blank=True, null=True)),
                ('content_agreed_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('content_agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('content_asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed_at', None), ('agreed_by', None)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='disclosure_agreed_at_and_by'), models.CheckConstraint(condition=models.Q(models.Q(('content_asked_at', None), ('content_asked_by', None)), models.Q(('content_asked_at__isnull', False), ('content_asked_by__isnull', False)), _connector='OR'), name='disclosure_content_asked_at_and_by'), models.CheckConstraint(condition=models.Q(models.Q(('content_agreed_at', None), ('content_agreed_by', None)), models.Q(('content_agreed_at__isnull', False), ('content_agreed_by__isnull', False)), _connector='OR'), name='disclosure_content_agreed_at_and_by'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='disclosure_revoked_at_and_by'), models.CheckConstraint(condition=models.Q(('agreed_by', None), models.Q(('agreed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='disclosure_by_two_people'), models.CheckConstraint(condition=models.Q(('content_agreed_by', None), models.Q(models.Q(('content_agreed_by', models.F('content_asked_by')), _negated=True), ('content_asked_by__isnull', False)), _connector='OR'), name='disclosure_of_content_by_two_people'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='disclosure_days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('row_id', models.UUIDField(db_index=True)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='supervision.deletioncertificate')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('certificate', 'row_id'), name='erasure_once')],
            },
        ),
        migrations.CreateModel(
            name='ExportPart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed_items', models.BinaryField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.agreement')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='supervision.datarequest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('request', 'agreement'), name='export_part_once')],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('COURT_ORDER', 'Court order'), ('CRIMINAL_DISCLOSURE', 'Disclosure in criminal proceedings'), ('CIVIL_CLAIM', 'Civil claim or employment tribunal'), ('INQUEST', 'Inquest or public inquiry'), ('REGULATOR', 'A regulator’s legal power'), ('SAFEGUARDING_REVIEW', 'Statutory safeguarding review')], max_length=20)),
                ('reference', models.CharField(max_length=40)),
                ('review_on', models.DateField()),
                ('review_told_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('placed_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('released_at', None), ('released_by', None)), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='legal_hold_released_at_and_by')],
            },
        ),
        migrations.CreateModel(
            name='OwnForm',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='own_form_withdrawn_at_and_by')],
            },
        ),
        migrations.CreateModel(
            name='OwnFormVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('best_for', models.CharField(max_length=200)),
                ('caution', models.CharField(max_length=300)),
                ('made_for', models.PositiveSmallIntegerField()),
                ('stages', models.JSONField()),
                ('written_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='supervision.ownform')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'number'), name='own_form_version_once'), models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('form',), name='own_form_version_one_being_written'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('published_by', None)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='own_form_version_published_at_and_by')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('part', models.CharField(choices=[('SUPERVISOR', 'Supervisor'), ('SUPERVISEE', 'Supervisee'), ('PEER', 'Peer'), ('FACILITATOR', 'Facilitator'), ('MEMBER', 'Member')], max_length=11)),
                ('first_version', models.PositiveIntegerField(default=1)),
                ('joined_at', models.DateTimeField(blank=True, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='supervision.agreement')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervision_parts', to='identity.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('agreement', 'membership'), name='participant_once'), models.UniqueConstraint(condition=models.Q(('left_at', None), ('part', 'FACILITATOR')), fields=('agreement',), name='one_facilitator')],
            },
        ),
        migrations.CreateModel(
            name='AgreementReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('due_on', models.DateField()),
                ('number', models.PositiveIntegerField()),
                ('reviewed_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='supervision.agreement')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'due_on', 'number', 'participant'), name='review_once')],
            },
        ),
        migrations.CreateModel(
            name='AgreementVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('sealed_terms', models.BinaryField()),
                ('written_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='supervision.agreement')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'number'), name='agreement_version_once')],
            },
        ),
        migrations.CreateModel(
            name='AgreementSignature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('signed_at', models.DateTimeField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='supervision.agreementversion')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'participant'), name='agreement_signature_once')],
            },
        ),
        migrations.CreateModel(
            name='Capture',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed_text', models.BinaryField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('captured_at', models.DateTimeField(db_index=True)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
        ),
        migrations.CreateModel(
            name='Facilitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('proposed_at', models.DateTimeField()),
                ('began_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilitations', to='supervision.agreement')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('began_at', None), ('ended_at', None)), fields=('agreement',), name='facilitation_one_proposed'), models.UniqueConstraint(condition=models.Q(('began_at__isnull', False), ('ended_at', None)), fields=('agreement',), name='facilitation_one_now')],
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=100)),
                ('item_version', models.PositiveIntegerField()),
                ('begins', models.PositiveIntegerField()),
                ('ends', models.PositiveIntegerField()),
                ('because', models.CharField(choices=[('THIRD_PARTY', 'About somebody else'), ('ANOTHERS_WORDS', 'Another participant’s own words'), ('HARM', 'Likely to cause serious harm'), ('PROCEEDINGS', 'Would prejudice proceedings')], max_length=14)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redactions', to='supervision.datarequest')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('begins'))), name='redaction_of_something'), models.UniqueConstraint(fields=('request', 'item', 'begins', 'ends'), name='redaction_once')],
            },
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('PRIVATE_NOTE', 'Private notes'), ('REFLECTIVE', 'Reflective sections, amendments and notes of difference'), ('AGENDA', 'Agenda items'), ('AGREEMENT', 'Agreements, attendance, actions and signatures')], max_length=12)),
                ('number', models.PositiveIntegerField()),
                ('length', models.PositiveSmallIntegerField()),
                ('approved_at', models.DateTimeField()),
                ('holds_from', models.DateTimeField()),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind', 'number'), name='retention_rule_once'), models.CheckConstraint(condition=models.Q(('holds_from__gt', models.F('approved_at'))), name='retention_rule_holds_later'), models.CheckConstraint(condition=models.Q(('length__gte', 1)), name='retention_rule_length')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('planned_for', models.DateTimeField(db_index=True)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('mode', models.CharField(choices=[('IN_PERSON', 'In person'), ('VIDEO', 'By video'), ('PHONE', 'By phone')], max_length=9)),
                ('state', models.CharField(choices=[('PLANNED', 'Planned'), ('HELD', 'Held'), ('CANCELLED', 'Cancelled')], default='PLANNED', max_length=9)),
                ('version', models.PositiveIntegerField(default=1)),
                ('planned_at', models.DateTimeField()),
                ('cancel_reason', models.CharField(blank=True, choices=[('OPERATIONAL', 'Operational demand'), ('SICKNESS', 'Sickness'), ('LEAVE', 'Leave'), ('COURT', 'Court or a hearing'), ('TRAINING', 'Training'), ('OTHER', 'Something else'), ('ENDED', 'The agreement ended')], max_length=11)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='supervision.agreement')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('rebooks', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rebooked_as', to='supervision.session')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('cancel_reason', ''), _negated=True), ('cancelled_at__isnull', False), ('cancelled_by__isnull', False), ('state', 'CANCELLED')), models.Q(('cancel_reason', ''), ('cancelled_at', None), ('cancelled_by', None), ('state__in', ['PLANNED', 'HELD'])), _connector='OR'), name='session_cancelled_at_and_by')],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('sealed_text', models.BinaryField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('added_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('carried_from', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='carried_to', to='supervision.agendaitem')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='supervision.session')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'position'), name='agenda_item_position_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='agenda_item_done_at_and_by')],
            },
        ),
        migrations.CreateModel(
            name='DisclosedSession',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='supervision.disclosure')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disclosures', to='supervision.session')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('disclosure', 'session'), name='disclosed_session_once')],
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('UPDATE', 'An update'), ('REQUEST', 'An invitation'), ('CANCEL', 'A cancellation')], max_length=7)),
                ('written_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField(db_index=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.membership')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='supervision.session')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('session', None)), fields=('membership',), name='outgoing_mail_one_update'), models.UniqueConstraint(fields=('membership', 'session', 'kind'), name='outgoing_mail_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'UPDATE'), ('session', None)), models.Q(models.Q(('kind', 'UPDATE'), _negated=True), ('session__isnull', False)), _connector='OR'), name='outgoing_mail_kind_and_session')],
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('form_key', models.CharField(max_length=40)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('SHARED', 'Ready to sign'), ('LOCKED', 'Signed and locked'), ('ENDED', 'Ended')], default='DRAFT', max_length=6)),
                ('version', models.PositiveIntegerField(default=1)),
                ('share_number', models.PositiveIntegerField(default=0)),
                ('content_digest', models.CharField(blank=True, max_length=64)),
                ('started_at', models.DateTimeField()),
                ('shared_at', models.DateTimeField(blank=True, null=True)),
                ('locked_at', models.DateTimeField(blank=True, null=True)),
                ('wellbeing', models.CharField(blank=True, choices=[('OFFERED', 'Offered'), ('TAKEN_UP', 'Taken up'), ('NOT_TODAY', 'Not today')], max_length=9)),
                ('new_case_facts', models.BooleanField(blank=True, null=True)),
                ('case_tasks_set', models.BooleanField(blank=True, null=True)),
                ('every_agency_heard', models.BooleanField(blank=True, null=True)),
                ('more_meaning_than_plans', models.BooleanField(blank=True, null=True)),
                ('attendance', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('facts_version', models.PositiveIntegerField(default=1)),
                ('shared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='record', to='supervision.session')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('content_digest', ''), ('locked_at', None), ('shared_at', None), ('shared_by', None), ('state__in', ['DRAFT', 'ENDED'])), models.Q(models.Q(('content_digest', ''), _negated=True), ('locked_at', None), ('shared_at__isnull', False), ('shared_by__isnull', False), ('state', 'SHARED')), models.Q(models.Q(('content_digest', ''), _negated=True), ('locked_at__isnull', False), ('shared_at__isnull', False), ('shared_by__isnull', False), ('state', 'LOCKED')), _connector='OR'), name='record_state_and_its_moments')],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed_text', models.BinaryField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('agreed_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='supervision.participant')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='supervision.record')),
            ],
        ),
        migrations.CreateModel(
            name='ActionChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('OPEN', 'To do'), ('DONE', 'Done'), ('CHANGED', 'Changed'), ('DROPPED', 'Dropped')], max_length=7)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('sealed_reason', models.BinaryField()),
                ('made_at', models.DateTimeField()),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='supervision.action')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('action', 'number'), name='action_change_once'), models.CheckConstraint(condition=models.Q(('state__in', ['OPEN', 'DONE', 'CHANGED', 'DROPPED'])), name='action_change_state')],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('sealed_text', models.BinaryField()),
                ('proposed_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='supervision.record')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('record', 'number'), name='amendment_number_once')],
            },
        ),
        migrations.CreateModel(
            name='AmendmentSignature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('signed_at', models.DateTimeField()),
                ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='supervision.amendment')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('amendment', 'participant'), name='amendment_signature_once')],
            },
        ),
        migrations.CreateModel(
            name='AttachedPage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed_key', models.BinaryField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('attached_at', models.DateTimeField()),
                ('attached_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attached_pages', to='supervision.record')),
            ],
        ),
        migrations.CreateModel(
            name='RecordSignature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('share_number', models.PositiveIntegerField()),
                ('content_digest', models.CharField(max_length=64)),
                ('sealed_note', models.BinaryField(blank=True, null=True)),
                ('signed_at', models.DateTimeField()),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='supervision.record')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('record', 'participant', 'share_number'), name='record_signature_once')],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('stage', models.CharField(max_length=40)),
                ('visibility', models.CharField(choices=[('ONLY_ME', 'Only me'), ('TWO_OF_US', 'The two of us'), ('EVERYONE_IN_SESSION', 'Everyone in the session')], default='ONLY_ME', max_length=19)),
                ('sealed_text', models.BinaryField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='supervision.record')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('record', 'stage', 'author'), name='section_once')],
            },
        ),
        migrations.CreateModel(
            name='TimeProposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('mode', models.CharField(choices=[('IN_PERSON', 'In person'), ('VIDEO', 'By video'), ('PHONE', 'By phone')], max_length=9)),
                ('state', models.CharField(choices=[('OPEN', 'Waiting for an answer'), ('ACCEPTED', 'Accepted'), ('REPLACED', 'Other times were proposed'), ('WITHDRAWN', 'Withdrawn')], default='OPEN', max_length=9)),
                ('proposed_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='time_proposals', to='supervision.agreement')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('rebooks', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.session')),
                ('session', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.session')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'OPEN')), fields=('agreement',), name='time_proposal_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('session', None), ('state', 'OPEN')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('session__isnull', False), ('state', 'ACCEPTED')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('session', None), ('state__in', ['REPLACED', 'WITHDRAWN'])), _connector='OR'), name='time_proposal_state_and_its_moments')],
            },
        ),
        migrations.CreateModel(
            name='ProposedTime',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='times', to='supervision.timeproposal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('proposal', 'starts_at'), name='proposed_time_once')],
            },
        ),
        migrations.CreateModel(
            name='FittingTime',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('said_at', models.DateTimeField()),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('time', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fits', to='supervision.proposedtime')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('time', 'participant'), name='fitting_time_once')],
            },
        ),
        migrations.RunPython(install, remove),
    ]
