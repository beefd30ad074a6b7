import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('sealed_text', models.BinaryField()),
                ('proposed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('MANAGEMENT', 'Management supervision'), ('REFLECTIVE', 'Reflective supervision'), ('RESTORATIVE', 'Restorative supervision'), ('PEER', 'Peer supervision'), ('GROUP', 'Group supervision'), ('JOINT', 'Joint supervision')], max_length=12)),
                ('state', models.CharField(choices=[('PROPOSED', 'Proposed'), ('SIGNED', 'Signed'), ('ENDED', 'Ended')], default='PROPOSED', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('proposed_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.partnership')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
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
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('part', models.CharField(choices=[('SUPERVISOR', 'Supervisor'), ('SUPERVISEE', 'Supervisee'), ('PEER', 'Peer')], max_length=10)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='supervision.agreement')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
        ),
        migrations.CreateModel(
            name='AmendmentSignature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('signed_at', models.DateTimeField()),
                ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='supervision.amendment')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
        ),
        migrations.AddField(
            model_name='amendment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant'),
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
        ),
        migrations.CreateModel(
            name='AgreementSignature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('signed_at', models.DateTimeField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='supervision.agreementversion')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('form_key', models.CharField(max_length=40)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('SHARED', 'Ready to sign'), ('LOCKED', 'Signed and locked')], default='DRAFT', max_length=6)),
                ('version', models.PositiveIntegerField(default=1)),
                ('share_number', models.PositiveIntegerField(default=0)),
                ('content_digest', models.CharField(blank=True, max_length=64)),
                ('started_at', models.DateTimeField()),
                ('shared_at', models.DateTimeField(blank=True, null=True)),
                ('locked_at', models.DateTimeField(blank=True, null=True)),
                ('shared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
        ),
        migrations.AddField(
            model_name='amendment',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='supervision.record'),
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
                ('cancel_reason', models.CharField(blank=True, choices=[('OPERATIONAL', 'Operational demand'), ('SICKNESS', 'Sickness'), ('LEAVE', 'Leave'), ('COURT', 'Court or a hearing'), ('TRAINING', 'Training'), ('OTHER', 'Something else')], max_length=11)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='supervision.agreement')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
            ],
        ),
        migrations.AddField(
            model_name='record',
            name='session',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='record', to='supervision.session'),
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
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='supervision.session')),
            ],
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('MANAGEMENT', 'REFLECTIVE', 'RESTORATIVE', 'PEER', 'JOINT'))), name='agreement_kind'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('state', 'ENDED')), models.Q(('ended_at', None), ('ended_by', None), ('state__in', ['PROPOSED', 'SIGNED'])), _connector='OR'), name='agreement_ended_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'SIGNED'), _negated=True), ('signed_at__isnull', False), _connector='OR'), name='agreement_signed_at'),
        ),
        migrations.AddConstraint(
            model_name='datakey',
            constraint=models.UniqueConstraint(fields=('agreement', 'version'), name='data_key_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(fields=('agreement', 'membership'), name='participant_once'),
        ),
        migrations.AddConstraint(
            model_name='amendmentsignature',
            constraint=models.UniqueConstraint(fields=('amendment', 'participant'), name='amendment_signature_once'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='agreement_version_once'),
        ),
        migrations.AddConstraint(
            model_name='agreementsignature',
            constraint=models.UniqueConstraint(fields=('version', 'participant'), name='agreement_signature_once'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.UniqueConstraint(fields=('record', 'number'), name='amendment_number_once'),
        ),
        migrations.AddConstraint(
            model_name='recordsignature',
            constraint=models.UniqueConstraint(fields=('record', 'participant', 'share_number'), name='record_signature_once'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('record', 'stage', 'author'), name='section_once'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('cancel_reason', ''), _negated=True), ('cancelled_at__isnull', False), ('cancelled_by__isnull', False), ('state', 'CANCELLED')), models.Q(('cancel_reason', ''), ('cancelled_at', None), ('cancelled_by', None), ('state__in', ['PLANNED', 'HELD'])), _connector='OR'), name='session_cancelled_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content_digest', ''), ('locked_at', None), ('shared_at', None), ('shared_by', None), ('state', 'DRAFT')), models.Q(models.Q(('content_digest', ''), _negated=True), ('locked_at', None), ('shared_at__isnull', False), ('shared_by__isnull', False), ('state', 'SHARED')), models.Q(models.Q(('content_digest', ''), _negated=True), ('locked_at__isnull', False), ('shared_at__isnull', False), ('shared_by__isnull', False), ('state', 'LOCKED')), _connector='OR'), name='record_state_and_its_moments'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('session', 'position'), name='agenda_item_position_once'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='agenda_item_done_at_and_by'),
        ),
    ]
