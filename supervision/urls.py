from django.urls import path

from supervision.views import agreement, amendment, comparison, overview, participant, proposal, record, session

urlpatterns = [
    path("", overview.overview, name="supervision"),
    path("agreements/new", proposal.propose, name="supervision_propose"),
    path("agreements/new-group", proposal.propose_group, name="supervision_propose_group"),
    path("agreements/<uuid:agreement_id>/", agreement.agreement, name="supervision_agreement"),
    path("agreements/<uuid:agreement_id>/versions/<int:number>", agreement.version, name="supervision_version"),
    path("agreements/<uuid:agreement_id>/compare", comparison.compare, name="supervision_compare"),
    path("agreements/<uuid:agreement_id>/review", agreement.review_agreement, name="supervision_review_agreement"),
    path("agreements/<uuid:agreement_id>/members", participant.bring_in, name="supervision_bring_in"),
    path(
        "agreements/<uuid:agreement_id>/members/<uuid:participant_id>/take-off",
        participant.take_off,
        name="supervision_take_off",
    ),
    path("agreements/<uuid:agreement_id>/leave", participant.leave, name="supervision_leave"),
    path("agreements/<uuid:agreement_id>/terms", agreement.change_terms, name="supervision_change_terms"),
    path("agreements/<uuid:agreement_id>/sign", agreement.sign_agreement, name="supervision_sign_agreement"),
    path("agreements/<uuid:agreement_id>/end", agreement.end_agreement, name="supervision_end_agreement"),
    path("agreements/<uuid:agreement_id>/sessions/new", session.plan_session, name="supervision_plan_session"),
    path("sessions/<uuid:session_id>/", session.session, name="supervision_session"),
    path("sessions/<uuid:session_id>/agenda", session.add_agenda_item, name="supervision_add_agenda_item"),
    path(
        "sessions/<uuid:session_id>/agenda/<uuid:item_id>",
        session.change_agenda_item,
        name="supervision_change_agenda_item",
    ),
    path(
        "sessions/<uuid:session_id>/agenda/<uuid:item_id>/done",
        session.mark_agenda_item,
        name="supervision_mark_agenda_item",
    ),
    path("sessions/<uuid:session_id>/cancel", session.cancel_session, name="supervision_cancel_session"),
    path("sessions/<uuid:session_id>/record", session.start_record, name="supervision_start_record"),
    path("records/<uuid:record_id>/", record.record, name="supervision_record"),
    path("records/<uuid:record_id>/readings", record.readings, name="supervision_readings"),
    path("records/<uuid:record_id>/sections/<slug:stage>", record.save_section, name="supervision_save_section"),
    path("records/<uuid:record_id>/share", record.share_record, name="supervision_share_record"),
    path("records/<uuid:record_id>/sign", record.sign_record, name="supervision_sign_record"),
    path("records/<uuid:record_id>/amendments", amendment.propose_amendment, name="supervision_propose_amendment"),
    path("amendments/<uuid:amendment_id>/sign", amendment.sign_amendment, name="supervision_sign_amendment"),
]
