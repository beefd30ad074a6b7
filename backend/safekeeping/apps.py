from django.apps import AppConfig


class SafekeepingConfig(AppConfig):
    name = "backend.safekeeping"
    label = "safekeeping"

    def ready(self) -> None:
        from backend.safekeeping import checks  # noqa: F401, PLC0415 -- registers itself, once the apps are loaded
