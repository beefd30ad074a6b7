"""What somebody is shown as theirs: all of it, and no word of another's. (C34)"""

import json
import tomllib
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import supervision
from backend.audit.models import Entry
from backend.kernel.errors import Invalid, Stale, WrongMoment
from supervision.models import Section
from supervision.operations import session as sessions
from supervision.operations import subject_access as operations
from supervision.operations.amendment import sign_amendment
from supervision.queries.reading import who_read_this

DAY = timedelta(days=1)
MINE, THEIRS = "canarymine", "canarytheirs"


def lines(document):
    return [line for chapter in document["chapters"] for line in chapter["lines"]]


def item_of(page, text):
    return next(one.line.key for chapter in page.chapters for one in chapter.lines if one.line.text == text)


# -- complete ---------------------------------------------------------------------------------------------------------

# Every model that holds something of a participant's, the path to whose it is, and its name in a key.
WHOSE = {
    "Agreement": ("participants__membership", "agreement"),
    "Participant": ("membership", "participant"),
    "AgreementVersion": ("agreement__participants__membership", "agreement_version"),
    "AgreementSignature": ("participant__membership", "agreement_signature"),
    "AgreementReview": ("participant__membership", "agreement_review"),
    "Facilitation": ("participant__membership", "facilitation"),
    "Session": ("agreement__participants__membership", "session"),
    "AgendaItem": ("added_by__membership", "agenda_item"),
    "Capture": ("participant__membership", "capture"),
    "TimeProposal": ("proposed_by__membership", "time_proposal"),
    "FittingTime": ("participant__membership", "fitting_time"),
    "Record": ("session__agreement__participants__membership", "record"),
    "Section": ("author__membership", "section"),
    "Action": ("record__session__agreement__participants__membership", "action"),
    "ActionChange": ("made_by__membership", "action_change"),
    "AttachedPage": ("attached_by__membership", "attached_page"),
    "RecordSignature": ("participant__membership", "record_signature"),
    "Amendment": ("author__membership", "amendment"),
    "AmendmentSignature": ("participant__membership", "amendment_signature"),
    "LegalHold": ("membership", "hold"),
    "DeletionCertificate": ("membership", "deletion"),
    "Disclosure": ("membership", "disclosure"),
    "DataRequest": ("membership", "data_request"),
}
# Part of the answer itself, or of a row that is in it.
NO_LINE_OF_ITS_OWN = {"Redaction", "ExportPart", "DisclosedSession", "ProposedTime"}


def owned_by(actor):
    """Every row that is this member's under retention.toml, as the keys of an export name them."""
    return {
        f"supervision.{name}:{pk}"
        for model, (path, name) in WHOSE.items()
        for pk in apps.get_model("supervision", model)
        .objects.filter(**{path: actor.membership_id})
        .values_list("pk", flat=True)
    }


def test_every_model_that_holds_a_participants_data_is_looked_for_here():
    declared = tomllib.loads((Path(supervision.__path__[0]) / "retention.toml").read_text())
    del declared["rules"]
    theirs = {
        model
        for model, fields in declared.items()
        if {line["owner"] for line in fields.values()} & {"author", "participant", "both"}
    }

    assert theirs == set(WHOSE) | NO_LINE_OF_ITS_OWN


STEP = st.tuples(
    st.sampled_from(["agenda", "write", "show", "share", "sign", "amend", "sign amendment"]), st.booleans()
)


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=14), locked=st.booleans())
def test_whatever_the_two_did_each_export_has_all_of_ones_own_and_no_word_of_the_others(
    pair, people, now, steps, locked
):
    with transaction.atomic():
        played(pair, steps, locked)
        for subject, own, other in ((pair.sergeant, MINE, THEIRS), (pair.socialworker, THEIRS, MINE)):
            found = operations.open_my_data(actor=subject, now=now)
            told = {line.key for chapter in found for line in chapter.lines}
            texts = " ".join(line.text for chapter in found for line in chapter.lines)
            copied = json.dumps(operations.take_copy(actor=subject, now=now))

            assert owned_by(subject) - told == set()
            assert other not in texts + copied
            written = Section.objects.filter(author__membership_id=subject.membership_id).exists()
            assert (own in texts, own in copied) == ((True, True) if written else (own in texts, own in copied))
        transaction.set_rollback(True)


