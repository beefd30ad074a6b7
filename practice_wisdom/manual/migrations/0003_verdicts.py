import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual


class Migration(migrations.Migration):
    dependencies = [("manual", "0002_former_addresses"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("helpful", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("given_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="manual.revision"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "verdict", models.UniqueConstraint(fields=("revision", "person"), name="verdict_once_a_person")
        ),
        migrations.AddConstraint(
            "verdict",
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("reason"), 500), name="verdict_reason_is_short"
            ),
        ),
    ]
