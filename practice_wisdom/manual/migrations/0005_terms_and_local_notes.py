import django.db.models.deletion
import uuid
from django.db import migrations, models


def say_they_are_from_the_starter_glossary(apps, schema_editor):
    """Until now nothing else could put a term there."""
    apps.get_model("manual", "Term").objects.update(from_starter=True)


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_limits_table'),
        ('manual', '0004_confirmations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Glossary',
            fields=[
                ('partnership', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='identity.partnership')),
                ('edition', models.UUIDField(default=uuid.uuid4)),
            ],
        ),
        migrations.CreateModel(
            name='LocalNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
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
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='term',
            name='from_starter',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(say_they_are_from_the_starter_glossary, migrations.RunPython.noop),
        migrations.AddField(
            model_name='term',
            name='removed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='term',
            name='removed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership'),
        ),
        migrations.AddField(
            model_name='term',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='term_removed_at_and_by'),
        ),
        migrations.AddField(
            model_name='localnote',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.area'),
        ),
        migrations.AddField(
            model_name='localnote',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership'),
        ),
        migrations.AddField(
            model_name='localnote',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_notes', to='manual.page'),
        ),
        migrations.AddField(
            model_name='wording',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.membership'),
        ),
        migrations.AddField(
            model_name='wording',
            name='note',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='manual.localnote'),
        ),
        migrations.AddConstraint(
            model_name='localnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='local_note_ended_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.UniqueConstraint(fields=('note', 'number'), name='wording_number_once'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(('review_by__gt', models.F('checked_on'))), name='wording_review_after_check'),
        ),
    ]
