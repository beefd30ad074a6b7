"""What the screens of supervision take. Operations check the lengths, so that a paste is never cut in silence."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.forms import BoundField

from supervision.enums import PRIVATE_DAYS, REASONS_TO_CANCEL, Frequency, Kind, Part, Statement, Visibility
from supervision.forms_library import TIMES, ReflectiveForm
from supervision.models import OwnLines, Terms
from supervision.models.terms import OWN_LINES, own_name
from supervision.queries.comparison import MAX_VERSION
from supervision.queries.participant import Circle, Colleague
from supervision.queries.reading import MAX_PAGE
from supervision.terms_on_screen import BLOCKS, Side, labels_of_terms

PLAIN_FIELD = "supervision/parts/plain_field.html"
SUGGESTED = "Suggested words: change them as you like."
OWN_HINTS = {"accountability": "By role: a line manager, an inspector, a team manager."}
KIND_LABELS = {
    Kind.MANAGEMENT: "Management supervision: workload, standards and support",
    Kind.REFLECTIVE: "Reflective supervision: thinking about the work and what it does to you",
    Kind.RESTORATIVE: "Restorative supervision: settling after hard work",
    Kind.PEER: "Peer supervision: the two of you as equals",
}
ONLY_ME = (
    f"Only me. Only you see this day to day; it can still be asked for. It is deleted {PRIVATE_DAYS} days after your "
    "last change, or when your organisation decided; not if you share it."
)
VISIBILITY_OF_TWO = {
    Visibility.ONLY_ME: ONLY_ME,
    Visibility.TWO_OF_US: (
        "The two of us. The other person can read it as soon as it is saved, it is part of what you both sign, and it "
        "is kept with the record."
    ),
    Visibility.EVERYONE_IN_SESSION: "Everyone in the session. Today that is the two of you.",
}
EVERYONE_IN_GROUP = (
    "Everyone in the session. They can read it as soon as it is saved, and it is part of what all of you sign."
)


def visibility_labels(circle: Circle) -> dict[Visibility, str]:
    if not circle.is_group:
        return VISIBILITY_OF_TWO
    labels = {Visibility.ONLY_ME: ONLY_ME}
    facilitator = circle.facilitator
    if facilitator and not facilitator.is_me:
        labels[Visibility.TWO_OF_US] = (
            f"You and {facilitator.name}, who facilitates. It is not part of what the group signs."
        )
    return labels | {Visibility.EVERYONE_IN_SESSION: EVERYONE_IN_GROUP}


@dataclass(frozen=True, slots=True)
class BlockOfFields:
    title: str
    intro: str
    fields: list[BoundField]


def _words(*, rows: int = 3, help_text: str = "") -> forms.CharField:
    """Never "optional" on screen: what is empty now can still be settled before signing."""
    return forms.CharField(
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "true"}),
        template_name=PLAIN_FIELD,  # type: ignore[call-arg]  # the stubs do not know it yet
    )


def own_words(label: str, *, rows: int, required: bool = False) -> forms.CharField:
    """Taken to the letter: also spaces and empty lines are the writer's."""
    return forms.CharField(
        label=label,
        required=required,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "true"}),
        error_messages={"required": "Write something first."},
    )


