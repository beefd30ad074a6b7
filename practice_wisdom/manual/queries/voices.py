from practice_wisdom.manual.models import PracticeNote, Suggestion


def anybody_spoke(*, partnership_id: int) -> bool:
    """Whether a suggestion or a practice note was ever made here."""
    return (
        Suggestion.objects.filter(revision__page__partnership_id=partnership_id).exists()
        or PracticeNote.objects.filter(page__partnership_id=partnership_id).exists()
    )
