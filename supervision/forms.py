"""What the screens of supervision take. Operations check the lengths, so that a paste is never cut in silence."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from supervision.enums import OFFERED_KINDS, CancelReason, Frequency, Kind, Mode, Part, Visibility
from supervision.forms_library import TIMES
from supervision.forms_library import forms as reflective_forms
from supervision.models import Terms
from supervision.queries.reading import MAX_PAGE

PLAIN_FIELD = "supervision/parts/plain_field.html"
SUGGESTED = "Suggested words: change them as you like."
SUGGESTED_TERMS = {
    "not_this": "Not performance management, not discipline, not therapy. Case decisions stay in the case system.",
    "line_managers_told": "That we meet, and when. Never what is said.",
    "record_rules": (
        "We write what we learn, without names or case details. Each of us writes their own words and chooses who "
        "reads them. We both read the record before we sign it."
    ),
}
KIND_LABELS = {
    Kind.MANAGEMENT: "Management supervision: workload, standards and support",
    Kind.REFLECTIVE: "Reflective supervision: thinking about the work and what it does to you",
    Kind.RESTORATIVE: "Restorative supervision: settling after hard work",
    Kind.PEER: "Peer supervision: the two of you as equals",
}
VISIBILITY_LABELS = {
    Visibility.ONLY_ME: "Only me. Nobody else sees it day to day; it can still be asked for.",
    Visibility.TWO_OF_US: (
        "The two of us. The other person can read it as soon as it is saved, and it is part of what you both sign."
    ),
    Visibility.EVERYONE_IN_SESSION: "Everyone in the session. Today that is the two of you.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two, as the terms name them."""

    name: str
    organisation: str
    is_me: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the terms: its heading, and the names of its fields."""

    title: str
    intro: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockOfFields:
    title: str
    intro: str
    fields: list[BoundField]


BLOCKS = (
    Block(title="Mandate", intro="", names=("purpose", "goals", "not_this")),
    Block(
        title="Accountability",
        intro=(
            "Standards, workload and decisions about work are the normative function of supervision, and it stays at "
            "home. A joint agreement cannot be signed until it says who carries it for each of you."
        ),
        names=(
            "proposer_accountability",
            "other_accountability",
            "governing_policy",
            "may_direct_work",
            "line_managers_told",
        ),
    ),
    Block(title="Rhythm", intro="", names=("frequency", "length_minutes", "place")),
    Block(
        title="Working together",
        intro="",
        names=("proposer_wants", "proposer_brings", "other_wants", "other_brings"),
    ),
    Block(title="The record", intro="", names=("record_rules",)),
    Block(
        title="Confidence and its limits",
        intro="What is said stays between the two of you, within limits that nobody can edit away.",
        names=("further_limits",),
    ),
)


def labels_of_terms(*, proposer: Side, other_side: Side) -> dict[str, str]:
    """What each field is called, with the two people's names where a line is one person's."""
    labels = {
        "purpose": "Purpose",
        "goals": "Goals",
        "not_this": "What this is not",
        "governing_policy": "Whose policy governs",
        "may_direct_work": "May one of you direct the other’s work?",
        "line_managers_told": "What line managers are told",
        "frequency": "How often",
        "length_minutes": "How long, in minutes",
        "place": "Where, or how if you meet remotely",
        "record_rules": "What goes in the record, and how",
        "further_limits": "Anything you add to these limits",
    }
    for prefix, side in (("proposer", proposer), ("other", other_side)):
        wants, brings = ("You want", "You bring") if side.is_me else (f"{side.name} wants", f"{side.name} brings")
        carried = f"Who carries standards, workload and decisions for {'you' if side.is_me else side.name}"
        labels[f"{prefix}_accountability"] = f"{carried}, in {side.organisation}"
        labels[f"{prefix}_wants"] = f"{wants} from this"
        labels[f"{prefix}_brings"] = f"{brings} to it"
    return labels


def _words(*, rows: int = 3, help_text: str = "") -> forms.CharField:
    """Never "optional" on screen: what is empty now can still be settled before signing."""
    return forms.CharField(
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "true"}),
        template_name=PLAIN_FIELD,  # type: ignore[call-arg]  # the stubs do not know it yet
    )


def _own_words(label: str, *, rows: int, required: bool = False) -> forms.CharField:
    """Taken to the letter: also spaces and empty lines are the writer's."""
    return forms.CharField(
        label=label,
        required=required,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "true"}),
        error_messages={"required": "Write something first."},
    )


def _one(label: str, choices: Any, error: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": error})


def _minutes(**more: Any) -> forms.IntegerField:
    unfit = "Choose a length between 10 and 240 minutes."
    return forms.IntegerField(
        min_value=10,
        max_value=240,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), unfit),
        **more,
    )