def played(pair, steps, locked):
    """Whatever of it is possible; each of the two has a word of their own."""
    record = pair.starts()
    versions, word = {}, {pair.sergeant: MINE, pair.socialworker: THEIRS}
    for step, first in steps:
        actor = pair.sergeant if first else pair.socialworker
        try:
            with transaction.atomic():
                if step == "agenda":
                    sessions.add_agenda_item(actor=actor, session_id=record.session_id, text=word[actor], now=pair.now)
                elif step in ("write", "show"):
                    seen = "TWO_OF_US" if step == "show" else None
                    section = pair.writes(
                        record,
                        f"{word[actor]} {len(versions)}",
                        by=actor,
                        version=versions.get(actor, 0),
                        visibility=seen,
                    )
                    versions[actor] = section.version
                elif step == "share":
                    pair.shares(record)
                elif step == "sign":
                    pair.signs_record(record, by=actor, note=word[actor])
        except (WrongMoment, Invalid, Stale):
            continue
    if locked:
        whole = pair.locks(note=THEIRS)
        amendment = pair.amends(whole, MINE)
        sign_amendment(actor=pair.socialworker, amendment_id=amendment.pk, now=pair.now)


def test_what_is_kept_beside_the_agreements_is_there_too(access, people, pair, now):
    from supervision.operations.hold import place_hold, release_hold
    from supervision.operations.retention import delete_what_is_due
    from tests.supervision.officers import Officers

    pair.writes(pair.starts(), MINE)
    hold = place_hold(
        actor=people.privacy_officer,
        membership_id=people.sergeant.membership_id,
        reason="INQUEST",
        reference="INQ/7",
        review_on=(now + DAY).date(),
        now=now,
    )
    release_hold(actor=people.privacy_officer, hold_id=hold.pk, expected_version=1, now=now)
    Officers(people, people.sergeant, now).existence()
    access.asks()
    delete_what_is_due(now=now + 31 * DAY)

    found = operations.open_my_data(actor=people.sergeant, now=now + 31 * DAY)

    told = {line.key for chapter in found for line in chapter.lines}
    assert owned_by(people.sergeant) - told == set()
    assert [line.what for line in found[-1].lines] == [
        "Kept for a legal reason",
        "Legal disclosure",
        "You asked for your data",
        "Deleted under a rule",
    ]


def test_what_another_shared_is_marked_and_what_they_keep_private_is_nowhere(world, people, now):
    found = operations.open_my_data(actor=people.sergeant, now=now)

    withheld = [line for chapter in found for line in chapter.lines if line.withheld]
    assert {(line.by, line.text, line.withheld) for line in withheld} <= {("Noor Castell", "", "ANOTHERS_WORDS")}
    private = Section.objects.filter(visibility="ONLY_ME", author__membership_id=people.socialworker.membership_id)
    told = {line.key for chapter in found for line in chapter.lines}
    assert private.count() == 4
    assert told & {f"supervision.section:{pk}" for pk in private.values_list("pk", flat=True)} == set()


def test_a_look_at_ones_own_data_is_noted_and_is_no_opening_of_the_record(world, people, now):
    operations.open_my_data(actor=people.sergeant, now=now)

    noted = Entry.objects.filter(reason="my data").values_list("verb", "key")
    assert sorted(noted) == sorted(
        ("CONSULT", f"supervision.agreement:{one.pk}") for one in (world.proposed, world.signed)
    )
    assert who_read_this(actor=people.socialworker, record_id=world.locked.pk).readings == []


# -- in a group -------------------------------------------------------------------------------------------------------


def test_whoever_left_a_group_still_has_their_own_words_and_nobody_elses(pair, people, now):
    from supervision.models import Participant

    record = pair.starts()
    pair.writes(record, MINE)
    pair.writes(record, THEIRS, by=pair.socialworker, visibility="TWO_OF_US")
    later = pair.plans(record.session.agreement, days=20)
    mine = Participant.objects.filter(agreement=record.session.agreement, membership_id=people.sergeant.membership_id)
    mine.update(left_at=now + 10 * DAY)

    found = operations.open_my_data(actor=people.sergeant, now=now + 11 * DAY)

    told = {line.key for chapter in found for line in chapter.lines}
    texts = " ".join(line.text for chapter in found for line in chapter.lines)
    assert (MINE in texts, THEIRS in texts) == (True, False)
    assert (f"supervision.session:{record.session_id}" in told, f"supervision.session:{later.pk}" in told) == (
        True,
        False,
    )
    assert not any(line.withheld for chapter in found for line in chapter.lines)


def test_the_terms_have_my_own_lines_and_not_those_of_the_others(pair, people, now):
    pair.proposes(sergeants=MINE, socialworkers=THEIRS)

    texts = " ".join(line.text for one in operations.open_my_data(actor=people.sergeant, now=now) for line in one.lines)
    assert (f"Your accountability: {MINE}" in texts, THEIRS in texts) == (True, False)
