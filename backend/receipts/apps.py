from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "backend.receipts"
    label = "receipts"
