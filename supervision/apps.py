from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    label = "supervision"
    demo_content = "supervision.demo.load"
    duties = "supervision.duties.DUTIES"

    def ready(self) -> None:
        from supervision import sealed  # noqa: PLC0415 -- it needs the models

        sealed.register()
