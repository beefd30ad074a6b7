"""The agenda's order, and bringing something to supervision."""

from typing import Any

from django import forms

from supervision.forms import VersionForm, own_words
from supervision.queries.capture import Place


class PlaceForm(VersionForm):
    """Where an item goes, counted from 1."""

    place = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)


class CaptureForm(forms.Form):
    """One field. Which supervision it is for is asked only of those who have several."""

    text = own_words("What do you want to bring?", rows=3, required=True)
    agreement_id = forms.TypedChoiceField(
        label="To which supervision?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where you want to bring it."},
    )

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(place.agreement_id), place.title) for place in places]
        self.fields["agreement_id"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["agreement_id"].widget = forms.HiddenInput()
            self.fields["agreement_id"].initial = choices[0][0]


class PutForm(VersionForm):
    session_id = forms.UUIDField(widget=forms.HiddenInput)
