from typing import Any

from django.core.management.commands import check


class Command(check.Command):
    """Django's own, and always with the database: what is wrong with an installation is often in there."""

    help = "Says what is wrong with this set-up, in plain words, and what to do."

    def handle(self, *app_labels: Any, **options: Any) -> None:
        options["databases"] = options["databases"] or ["default"]
        super().handle(*app_labels, **options)
