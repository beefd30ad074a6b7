from django.urls import path

from backend.identity.views import hats, invitation_requests, invitations, members

urlpatterns = [
    path("account/", hats.account, name="account"),
    path("account/hats", hats.hats, name="hats"),
    path("organisation/members", members.members, name="members"),
    path("organisation/members/<int:membership_id>", members.member, name="member"),
    path("organisation/members/<int:membership_id>/disable", members.disable_member, name="disable_member"),
    path("organisation/members/<int:membership_id>/enable", members.enable_member, name="enable_member"),
    path("organisation/invitations/new", invitations.invite, name="invite"),
    path(
        "organisation/invitations/<int:invitation_id>/withdraw",
        invitations.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("partnership/invitations/ask", invitation_requests.ask_for_invitation, name="ask_for_invitation"),
    path(
        "organisation/invitation-requests/<int:request_id>/decline",
        invitation_requests.decline_request,
        name="decline_invitation_request",
    ),
    path("invitation/<str:token>", invitations.invitation, name="invitation"),
]
