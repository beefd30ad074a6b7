from django.db import migrations, models

from backend.audit import guards


def install(apps, schema_editor):
    guards.install(connection=schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(connection=schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('seq', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('actor_person_id', models.BigIntegerField(db_index=True, null=True)),
                ('actor_membership_id', models.BigIntegerField(null=True)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('verb', models.CharField(choices=[('COLLECT', 'Collect'), ('CONSULT', 'Consult'), ('ALTER', 'Alter'), ('DISCLOSE', 'Disclose'), ('COMBINE', 'Combine'), ('ERASE', 'Erase'), ('AUTH', 'Auth'), ('ADMIN', 'Admin'), ('KEYS', 'Keys')], max_length=8)),
                ('key', models.CharField(max_length=120)),
                ('section', models.CharField(blank=True, max_length=60)),
                ('version', models.PositiveBigIntegerField(null=True)),
                ('outcome', models.CharField(choices=[('ALLOW', 'Allow'), ('DENY', 'Deny')], max_length=5)),
                ('reason', models.CharField(blank=True, max_length=80)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('prev', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'verbose_name_plural': 'entries',
                'indexes': [models.Index(fields=['key', 'verb', '-seq'], name='audit_entry_of_key')],
                'constraints': [models.CheckConstraint(condition=models.Q(('verb__in', ['COLLECT', 'CONSULT', 'ALTER', 'DISCLOSE', 'COMBINE', 'ERASE', 'AUTH', 'ADMIN', 'KEYS'])), name='audit_entry_verb'), models.CheckConstraint(condition=models.Q(('outcome__in', ['ALLOW', 'DENY'])), name='audit_entry_outcome'), models.CheckConstraint(condition=models.Q(('seq__gte', 1)), name='audit_entry_seq')],
            },
        ),
        migrations.RunPython(install, remove),
    ]