def one_of(label: str, choices: Any, error: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": error})


def minutes_field(**more: Any) -> forms.IntegerField:
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
    """A whole version of the terms, with the lines that each of the sides has of their own."""

    purpose = _words(help_text="Why you meet.")
    goals = _words(help_text="What should be different in six months.")
    not_this = _words(rows=4, help_text=SUGGESTED)
    governing_policy = _words(rows=2, help_text="For example: each home organisation’s own supervision policy.")
    may_direct_work = forms.TypedChoiceField(
        choices=[("no", "No"), ("yes", "Yes")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    line_managers_told = _words(rows=2, help_text=SUGGESTED)
    frequency = forms.ChoiceField(choices=Frequency.choices, initial=Frequency.MONTHLY)
    length_minutes = minutes_field(initial=60)
    place = _words(rows=2, help_text="A room where nobody waits for you. What counts as a fair interruption?")
    absence_cover = _words(rows=2, help_text="Whom to turn to when one of you is away for long.")
    power_and_difference = _words(rows=2, help_text="And what either of you needs adjusted.")
    disagreement = _words(rows=2)
    record_rules = _words(rows=6, help_text=SUGGESTED)
    on_a_move = _words(rows=2, help_text="A new job, another team, long leave.")
    further_limits = _words(help_text="For example: what each line manager sees.")

    def __init__(self, *args: Any, sides: Sequence[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = sides
        for side in sides:
            for line in OWN_LINES:
                self.fields[own_name(line, side.membership_id)] = _words(rows=2, help_text=OWN_HINTS.get(line, ""))
        for name, label in labels_of_terms(sides).items():
            self.fields[name].label = label

    def blocks(self) -> list[BlockOfFields]:
        return [
            BlockOfFields(block.title, block.intro, [self[name] for name in block.names_for(self.sides)])
            for block in BLOCKS
        ]

    def terms(self) -> Terms:
        shared = {field.name: self.cleaned_data[field.name] for field in fields(Terms) if field.name in self.fields}
        lines = {side.membership_id: _own_lines(self.cleaned_data, side) for side in self.sides}
        return Terms(**shared, lines=lines)


def _own_lines(cleaned: Mapping[str, Any], side: Side) -> OwnLines:
    return OwnLines(**{line: cleaned[own_name(line, side.membership_id)] for line in OWN_LINES})


class CompareForm(forms.Form):
    """Two versions of an agreement, by number."""

    older = forms.IntegerField(min_value=1, max_value=MAX_VERSION, required=False)
    newer = forms.IntegerField(min_value=1, max_value=MAX_VERSION, required=False)


class MemberForm(VersionForm):
    """Somebody more for a group: the membership's id."""

    membership_id = forms.TypedChoiceField(
        label="Whom?", choices=[], coerce=int, error_messages={"required": "Choose somebody."}
    )

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.membership_id, f"{one.name}, {one.organisation}") for one in colleagues]
        self.fields["membership_id"].choices = [("", "Choose somebody"), *choices]  # type: ignore[attr-defined]


class FacilitatorForm(VersionForm):
    """Whom to ask to facilitate a group."""

    participant_id = forms.UUIDField(label="Who?", error_messages={"required": "Choose somebody."})


class ChangeTermsForm(VersionForm, TermsForm):
    pass


class ProposalForm(TermsForm):
    """The terms, and which supervision it is. Between two organisations it is always joint, so nobody is asked."""

    kind = one_of("Which kind of supervision?", [], "Choose a kind.")
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
        kinds = [kind for kind in KIND_LABELS if parts or kind is Kind.PEER]
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


class GroupProposalForm(TermsForm):
    """The terms of a group, and who facilitates it: the membership's id."""

    facilitator_id = forms.TypedChoiceField(
        label="Who facilitates?",
        choices=[],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who facilitates the group."},
    )

    def __init__(self, *args: Any, may_facilitate: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [side for side in self.sides if side.membership_id in may_facilitate]
        choices = [(side.membership_id, "You" if side.is_me else side.name) for side in able]
        self.fields["facilitator_id"].choices = choices  # type: ignore[attr-defined]

    @property
    def is_possible(self) -> bool:
        return bool(self.fields["facilitator_id"].choices)  # type: ignore[attr-defined]


class CancelForm(VersionForm):
    reason = one_of("Why?", [(one.value, one.label) for one in REASONS_TO_CANCEL], "Choose a reason.")


class AgendaForm(forms.Form):
    text = own_words("What do you want to talk about?", rows=2, required=True)


class AgendaItemForm(VersionForm):
    text = own_words("Your item", rows=2, required=True)


class MarkForm(VersionForm):
    done = forms.BooleanField(required=False, widget=forms.HiddenInput)


class StartForm(forms.Form):
    """`statement` is asked each time, with nothing chosen beforehand, and kept nowhere."""

    statement = one_of(
        "Is this about an incident in which you are or may be a witness? Have you made your statement?",
        Statement.choices,
        "Say whether it is about such an incident.",
    )
    minutes = forms.TypedChoiceField(
        label="The time you have",
        choices=[(minutes, f"{minutes} minutes") for minutes in TIMES],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the time you have."},
    )
    form_key = forms.ChoiceField(label="The form for today", choices=[], error_messages={"required": "Choose a form."})

    def __init__(self, *args: Any, offered: Iterable[ReflectiveForm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(form.key, form.name) for form in offered]
        self.fields["form_key"].choices = choices  # type: ignore[attr-defined]


class SectionForm(VersionForm):
    """`also`: the words that were saved elsewhere meanwhile, sent along when the writer wants both."""

    text = own_words("Your words", rows=6)
    also = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    press = forms.ChoiceField(choices=[("save", "Save"), ("both", "Save both")], required=False)
    visibility = forms.ChoiceField(
        label="Who can read this?",
        choices=[(code, label) for code, label in Visibility.choices],
        required=False,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        if sent.get("press") == "both" and "text" in sent:
            sent["text"] = f"{sent['text']}\n\n{sent['also']}"
        return sent


class SignForm(VersionForm):
    note = own_words("A note of difference", rows=4)


class AmendmentForm(forms.Form):
    text = own_words("What you add", rows=6, required=True)


class WellbeingForm(VersionForm):
    wellbeing = forms.CharField(required=False, max_length=20)


class ClosingMarkForm(VersionForm):
    mark = forms.CharField(max_length=40)
    answer = forms.TypedChoiceField(choices=[("yes", "Yes"), ("no", "No")], coerce=lambda value: value == "yes")


class AttendanceForm(VersionForm):
    people = forms.IntegerField(
        label="How many people took part?",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={"required": "Give a number of people.", "invalid": "Give a number of people."},
    )
