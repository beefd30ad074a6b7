from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "backend.identity"
    label = "identity"

    def ready(self) -> None:
        from backend.identity import seed_seals  # noqa: PLC0415 -- it needs the models

        seed_seals.register()
