from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    label = "supervision"
    demo_content = "supervision.demo.load"
    duties = "supervision.duties.DUTIES"

    def ready(self) -> None:
        from backend.kernel import targets  # noqa: PLC0415 -- app ready
        from backend.notifications import kinds  # noqa: PLC0415 -- app ready
        from supervision import notices, sealed  # noqa: PLC0415 -- it needs the models
        from supervision.queries import data_request, disclosure, hold, inbox  # noqa: PLC0415 -- app ready

        sealed.register()
        targets.register(hold.KIND, hold.cards)
        targets.register(hold.REVIEW_KIND, hold.review_cards)
        targets.register(data_request.KIND, data_request.cards)
        targets.register(disclosure.KIND, disclosure.cards)
        for kind, cards in inbox.CARDS.items():
            targets.register(kind, cards)
        for kind, sentence in notices.SENTENCES.items():
            kinds.register(kind, sentence)
