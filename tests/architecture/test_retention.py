"""Nobody adds a field without saying how long it is kept and whose data it is: `retention.toml` beside the models."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

OWNERS = {"author", "both", "organisation", "participant", "person", "system"}
OURS = [
    app
    for app in apps.get_app_configs()
    if app.name.split(".")[0] in {"backend", "practice_wisdom", "supervision"} and list(app.get_models())
]


def declared(app):
    return tomllib.loads((Path(app.path) / "retention.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("app", OURS, ids=lambda app: app.label)
def test_every_field_of_every_model_is_declared(app):
    lines = declared(app)
    del lines["rules"]

    fields = {model.__name__: {field.name for field in model._meta.concrete_fields} for model in app.get_models()}

    assert {name: set(line) for name, line in lines.items()} == fields


@pytest.mark.parametrize("app", OURS, ids=lambda app: app.label)
def test_every_line_names_a_rule_and_an_owner_that_exist(app):
    lines = declared(app)
    rules = lines.pop("rules")

    wrong = [
        (model, field)
        for model, fields in lines.items()
        for field, line in fields.items()
        if set(line) != {"rule", "owner"} or line["rule"] not in rules or line["owner"] not in OWNERS
    ]

    assert wrong == []
