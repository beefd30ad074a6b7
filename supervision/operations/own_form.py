"""Making an organisation's own form: written, looked at, published, changed as a new version, withdrawn."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.audit import operations as audit
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, Stale, WrongMoment
from supervision.forms_library.own import OwnWords
from supervision.models import OwnForm, OwnFormVersion
from supervision.operations import trail
from supervision.policy import own_form as policy
from supervision.queries import own_form as queries

# More than anybody chooses from.
MOST_FORMS = 40


@transaction.atomic
def make_form(*, actor: Actor, words: OwnWords, now: datetime) -> OwnForm:
    """A draft, which nobody is offered before it is published."""
    queries.refuse_unless_writer(actor)
    _refuse_unfit(words, in_use=queries.names_in_use(actor=actor))
    if queries.number_of_forms(actor=actor) >= MOST_FORMS:
        raise WrongMoment(f"Your organisation has {MOST_FORMS} forms. Withdraw one that nobody needs first.")

    form = OwnForm.objects.create(organisation_id=actor.organisation_id, made_at=now, made_by_id=actor.membership_id)
    _write(OwnFormVersion(form=form, number=1), actor=actor, words=words, now=now)
    trail.collected(actor=actor, key=queries.key(form.pk), version=form.version, reason="made", now=now)
    return form


@transaction.atomic
def change_form(*, actor: Actor, form_id: UUID, words: OwnWords, expected_version: int, now: datetime) -> OwnForm:
    """What is published stays as it is and is offered until the change is published as well."""
    form = _form_to_change(actor=actor, form_id=form_id, expected_version=expected_version)
    if not policy.can_change(form):
        raise WrongMoment("This form was withdrawn. Make a new one instead.")
    _refuse_unfit(words, in_use=queries.names_in_use(actor=actor, besides=form.pk))

    newest = queries.newest_version(form=form)
    if newest.published_at is not None:
        newest = OwnFormVersion(form=form, number=newest.number + 1)
    _write(newest, actor=actor, words=words, now=now)
    _count(actor=actor, form=form, reason="changed", now=now)
    return form


@transaction.atomic
def publish_form(*, actor: Actor, form_id: UUID, expected_version: int, now: datetime) -> OwnForm:
    """From now on it is offered for new records; those that are begun keep the version they began with."""
    form = _form_to_change(actor=actor, form_id=form_id, expected_version=expected_version)
    newest = queries.newest_version(form=form)
    if not policy.can_publish(form, newest):
        raise WrongMoment("There is nothing new to publish, or the form was withdrawn.")

    newest.published_at, newest.published_by_id = now, actor.membership_id
    newest.save(update_fields=["published_at", "published_by"])
    _count(actor=actor, form=form, reason="published", now=now)
    return form


@transaction.atomic
def withdraw_form(*, actor: Actor, form_id: UUID, expected_version: int, now: datetime) -> OwnForm:
    """It is offered no more. Records that were begun with it go on and can be read as ever."""
    form = _form_to_change(actor=actor, form_id=form_id, expected_version=expected_version)
    if not policy.can_withdraw(form, queries.newest_version(form=form)):
        raise WrongMoment("This form is not offered: it was withdrawn, or never published.")

    form.withdrawn_at, form.withdrawn_by_id = now, actor.membership_id
    form.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _count(actor=actor, form=form, reason="withdrawn", now=now)
    return form


@transaction.atomic
def throw_draft_away(*, actor: Actor, form_id: UUID, expected_version: int, now: datetime) -> OwnForm | None:
    """What is published stays; a form of which nothing was ever published goes whole, and None comes back."""
    form = _form_to_change(actor=actor, form_id=form_id, expected_version=expected_version)
    draft = queries.newest_version(form=form)
    if not policy.can_throw_draft_away(draft):
        raise WrongMoment("There is no draft to throw away.")

    draft.delete()
    if draft.number > 1:
        _count(actor=actor, form=form, reason="draft thrown away", now=now)
        return form
    audit.record(actor=actor, verb="ERASE", key=queries.key(form.pk), version=form.version, reason="draft", now=now)
    form.delete()
    return None


def _form_to_change(*, actor: Actor, form_id: UUID, expected_version: int) -> OwnForm:
    form = queries.form_to_change(actor=actor, form_id=form_id)
    if form.version != expected_version:
        raise Stale(
            "Somebody changed this form after you opened it. Look at it as it is now first.",
            current={"version": form.version},
        )
    return form


def _write(version: OwnFormVersion, *, actor: Actor, words: OwnWords, now: datetime) -> None:
    version.name, version.best_for, version.caution = words.name, words.best_for, words.caution
    version.made_for, version.stages = words.made_for, words.stored_stages()
    version.written_at, version.written_by_id = now, actor.membership_id
    version.save()


def _count(*, actor: Actor, form: OwnForm, reason: str, now: datetime) -> None:
    form.version += 1
    form.save(update_fields=["version"])
    trail.changed(actor=actor, key=queries.key(form.pk), version=form.version, reason=reason, now=now)


def _refuse_unfit(words: OwnWords, *, in_use: set[str]) -> None:
    problems = words.problems()
    if "name" not in problems and words.name.lower() in in_use:
        problems["name"] = ["There is a form of this name already."]
    if problems:
        raise Invalid("Some parts of the form need changing.", fields=problems)
