from django.apps import AppConfig


class ManualConfig(AppConfig):
    name = "practice_wisdom.manual"
    label = "manual"
    duties = "practice_wisdom.manual.duties.DUTIES"
    demo_content = "practice_wisdom.starter_content.demo.load"

    def ready(self) -> None:
        from backend.kernel import targets  # noqa: PLC0415 -- app ready
        from backend.notifications import kinds  # noqa: PLC0415 -- app ready
        from backend.search import documents, synonyms  # noqa: PLC0415 -- app ready
        from practice_wisdom.manual.operations.telling import SENTENCES  # noqa: PLC0415 -- app ready
        from practice_wisdom.manual.queries import findable, glossary, pages, questions  # noqa: PLC0415 -- app ready

        targets.register(pages.PAGE_KIND, pages.cards)
        targets.register(questions.QUESTION_KIND, questions.cards)
        kinds.register(questions.SETTLED, "The curators have settled a question you asked.")
        targets.register(glossary.TERM_KIND, glossary.cards)
        documents.register(
            kind=pages.PAGE_KIND,
            load=findable.page_documents,
            all_keys=findable.page_keys,
            keys_of=findable.page_keys_of,
        )
        documents.register(
            kind=glossary.TERM_KIND,
            load=findable.term_documents,
            all_keys=findable.term_keys,
            keys_of=findable.term_keys_of,
            explains=True,
        )
        synonyms.register_synonyms(findable.synonyms_of)
        for kind, sentence in SENTENCES.items():
            kinds.register(kind, sentence)
