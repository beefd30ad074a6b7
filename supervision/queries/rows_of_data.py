"""Every row that may hold something about a member, agreement by agreement: for the query that tells it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Model

from supervision.forms_library import ReflectiveForm
from supervision.models import (
    Action,
    ActionChange,
    AgendaItem,
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
    Amendment,
    AmendmentSignature,
    AttachedPage,
    Capture,
    Facilitation,
    FittingTime,
    Participant,
    Record,
    RecordSignature,
    Section,
    Session,
    TimeProposal,
)
from supervision.models.seat import took_part
from supervision.queries.own_form import forms_of


class Rows:
    """Every row under these agreements, by agreement: a query a kind, however many there are."""

    def __init__(self, *, agreement_ids: list[UUID], membership_id: int) -> None:
        self._agreement_ids, self._membership_id = agreement_ids, membership_id

    @cached_property
    def own_sessions(self) -> set[UUID]:
        """Those this member took part in, also of a group they have left."""
        return set(Session.objects.filter(took_part(self._membership_id)).values_list("id", flat=True))

    @cached_property
    def shared_with_me(self) -> set[UUID]:
        return set(Section.objects.of_reader(self._membership_id).values_list("id", flat=True))

    def _by_agreement(self, model: type[Model], path: str, *related: str) -> dict[UUID, list[Any]]:
        found: dict[UUID, list[Any]] = defaultdict(list)
        rows = model._default_manager.filter(**{f"{path}__in": self._agreement_ids}).order_by("pk")
        # Without names it would join every table that can be reached.
        for row in rows.select_related(*related) if related else rows:
            found[_follow(row, path)].append(row)
        return found

    @cached_property
    def participants(self) -> dict[UUID, list[Participant]]:
        return self._by_agreement(Participant, "agreement_id", "membership__person", "membership__organisation")

    @cached_property
    def versions(self) -> dict[UUID, list[AgreementVersion]]:
        return self._by_agreement(AgreementVersion, "agreement_id")

    @cached_property
    def agreement_signatures(self) -> dict[UUID, list[AgreementSignature]]:
        return self._by_agreement(AgreementSignature, "version__agreement_id", "version")

    @cached_property
    def facilitations(self) -> dict[UUID, list[Facilitation]]:
        return self._by_agreement(Facilitation, "agreement_id")

    @cached_property
    def reviews(self) -> dict[UUID, list[AgreementReview]]:
        return self._by_agreement(AgreementReview, "agreement_id")

    @cached_property
    def sessions(self) -> dict[UUID, list[Session]]:
        return self._by_agreement(Session, "agreement_id")

    @cached_property
    def agenda_items(self) -> dict[UUID, list[AgendaItem]]:
        return self._by_agreement(AgendaItem, "session__agreement_id", "session")

    @cached_property
    def captures(self) -> dict[UUID, list[Capture]]:
        return self._by_agreement(Capture, "participant__agreement_id", "participant")

    @cached_property
    def time_proposals(self) -> dict[UUID, list[TimeProposal]]:
        return self._by_agreement(TimeProposal, "agreement_id")

    @cached_property
    def fitting_times(self) -> dict[UUID, list[FittingTime]]:
        return self._by_agreement(FittingTime, "time__proposal__agreement_id", "time__proposal")

    @cached_property
    def records(self) -> dict[UUID, list[Record]]:
        return self._by_agreement(Record, "session__agreement_id", "session")

    @cached_property
    def forms(self) -> dict[str, ReflectiveForm]:
        """By the key that a record has."""
        return forms_of(records=chain.from_iterable(self.records.values()))

    @cached_property
    def sections(self) -> dict[UUID, list[Section]]:
        return self._by_agreement(Section, "record__session__agreement_id", "record__session")

    @cached_property
    def actions(self) -> dict[UUID, list[Action]]:
        return self._by_agreement(Action, "record__session__agreement_id", "record__session")

    @cached_property
    def attached_pages(self) -> dict[UUID, list[AttachedPage]]:
        return self._by_agreement(AttachedPage, "record__session__agreement_id", "record__session")

    @cached_property
    def action_changes(self) -> dict[UUID, list[ActionChange]]:
        path = "action__record__session__agreement_id"
        return self._by_agreement(ActionChange, path, "action__record__session")

    @cached_property
    def record_signatures(self) -> dict[UUID, list[RecordSignature]]:
        return self._by_agreement(RecordSignature, "record__session__agreement_id", "record__session")

    @cached_property
    def amendments(self) -> dict[UUID, list[Amendment]]:
        return self._by_agreement(Amendment, "record__session__agreement_id", "record__session")

    @cached_property
    def amendment_signatures(self) -> dict[UUID, list[AmendmentSignature]]:
        path = "amendment__record__session__agreement_id"
        return self._by_agreement(AmendmentSignature, path, "amendment__record__session")


def _follow(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row
