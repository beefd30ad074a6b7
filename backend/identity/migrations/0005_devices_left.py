from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_invitation_requests")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="devices_left_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
