from typing import Any

from django.db import migrations, models

LEXEMES = [
    "ALTER TABLE search_document ADD COLUMN lexemes tsvector GENERATED ALWAYS AS (stems::tsvector) STORED",
    "CREATE INDEX search_document_lexemes ON search_document USING gin (lexemes)",
]


def add_lexemes(apps: Any, schema_editor: Any) -> None:
    """Only PostgreSQL knows the type; elsewhere the table stays empty."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in LEXEMES:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("engine", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=32)),
                ("recipe", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="PendingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                ("marked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=120)),
                ("stems", models.TextField()),
                ("words", models.JSONField()),
                ("name", models.JSONField()),
                ("words_length", models.PositiveIntegerField()),
                ("name_length", models.PositiveIntegerField()),
                ("line", models.TextField()),
                ("said", models.TextField()),
                ("unsaid", models.TextField()),
                ("boost", models.FloatField()),
                ("payload", models.TextField()),
            ],
            options={
                "db_table": "search_document",
                "indexes": [models.Index(fields=["scope"], name="search_document_scope")],
                "constraints": [models.UniqueConstraint(fields=("key",), name="search_document_key")],
            },
        ),
        migrations.RunPython(add_lexemes, migrations.RunPython.noop),
    ]
