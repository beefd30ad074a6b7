"""An organisation's own forms: for those who make them, and for those who meet with them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted
from backend.kernel.keys import Key
from supervision.forms_library import ReflectiveForm, forms
from supervision.forms_library.own import OwnWords
from supervision.models import OwnForm, OwnFormVersion, Participant, Record, Session
from supervision.policy import own_form as policy
from supervision.refusals import Hidden

KIND = "supervision.own_form"
NOT_FOR_YOU = "Only your organisation's trainers and supervision leads make its forms."


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFormCard:
    """As its newest version is for this reader. `published` is the number of the one that is offered, if any."""

    id: UUID
    name: str
    best_for: str
    number: int
    published: int | None
    is_draft: bool
    withdrawn_at: datetime | None
    written_at: datetime
    written_by: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFormPage:
    """`form` is the version as a session shows it; `words` are what its writer changes."""

    card: OwnFormCard
    words: OwnWords
    form: ReflectiveForm
    can_change: bool
    can_publish: bool
    can_withdraw: bool
    can_throw_draft_away: bool


def key(form_id: UUID) -> Key:
    return Key.of(KIND, form_id)


def refuse_unless_writer(actor: Actor) -> None:
    if not policy.can_write_forms(actor):
        raise NotPermitted(NOT_FOR_YOU)


def form_to_change(*, actor: Actor, form_id: UUID) -> OwnForm:
    """Locked until the end of the transaction."""
    refuse_unless_writer(actor)
    found = OwnForm.objects.of_organisation(actor).select_for_update(of=("self",)).filter(id=form_id).first()
    if found is None:
        raise Hidden(key=key(form_id))
    return found


def newest_version(*, form: OwnForm) -> OwnFormVersion:
    return OwnFormVersion.objects.filter(form=form).latest("number")


def names_in_use(*, actor: Actor, besides: UUID | None = None) -> set[str]:
    """In small letters, of every form that is offered or being written."""
    living = OwnForm.objects.of_organisation(actor).filter(withdrawn_at=None)
    living = living.exclude(id=besides) if besides else living
    return {versions[0].name.lower() for versions in _versions_of(living).values()} | {
        form.name.lower() for form in forms().values()
    }


def number_of_forms(*, actor: Actor) -> int:
    return OwnForm.objects.of_organisation(actor).filter(withdrawn_at=None).count()


def own_forms(*, actor: Actor) -> list[OwnFormCard]:
    """Those that are offered or being written, by name, and then the withdrawn ones. Two queries, however many."""
    is_writer = policy.can_write_forms(actor)
    found = {form.pk: form for form in OwnForm.objects.of_organisation(actor)}
    shown = [
        _card(found[form_id], readable)
        for form_id, versions in _versions_of(OwnForm.objects.of_organisation(actor)).items()
        if (readable := _readable(versions, is_writer=is_writer))
    ]
    return sorted(shown, key=lambda card: (card.withdrawn_at is not None, card.name.lower()))


def page(*, actor: Actor, form_id: UUID) -> OwnFormPage:
    """The newest version that this reader may see: a draft is for those who make forms."""
    form = OwnForm.objects.of_organisation(actor).select_related("organisation").filter(id=form_id).first()
    is_writer = policy.can_write_forms(actor)
    versions = _versions_of(OwnForm.objects.filter(id=form_id))[form_id] if form else []
    readable = _readable(versions, is_writer=is_writer)
    if form is None or not readable:
        raise Hidden(key=key(form_id))
    newest = readable[0]
    return OwnFormPage(
        card=_card(form, readable),
        words=words_of(newest),
        form=_as_form(newest, origin=form.organisation.name),
        can_change=is_writer and policy.can_change(form),
        can_publish=is_writer and policy.can_publish(form, newest),
        can_withdraw=is_writer and policy.can_withdraw(form, newest),
        can_throw_draft_away=is_writer and policy.can_throw_draft_away(newest),
    )


def words_of(version: OwnFormVersion) -> OwnWords:
    return OwnWords.of(
        name=version.name,
        best_for=version.best_for,
        caution=version.caution,
        made_for=version.made_for,
        stages=version.stages,
    )


def offered_at(*, session: Session) -> dict[str, ReflectiveForm]:
    """What those of this session can choose from, by key: what ships, and what their organisations offer."""
    taking_part = Participant.objects.filter(agreement_id=session.agreement_id, left_at=None)
    return forms() | _offered_by(taking_part.values_list("membership__organisation_id", flat=True))


def offered_to(*, actor: Actor) -> list[ReflectiveForm]:
    return list((forms() | _offered_by([actor.organisation_id])).values())


def form_of(*, record: Record) -> ReflectiveForm:
    """As it was when the record was begun."""
    return forms_of(records=[record])[record.form_key]


def forms_of(*, records: Iterable[Record]) -> dict[str, ReflectiveForm]:
    """By the key that the records have. One query at most, however many there are."""
    keys = {record.form_key for record in records}
    shipped = {one: form for one, form in forms().items() if one in keys}
    if keys == set(shipped):
        return shipped
    own = OwnFormVersion.objects.filter(id__in=keys - set(shipped)).select_related("form__organisation")
    return shipped | {str(version.pk): _as_form(version, origin=version.form.organisation.name) for version in own}


def _offered_by(organisation_ids: Iterable[int]) -> dict[str, ReflectiveForm]:
    found = OwnFormVersion.objects.filter(
        form__organisation_id__in=set(organisation_ids), form__withdrawn_at=None, published_at__isnull=False
    ).select_related("form__organisation")
    newest = {version.form_id: version for version in found.order_by("number")}
    named = sorted(newest.values(), key=lambda version: (version.name.lower(), version.pk))
    return {str(version.pk): _as_form(version, origin=version.form.organisation.name) for version in named}


def _as_form(version: OwnFormVersion, *, origin: str) -> ReflectiveForm:
    return words_of(version).form(key=str(version.pk), origin=origin)


def _versions_of(found: QuerySet[OwnForm]) -> dict[UUID, list[OwnFormVersion]]:
    """The newest first."""
    versions: dict[UUID, list[OwnFormVersion]] = defaultdict(list)
    rows = OwnFormVersion.objects.filter(form__in=found).select_related("written_by__person")
    for version in rows.order_by("-number"):
        versions[version.form_id].append(version)
    return versions


def _readable(versions: list[OwnFormVersion], *, is_writer: bool) -> list[OwnFormVersion]:
    return [version for version in versions if is_writer or version.published_at is not None]


def _card(form: OwnForm, versions: list[OwnFormVersion]) -> OwnFormCard:
    newest = versions[0]
    published = next((version.number for version in versions if version.published_at is not None), None)
    return OwnFormCard(
        id=form.pk,
        name=newest.name,
        best_for=newest.best_for,
        number=newest.number,
        published=None if form.withdrawn_at else published,
        is_draft=newest.published_at is None,
        withdrawn_at=form.withdrawn_at,
        written_at=newest.written_at,
        written_by=newest.written_by.person.name,
        version=form.version,
    )
