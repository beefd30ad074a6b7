import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery


def take_from_live_revisions(apps, schema_editor):
    page, revision = apps.get_model("manual", "Page"), apps.get_model("manual", "Revision")
    live = revision.objects.filter(id=OuterRef("live_revision_id"))
    page.objects.exclude(live_revision=None).update(
        checked_on=Subquery(live.values("checked_on")[:1]), review_by=Subquery(live.values("review_by")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_limits_table"), ("manual", "0003_verdicts")]

    operations = [
        migrations.AddField("page", "checked_on", models.DateField(blank=True, null=True)),
        migrations.AddField("page", "review_by", models.DateField(blank=True, null=True)),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmed_at", models.DateTimeField()),
                ("checked_on", models.DateField()),
                ("review_by", models.DateField()),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.membership"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="manual.revision",
                    ),
                ),
            ],
            options={"ordering": ["-checked_on", "-id"]},
        ),
        migrations.AddConstraint(
            "confirmation",
            models.UniqueConstraint(fields=("revision", "checked_on"), name="confirmation_once_a_day"),
        ),
        migrations.RunPython(take_from_live_revisions, migrations.RunPython.noop),
        migrations.AddConstraint(
            "page",
            models.CheckConstraint(
                condition=Q(live_revision=None, checked_on=None, review_by=None)
                # Not "greater" alone: a database lets through what it cannot compare.
                | Q(live_revision__isnull=False, checked_on__isnull=False, review_by__isnull=False)
                & Q(review_by__gt=F("checked_on")),
                name="page_fresh_while_live",
            ),
        ),
    ]
