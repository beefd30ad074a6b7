from django.urls import path

from backend.identity.views import hats, invitations, members

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
    path("invitation/<str:token>", invitations.invitation, name="invitation"),
]
