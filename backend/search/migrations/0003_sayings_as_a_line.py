from django.db import migrations, models


class Migration(migrations.Migration):
    """What is in the table is written anew: the index is another one since."""

    dependencies = [("search", "0002_sayings")]

    operations = [
        migrations.RemoveField(model_name="searchdocument", name="sayings"),
        migrations.AddField(
            model_name="searchdocument",
            name="sayings",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
    ]
