from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    name = "backend.embedded"
    label = "embedded"