class VersionForm(forms.Form):
    """`version` is the one the sender has seen."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class PageForm(forms.Form):
    """Which page of a long list; the first unless it says."""

    page = forms.IntegerField(min_value=1, max_value=MAX_PAGE, required=False)

    def clean_page(self) -> int:
        return self.cleaned_data["page"] or 1


class TermsForm(forms.Form):
    """A whole version of the terms. `word_for` names the two people in the labels before it is shown."""

    purpose = _words(help_text="Why the two of you meet.")
    goals = _words(help_text="What should be different in six months.")
    not_this = _words(rows=4, help_text=SUGGESTED)
    proposer_accountability = _words(rows=2, help_text="By role: a line manager, an inspector, a team manager.")
    other_accountability = _words(rows=2, help_text="By role. Either of you can change it later.")
    governing_policy = _words(rows=2, help_text="For example: each home organisation’s own supervision policy.")
    may_direct_work = forms.TypedChoiceField(
        choices=[("no", "No"), ("yes", "Yes")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    line_managers_told = _words(rows=2, help_text=SUGGESTED)
    frequency = forms.ChoiceField(choices=Frequency.choices, initial=Frequency.MONTHLY)
    length_minutes = _minutes(initial=60)
    place = _words(rows=2, help_text="A room where nobody waits for you. What counts as a fair interruption?")
    proposer_wants = _words()
    proposer_brings = _words()
    other_wants = _words()
    other_brings = _words()
    record_rules = _words(rows=6, help_text=SUGGESTED)
    further_limits = _words(help_text="For example: what each line manager sees.")

    def word_for(self, *, proposer: Side, other_side: Side) -> None:
        for name, label in labels_of_terms(proposer=proposer, other_side=other_side).items():
            self.fields[name].label = label

    def blocks(self) -> list[BlockOfFields]:
        return [BlockOfFields(block.title, block.intro, [self[name] for name in block.names]) for block in BLOCKS]

    def terms(self) -> Terms:
        return Terms(**{field.name: self.cleaned_data[field.name] for field in fields(Terms)})


class ChangeTermsForm(VersionForm, TermsForm):
    pass


class ProposalForm(TermsForm):
    """The terms, and which supervision it is. Between two organisations it is always joint, so nobody is asked."""

    kind = _one("Which kind of supervision?", [], "Choose a kind.")
    part = forms.ChoiceField(label="Your part", required=False, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, joint: bool, other: Side, may_supervise: bool, other_may: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        parts = [(Part.SUPERVISOR.value, f"You supervise {other.name}")] if may_supervise else []
        parts += [(Part.SUPERVISEE.value, f"{other.name} supervises you")] if other_may else []
        self.fields["part"].choices = parts  # type: ignore[attr-defined]
        if len(parts) == 1:
            self.fields["part"].initial = parts[0][0]
        if joint:
            del self.fields["kind"]
            return
        kinds = [kind for kind in OFFERED_KINDS if kind in KIND_LABELS and (parts or kind is Kind.PEER)]
        self.fields["kind"].choices = [(kind.value, KIND_LABELS[kind]) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["part"].help_text = "Not asked for peer supervision."
        if not parts:
            del self.fields["part"]

    @property
    def is_possible(self) -> bool:
        """Joint supervision needs a supervisor on one side."""
        return "kind" in self.fields or bool(self.fields["part"].choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.setdefault("kind", Kind.JOINT.value if "kind" not in self.fields else "")
        if cleaned["kind"] == Kind.PEER:
            cleaned["part"] = Part.PEER.value
        elif cleaned["kind"] and "part" not in self.errors and not cleaned.get("part"):
            self.add_error("part", "Choose your part.")
        return cleaned


class PlanForm(forms.Form):
    on = forms.DateField(
        label="Date",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a date."},
    )
    at = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Choose a time."},
    )
    minutes = _minutes(label="Length, in minutes")
    mode = _one("How do you meet?", Mode.choices, "Choose how you meet.")

    def planned_for(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"]))


class CancelForm(VersionForm):
    reason = _one("Why?", CancelReason.choices, "Choose a reason.")


class AgendaForm(forms.Form):
    text = _own_words("What do you want to talk about?", rows=2, required=True)


class AgendaItemForm(VersionForm):
    text = _own_words("Your item", rows=2, required=True)


class MarkForm(VersionForm):
    done = forms.BooleanField(required=False, widget=forms.HiddenInput)


class StartForm(forms.Form):
    minutes = forms.TypedChoiceField(
        label="The time you have",
        choices=[(minutes, f"{minutes} minutes") for minutes in TIMES],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the time you have."},
    )
    form_key = forms.ChoiceField(label="The form for today", choices=[], error_messages={"required": "Choose a form."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(form.key, form.name) for form in reflective_forms().values()]
        self.fields["form_key"].choices = choices  # type: ignore[attr-defined]


class SectionForm(VersionForm):
    """`also`: the words that were saved elsewhere meanwhile, sent along when the writer wants both."""

    text = _own_words("Your words", rows=6)
    also = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    press = forms.ChoiceField(choices=[("save", "Save"), ("both", "Save both")], required=False)
    visibility = forms.ChoiceField(
        label="Who can read this?",
        choices=[(code.value, label) for code, label in VISIBILITY_LABELS.items()],
        required=False,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        if sent.get("press") == "both" and "text" in sent:
            sent["text"] = f"{sent['text']}\n\n{sent['also']}"
        return sent


class SignForm(VersionForm):
    note = _own_words("A note of difference", rows=4)


class AmendmentForm(forms.Form):
    text = _own_words("What you add", rows=6, required=True)
