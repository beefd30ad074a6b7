import django.db.models.deletion
from django.db import migrations, models

from practice_wisdom.manual import editions


def install(apps, schema_editor):
    """Other words for the same thing begin an edition, too."""
    editions.install(connection=schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_invitation_requests"),
        ("manual", "0001_squashed_0013_in_and_out"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandedOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_id", models.BigIntegerField()),
                ("digest", models.CharField(max_length=16)),
                ("listed", models.JSONField()),
                ("asked_on", models.DateField()),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.partnership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("partnership", "area_id", "digest"), name="handed_out_once")
                ],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
