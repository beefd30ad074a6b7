from django.apps import AppConfig


class ManualConfig(AppConfig):
    name = "practice_wisdom.manual"
    label = "manual"
    duties = "practice_wisdom.manual.duties.DUTIES"
    demo_content = "practice_wisdom.starter_content.demo.load"

    def ready(self) -> None:
        from backend.kernel import references, targets  # noqa: PLC0415 -- app ready
        from practice_wisdom.manual.queries import (  # noqa: PLC0415 -- app ready
            findable,
            glossary,
            local_notes,
            pages,
            practice_notes,
            questions,
            referred_pages,
            revisions,
            schedules,
            suggestions,
            withdrawals,
        )

        targets.register(pages.PAGE_KIND, pages.cards)
        references.register(pages.PAGE_KIND, referred_pages.ReferredPages())
        targets.register(local_notes.IN_AREA_KIND, local_notes.cards_in_areas)
        targets.register(questions.QUESTION_KIND, questions.cards)
        targets.register(schedules.REVISION_KIND, revisions.cards)
        targets.register(withdrawals.WITHDRAWAL_KIND, withdrawals.cards)
        targets.register(glossary.TERM_KIND, glossary.cards)
        targets.register(local_notes.LOCAL_NOTE_KIND, local_notes.cards)
        targets.register(suggestions.SUGGESTION_KIND, suggestions.cards)
        targets.register(practice_notes.NOTE_KIND, practice_notes.cards)
        findable.register()
        _register_notices()


def _register_notices() -> None:
    from backend.notifications import kinds, topics  # noqa: PLC0415 -- app ready
    from backend.notifications.enums import Group  # noqa: PLC0415 -- app ready
    from practice_wisdom.manual.notices import GROUPS, SENTENCES  # noqa: PLC0415 -- app ready
    from practice_wisdom.manual.queries.followers import FollowedTopics  # noqa: PLC0415 -- app ready

    for kind, sentence in SENTENCES.items():
        kinds.register(kind, sentence, group=GROUPS.get(kind, Group.OFFERED))
    topics.register(FollowedTopics())
