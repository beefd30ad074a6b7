"""What people agree to do, and what became of it."""

from typing import Any, Self

from django import forms

from supervision.enums import ActionState
from supervision.forms import PLAIN_FIELD, VersionForm, own_words
from supervision.forms.planning import date_field
from supervision.queries.participant import Circle

NO_DATE = "Leave it empty if it has no date."


class ActionForm(VersionForm):
    """`version` is 0 for a new one. The operation knows who can own it; `offer` says so on screen."""

    text = own_words("What will be done?", rows=2, required=True)
    owner_id = forms.UUIDField(
        label="Who does it?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid"), "Choose who does it."),
    )
    due_on = date_field("By when?", required=False, help_text=NO_DATE)

    def offer(self, circle: Circle) -> Self:
        people = [(str(who.participant_id), "You" if who.is_me else who.name) for who in circle.everybody]
        self.fields["owner_id"].widget.choices = people
        return self


class MarkActionForm(VersionForm):
    """`back` says on which page the button stood; on a session's agenda, `session_id` says on whose.

    The reason is asked of what changes or is dropped, so it never says "optional".
    """

    state = forms.ChoiceField(
        label="What became of it?",
        choices=ActionState.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose changed or dropped."},
    )
    reason = own_words("What changes, or why is it dropped?", rows=2)
    due_on = date_field("New date", required=False, help_text=NO_DATE)
    back = forms.ChoiceField(choices=[("record", "record"), ("session", "session")], required=False)
    session_id = forms.UUIDField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].template_name = PLAIN_FIELD  # type: ignore[attr-defined]  # the stubs do not know it yet
