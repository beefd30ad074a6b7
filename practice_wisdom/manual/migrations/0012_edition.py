from django.db import migrations, models

from practice_wisdom.manual import editions


def install(apps, schema_editor):
    editions.install(connection=schema_editor.connection)


def remove(apps, schema_editor):
    editions.remove(connection=schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("manual", "0011_workflow"), ("identity", "0002_limits_table")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32)),
            ],
        ),
        migrations.RunPython(install, remove),
    ]
