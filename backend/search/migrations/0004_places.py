from django.db import migrations, models


class Migration(migrations.Migration):
    """What is in the table is written anew: the index is another one since."""

    dependencies = [("search", "0003_sayings_as_a_line")]

    operations = [
        migrations.AddField(
            model_name="searchdocument",
            name="places",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
    ]
