from django.urls import path

from practice_wisdom.manual.views import (
    addresses,
    confirmations,
    desk,
    glossary,
    home,
    pages,
    revisions,
    search,
    verdicts,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    path("manual/", pages.manual, name="manual"),
    path("manual/new", revisions.new_page, name="new_page"),
    path("manual/desk", desk.desk, name="desk"),
    path("manual/revisions/<int:revision_id>/", revisions.revision, name="revision"),
    path("manual/revisions/<int:revision_id>/edit", revisions.edit_revision, name="edit_revision"),
    path("manual/revisions/<int:revision_id>/submit", revisions.submit_revision, name="submit_revision"),
    path("manual/revisions/<int:revision_id>/approve", revisions.approve_revision, name="approve_revision"),
    path("manual/revisions/<int:revision_id>/return", revisions.return_revision, name="return_revision"),
    path("manual/revisions/<int:revision_id>/publish", revisions.publish_revision, name="publish_revision"),
    path("manual/<slug:slug>", pages.page, name="page"),
    path("manual/<slug:slug>/history", pages.history, name="history"),
    path("manual/<slug:slug>/address", addresses.change_address, name="change_address"),
    path("manual/<slug:slug>/compare", pages.compare, name="compare"),
    path("manual/<slug:slug>/confirm", confirmations.confirm_page, name="confirm_page"),
    path("manual/<slug:slug>/draft", revisions.start_draft, name="start_draft"),
    path("manual/<slug:slug>/verdict", verdicts.give_verdict, name="give_verdict"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("glossary/<slug:slug>", glossary.term, name="term"),
]
