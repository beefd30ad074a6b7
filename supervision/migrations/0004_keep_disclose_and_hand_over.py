import django.db.models.deletion
import uuid
from django.db import migrations, models

from supervision import guards


def install(apps, schema_editor):
    guards.install(connection=schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(connection=schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_limits_table'),
        ('supervision', '0003_session_screen'),
    ]

    operations = [
        # SQLite refuses to rebuild a table that a trigger of another one asks about.
        migrations.RunPython(remove, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='participant',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervision_parts', to='identity.membership'),
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
        ),
        migrations.CreateModel(
            name='DeletionCertificate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('PRIVATE_NOTE', 'Private notes'), ('REFLECTIVE', 'Reflective sections, amendments and notes of difference'), ('AGENDA', 'Agenda items'), ('AGREEMENT', 'Agreements, attendance and signatures')], max_length=12)),
                ('length', models.PositiveSmallIntegerField()),
                ('due_before', models.DateTimeField()),
                ('erased_at', models.DateTimeField()),
                ('number', models.PositiveIntegerField()),
                ('membership', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
            ],
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
        ),
        migrations.CreateModel(
            name='DisclosedSession',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disclosures', to='supervision.session')),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='supervision.disclosure')),
            ],
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('row_id', models.UUIDField(db_index=True)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='supervision.deletioncertificate')),
            ],
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
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('COURT_ORDER', 'Court order'), ('CRIMINAL_DISCLOSURE', 'Disclosure in criminal proceedings'), ('CIVIL_CLAIM', 'Civil claim or employment tribunal'), ('INQUEST', 'Inquest or public inquiry'), ('REGULATOR', 'A regulator’s legal power'), ('SAFEGUARDING_REVIEW', 'Statutory safeguarding review')], max_length=20)),
                ('reference', models.CharField(max_length=40)),
                ('review_on', models.DateField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('placed_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
            ],
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
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('PRIVATE_NOTE', 'Private notes'), ('REFLECTIVE', 'Reflective sections, amendments and notes of difference'), ('AGENDA', 'Agenda items'), ('AGREEMENT', 'Agreements, attendance and signatures')], max_length=12)),
                ('number', models.PositiveIntegerField()),
                ('length', models.PositiveSmallIntegerField()),
                ('approved_at', models.DateTimeField()),
                ('holds_from', models.DateTimeField()),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('released_by__isnull', False), ('state', 'RELEASED'), ('expires_at__gt', models.F('released_at'))), models.Q(models.Q(('state', 'RELEASED'), _negated=True), ('expires_at', None), ('released_at', None), ('released_by', None)), _connector='OR'), name='data_request_released_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(('released_by', None), models.Q(('released_by', models.F('membership')), _negated=True), _connector='OR'), name='data_request_second_reader'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ASKED')), fields=('membership',), name='data_request_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='deletioncertificate',
            constraint=models.CheckConstraint(condition=models.Q(('due_before__lt', models.F('erased_at'))), name='certificate_of_what_was_due'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at', None), ('agreed_by', None)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='disclosure_agreed_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content_asked_at', None), ('content_asked_by', None)), models.Q(('content_asked_at__isnull', False), ('content_asked_by__isnull', False)), _connector='OR'), name='disclosure_content_asked_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content_agreed_at', None), ('content_agreed_by', None)), models.Q(('content_agreed_at__isnull', False), ('content_agreed_by__isnull', False)), _connector='OR'), name='disclosure_content_agreed_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='disclosure_revoked_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_by', None), models.Q(('agreed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='disclosure_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('content_agreed_by', None), models.Q(models.Q(('content_agreed_by', models.F('content_asked_by')), _negated=True), ('content_asked_by__isnull', False)), _connector='OR'), name='disclosure_of_content_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='disclosure_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='disclosedsession',
            constraint=models.UniqueConstraint(fields=('disclosure', 'session'), name='disclosed_session_once'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(fields=('certificate', 'row_id'), name='erasure_once'),
        ),
        migrations.AddConstraint(
            model_name='exportpart',
            constraint=models.UniqueConstraint(fields=('request', 'agreement'), name='export_part_once'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at', None), ('released_by', None)), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='legal_hold_released_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('begins'))), name='redaction_of_something'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.UniqueConstraint(fields=('request', 'item', 'begins', 'ends'), name='redaction_once'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.UniqueConstraint(fields=('organisation', 'kind', 'number'), name='retention_rule_once'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('holds_from__gt', models.F('approved_at'))), name='retention_rule_holds_later'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('length__gte', 1)), name='retention_rule_length'),
        ),
        migrations.RunPython(install, remove),
    ]
