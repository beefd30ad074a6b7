from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "backend.search"
    label = "search"

    def ready(self) -> None:
        from backend.search import checks  # noqa: F401, PLC0415 -- registers itself, once the apps are loaded
