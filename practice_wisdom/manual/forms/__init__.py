from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, cast

from django import forms

from backend.identity.enums import OrganisationKind, Role
from practice_wisdom.manual.enums import Audience, Evidence, Lens, Level, Topic
from practice_wisdom.manual.models import MAX_ALTERNATIVE_TEXT, MAX_REASON, Revision, Term, Wording
from practice_wisdom.manual.models.glossary import MAX_EXPANSION, MAX_NAME
from practice_wisdom.manual.operations.glossary import TermWords
from practice_wisdom.manual.operations.local_notes import MAX_BODY, NoteWords
from practice_wisdom.manual.queries.local_notes import NotePlaces
from practice_wisdom.manual.queries.verdicts import OwnVerdict
from practice_wisdom.manual.skeleton import NEW_PAGE
from practice_wisdom.manual.words import MAX_SLUG, MAX_SUMMARY, MAX_TITLE, NEEDED_FOR_APPROVAL, Source, Words

BETWEEN_CHECKS = timedelta(days=182)


def _date(label: str, hint: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, widget=widget)


def _several(label: str, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False)


def _one(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


class WordsForm(forms.Form):
    """Every field of a revision. What is missing may be missing in a draft; submitting says what an approver needs."""

    title = forms.CharField(label="Title", max_length=MAX_TITLE, error_messages={"required": "Give the page a title."})
    summary = forms.CharField(
        label="Summary",
        max_length=MAX_SUMMARY,
        required=False,
        help_text=f"One sentence, {MAX_SUMMARY} characters at most. It stands under the title and in search results.",
    )
    body = forms.CharField(
        label="The page",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        required=False,
        help_text=(
            "Markdown. Begin a part with ## and its name, in the manual's order. Link to a page with "
            "[words](page:its-slug), to a term with [word](term:its-slug), to a number with [999](tel:999)."
        ),
    )
    topics = _several("Topics", Topic.choices)
    agencies = _several("Agencies it is about", OrganisationKind.choices)
    audience = _one("Who it is for", Audience.choices)
    level = _one("What it looks at", Level.choices)
    lens = _one("How it looks at it", Lens.choices)
    evidence = _several("What it rests on", Evidence.choices)
    sources = forms.CharField(
        label="Sources",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="One on a line: title | year | section. For example: Care Act 2014 | 2014 | section 42",
    )
    keywords = forms.CharField(
        label="Words people type",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Slang, acronyms, old names, common misspellings, with commas between them.",
    )
    checked_on = _date("Facts checked on", "The day somebody last checked every fact on the page.")
    review_by = _date("Check again by", "Six months for law that moves, twelve otherwise.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDED_FOR_APPROVAL:
            # Shown beside the label (django/forms/field.html), where it would say that the field is optional.
            self.fields[name].needed = "needed before approval"  # type: ignore[attr-defined]

    def clean_keywords(self) -> tuple[str, ...]:
        pieces = self.cleaned_data["keywords"].replace("\n", ",").split(",")
        return tuple(" ".join(piece.split()) for piece in pieces if piece.strip())

    def clean_sources(self) -> tuple[Source, ...]:
        lines = [line.strip() for line in self.cleaned_data["sources"].splitlines() if line.strip()]
        return tuple(_source(number, line) for number, line in enumerate(lines, start=1))

    def clean_body(self) -> str:
        return self.cleaned_data["body"].replace("\r\n", "\n").strip()

    def words(self) -> Words:
        facts: dict[str, Any] = {name: self.cleaned_data[name] for name in Words.__slots__}
        for name in ("topics", "agencies", "evidence"):
            facts[name] = tuple(facts[name])
        return Words(**facts)


class NewPageForm(WordsForm):
    slug = forms.SlugField(
        label="Address",
        max_length=MAX_SLUG,
        help_text="Small letters, digits and hyphens, such as self-neglect-and-hoarding. People print it.",
        error_messages={"required": "Give the page an address."},
    )
    joint = forms.BooleanField(
        label="Police and a partner both act on this page",
        required=False,
        widget=forms.CheckboxInput(
            attrs={"label": "Police and a partner both act on this page: it needs approval from both"}
        ),
    )
    field_order = ["title", "slug", "joint"]


class MergeForm(WordsForm):
    """The two texts made into one. `kept` says which kept text is in it."""

    kept = forms.IntegerField(widget=forms.HiddenInput)


class MergePressForm(forms.Form):
    """One of the two texts as it is."""

    kept = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class PreviewForm(forms.Form):
    body = forms.CharField(required=False, strip=False)
    revision = forms.IntegerField(required=False)


class ImageForm(forms.Form):
    image = forms.FileField(
        label="Image",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text="JPEG, PNG or WebP. Where and when it was taken is removed. No faces, no names, no case material.",
    )
    alternative_text = forms.CharField(
        label="What it shows, in words",
        max_length=MAX_ALTERNATIVE_TEXT,
        help_text="For those who cannot see it. For example: The side gate, left of the bins.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say in words what the image shows."},
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="image_%s")


class AddressForm(forms.Form):
    slug = forms.SlugField(
        label="New address",
        max_length=MAX_SLUG,
        help_text="Small letters, digits and hyphens, such as self-neglect-and-hoarding.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ApproveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Readers of the history see it.",
    )


class ReturnForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What should change",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what should change."},
    )


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class SwitchForm(forms.Form):
    """A button that turns something on or off, and the page it stood on."""

    on = forms.TypedChoiceField(choices=[("yes", "Yes"), ("no", "No")], coerce=lambda answer: answer == "yes")
    back = forms.ChoiceField(choices=[("page", "The page"), ("shelf", "Your shelf")], required=False)


class RequirementForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    organisation_kinds = forms.MultipleChoiceField(
        label="In which organisations",
        choices=OrganisationKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose none for every organisation of the partnership.",
    )
    roles = forms.MultipleChoiceField(
        label="In which roles",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose none for everyone there.",
    )
    by = _date("Read it by", "A day they can keep, also after leave or nights. At most a year from now.")
    asks_again = forms.BooleanField(
        label="Ask again when a new revision is published",
        required=False,
        widget=forms.CheckboxInput(
            attrs={"label": "Ask again when a new revision is published, with as much time as now"}
        ),
    )

    def __init__(self, data: Any = None, *, kinds: Collection[str]) -> None:
        """`kinds`: of the organisations there are."""
        super().__init__(data)
        choices = [choice for choice in OrganisationKind.choices if choice[0] in kinds]
        cast(forms.MultipleChoiceField, self.fields["organisation_kinds"]).choices = choices


class VerdictForm(forms.Form):
    """One tap; the buttons are the choice."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    helpful = forms.TypedChoiceField(
        label="Was this page helpful", choices=[("yes", "Yes"), ("no", "No")], coerce=lambda answer: answer == "yes"
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            f"Write no names and no case details. Curators read it, without your name. At most {MAX_REASON} characters."
        ),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="verdict_%s")


class TermForm(forms.Form):
    """A term with its meaning for everybody and one for each kind of agency."""

    term = forms.CharField(label="Word or acronym", max_length=MAX_NAME)
    expansion = forms.CharField(
        label="What the letters stand for", max_length=MAX_EXPANSION, required=False, help_text="For an acronym."
    )
    meaning = forms.CharField(
        label="What it means",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence that every agency can agree to.",
    )
    synonyms = forms.CharField(
        label="Other words people type",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="With commas between them. Search finds the term by them; pages mark only those in capitals.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        for kind in OrganisationKind:
            self.fields[f"meaning_{kind}"] = forms.CharField(
                label=f"To {kind.label.lower()}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def common_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("term", "expansion", "meaning", "synonyms")]

    def agency_fields(self) -> list[forms.BoundField]:
        return [self[f"meaning_{kind}"] for kind in OrganisationKind]

    def words(self) -> TermWords:
        given = self.cleaned_data
        return TermWords(
            slug="",
            name=given["term"],
            expansion=given["expansion"],
            meaning=given["meaning"],
            meanings={str(kind): given[f"meaning_{kind}"] for kind in OrganisationKind},
            synonyms=tuple(given["synonyms"].replace("\n", ",").split(",")),
        )


class NoteForm(forms.Form):
    """A local note. `area` is chosen once; the rest changes with each wording."""

    area = forms.TypedChoiceField(label="Where it holds", coerce=int, widget=forms.RadioSelect)
    after = forms.ChoiceField(label="Where it stands on the page", widget=forms.RadioSelect)
    body = forms.CharField(
        label="The note",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "true"}),
        help_text=(
            f"What to do or whom to ring here. Markdown without headings, at most {MAX_BODY} characters. "
            "A number to ring is [01632 960 000](tel:01632960000)."
        ),
    )
    checked_on = _date("Facts checked on", "The day somebody last checked every fact in it.")
    review_by = _date("Check again by", "Six months for telephone numbers and names of places.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, places: NotePlaces, new: bool, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["after"].choices = [(part, f"After “{part}”") for part in places.parts]  # type: ignore[attr-defined]
        if new:
            self.fields["area"].choices = [(place.id, place.name) for place in places.areas]  # type: ignore[attr-defined]
        else:
            del self.fields["area"]

    def words(self) -> NoteWords:
        given = {name: self.cleaned_data[name] for name in NoteWords.__slots__}
        return NoteWords(**given | {"body": given["body"].replace("\r\n", "\n").strip()})


class CompareForm(forms.Form):
    """The two numbers in the address of a comparison."""

    older = forms.IntegerField(min_value=1, max_value=1_000_000)
    newer = forms.IntegerField(min_value=1, max_value=1_000_000)


def initial_of(revision: Revision) -> dict[str, Any]:
    return initial_of_words(revision.words) | {"version": revision.version}


def initial_of_words(words: Words) -> dict[str, Any]:
    sources = [f"{source.title} | {source.year} | {source.section}" for source in words.sources]
    return {
        **words.facts(),
        "title": words.title,
        "summary": words.summary,
        "body": words.body,
        "sources": "\n".join(source.rstrip(" |") for source in sources),
        "keywords": ", ".join(words.keywords),
        "checked_on": words.checked_on,
        "review_by": words.review_by,
    }


def initial_of_verdict(number: int, own: OwnVerdict) -> dict[str, Any]:
    return {"number": number, "helpful": "yes" if own.helpful else "no", "reason": own.reason}


def initial_of_term(term: Term) -> dict[str, Any]:
    meanings = {f"meaning_{meaning.agency}": meaning.text for meaning in term.meanings.all()}
    return {
        **meanings,
        "term": term.name,
        "expansion": term.expansion,
        "meaning": term.meaning,
        "synonyms": ", ".join(term.synonyms),
        "version": term.version,
    }


def initial_of_note(wording: Wording) -> dict[str, Any]:
    return {name: getattr(wording, name) for name in NoteWords.__slots__} | {"version": wording.number}


def initial_of_new_note(places: NotePlaces, *, today: date) -> dict[str, Any]:
    return {
        "area": places.areas[0].id if len(places.areas) == 1 else None,
        "after": places.parts[0],
        "checked_on": today,
        "review_by": today + BETWEEN_CHECKS,
    }


def initial_of_new_page(*, today: date) -> dict[str, Any]:
    return {
        "body": NEW_PAGE,
        "audience": Audience.BOTH,
        "level": Level.PEOPLE,
        "lens": Lens.STRUCTURAL,
        "checked_on": today,
        "review_by": today + BETWEEN_CHECKS,
        "joint": True,
    }


def _source(number: int, line: str) -> Source:
    title, *rest = (piece.strip() for piece in line.split("|", 2))
    if not title or not rest or not rest[0].isdecimal() or len(rest[0]) != 4:
        raise forms.ValidationError(f"Line {number}: write title | year | section, with the year in four digits.")
    return Source(title=title, year=int(rest[0]), section=rest[1] if len(rest) > 1 else "")
