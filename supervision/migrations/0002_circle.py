import django.db.models.deletion
import uuid
from django.db import migrations, models
from django.utils import timezone

from supervision.policy.agreement import first_review


def note_what_holds(apps, schema_editor):
    """Terms could not change once both had signed: the newest version of what was signed is in force."""
    Agreement = apps.get_model("supervision", "Agreement")
    Participant = apps.get_model("supervision", "Participant")
    for agreement in Agreement.objects.exclude(signed_at=None):
        agreement.in_force = agreement.version
        agreement.review_due_on = first_review(signed_on=timezone.localdate(agreement.signed_at))
        agreement.save(update_fields=["in_force", "review_due_on"])
        Participant.objects.filter(agreement=agreement).update(joined_at=agreement.signed_at)


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_limits_table'),
        ('supervision', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('due_on', models.DateField()),
                ('number', models.PositiveIntegerField()),
                ('reviewed_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_kind',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_signed_at',
        ),
        migrations.RemoveConstraint(
            model_name='participant',
            name='participant_once',
        ),
        migrations.AddField(
            model_name='agreement',
            name='in_force',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='review_due_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='participant',
            name='first_version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='participant',
            name='joined_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='participant',
            name='left_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='participant',
            name='part',
            field=models.CharField(choices=[('SUPERVISOR', 'Supervisor'), ('SUPERVISEE', 'Supervisee'), ('PEER', 'Peer'), ('FACILITATOR', 'Facilitator'), ('MEMBER', 'Member')], max_length=11),
        ),
        migrations.RunPython(note_what_holds, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['MANAGEMENT', 'REFLECTIVE', 'RESTORATIVE', 'PEER', 'GROUP', 'JOINT'])), name='agreement_kind'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['PROPOSED', 'ENDED']), ('in_force', None), ('review_due_on', None), ('signed_at', None)), models.Q(('state__in', ['SIGNED', 'ENDED']), ('in_force__isnull', False), ('review_due_on__isnull', False), ('signed_at__isnull', False)), _connector='OR'), name='agreement_signed_at'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('in_force', None), ('in_force__lte', models.F('version')), _connector='OR'), name='agreement_in_force'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('agreement', 'membership'), name='participant_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None), ('part', 'FACILITATOR')), fields=('agreement',), name='one_facilitator'),
        ),
        migrations.AddField(
            model_name='agreementreview',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='supervision.agreement'),
        ),
        migrations.AddField(
            model_name='agreementreview',
            name='participant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.participant'),
        ),
        migrations.AddConstraint(
            model_name='agreementreview',
            constraint=models.UniqueConstraint(fields=('agreement', 'due_on', 'number', 'participant'), name='review_once'),
        ),
    ]
