from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "backend.notifications"
    label = "notifications"
    duties = "backend.notifications.duties.DUTIES"

    def ready(self) -> None:
        from backend.notifications import checks  # noqa: F401, PLC0415 -- registers itself, once the apps are loaded
