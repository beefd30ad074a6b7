"""From view-models to what the API gives."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from practice_wisdom.manual.freshness import Fresh
from practice_wisdom.manual.models import ApprovalLink, LocalNote, ManualSettings, Revision, Schedule
from practice_wisdom.manual.queries.credits import Credit
from practice_wisdom.manual.queries.desk import DeskLine
from practice_wisdom.manual.queries.imported_entries import EntryLine
from practice_wisdom.manual.queries.imports import ImportView
from practice_wisdom.manual.queries.local_notes import NoteToRead
from practice_wisdom.manual.queries.pages import History, PageLine
from practice_wisdom.manual.queries.reading import ReadingPage
from practice_wisdom.manual.queries.requirements import RequirementView
from practice_wisdom.manual.queries.revisions import RevisionView
from practice_wisdom.manual.queries.search import FoundLine, FoundPages
from practice_wisdom.manual.queries.shelf import Shelf, ShelfLine
from practice_wisdom.manual.queries.withdrawals import WithdrawnPage


def page_line(line: PageLine) -> dict[str, Any]:
    return {
        "slug": line.slug,
        "title": line.title,
        "summary": line.summary,
        "topics": list(line.topics),
        "joint": line.joint,
        "freshness": freshness(line.fresh),
        "url": f"/manual/{line.slug}",
    }


def reading_page(page: ReadingPage) -> dict[str, Any]:
    return {
        **_facts(page.revision),
        "slug": page.slug,
        "joint": page.joint,
        "revision_id": page.revision.id,
        "revision": page.revision.number,
        "published_at": page.revision.published_at,
        "significance": page.revision.significance,
        "owner": credits([page.owner])[0],
        "owner_id": page.revision.page.owner_id,
        "checked_on": page.fresh.checked_on,
        "review_by": page.fresh.review_by,
        "freshness": freshness(page.fresh),
        "written_by": credits(page.writers),
        "approvals": credits(page.approvals),
        "local_notes": [local_note(note) for note in page.notes],
        "url": f"/manual/{page.slug}",
    }


def revision(view: RevisionView) -> dict[str, Any]:
    found = view.revision
    return {
        **_facts(found),
        "id": found.id,
        "slug": found.page.slug,
        "joint": found.page.joint,
        "number": found.number,
        "state": found.state,
        "version": found.version,
        "written_by": credits(view.writers),
        "approvals": credits(view.approvals),
        "missing": view.missing,
        "return_reason": found.return_reason,
        "may": [name for name, allowed in asdict(view.choices).items() if allowed],
    }


def open_revision(line: DeskLine) -> dict[str, Any]:
    found = line.revision
    return {
        **changed(found),
        "joint": found.page.joint,
        "title": found.title,
        "saved_at": found.saved_at,
        "waits_for": line.waits_for,
        "mine_to_approve": line.mine_to_approve,
    }


def revisions(history: History) -> dict[str, Any]:
    lines = [
        {
            "id": line.id,
            "number": line.number,
            "state": line.state,
            "title": line.title,
            "started_at": line.started_at,
            "published_at": line.published_at,
            "significance": line.significance,
            "written_by": credits(line.writers),
            "approvals": credits(line.approvals),
            "confirmations": credits(line.confirmations),
        }
        for line in history.lines
    ]
    return {"slug": history.slug, "revisions": lines}


def shelf(found: Shelf) -> dict[str, Any]:
    return {
        "to_read": [
            {
                "slug": one.page.slug,
                "title": one.page.title,
                "by": one.by,
                "overdue": one.overdue,
                "url": _url(one.page),
            }
            for one in found.to_read
        ],
        "bookmarks": [_shelf_line(line) for line in found.bookmarks],
        "followed_pages": [page.slug for page in found.followed_pages],
        "followed_topics": [topic.value for topic in found.followed_topics],
        "recent": [_shelf_line(line) for line in found.recent],
    }


def requirement(view: RequirementView) -> dict[str, Any]:
    asked = view.requirement
    return {
        "slug": view.slug,
        "live_revision": view.live_number,
        "asked": asked is not None,
        "who": view.who,
        "by": asked.by if asked else None,
        "asks_again": asked.asks_again if asked else None,
        "counts": [
            {
                "organisation": count.organisation,
                "read": count.shown.read if count.shown else None,
                "not_yet": count.shown.not_yet if count.shown else None,
            }
            for count in view.counts
        ],
    }


def changed(found: Revision) -> dict[str, Any]:
    return {
        "id": found.id,
        "slug": found.page.slug,
        "number": found.number,
        "state": str(found.state),
        "version": found.version,
        "url": f"/manual/revisions/{found.id}/",
    }


def local_note(note: NoteToRead) -> dict[str, Any]:
    return {
        "id": note.id,
        "version": note.version,
        "area": {"id": note.area_id, "name": note.area},
        "after": note.after,
        "markdown": note.body,
        "html": note.html,
        "freshness": freshness(note.fresh),
        "author": note.author,
        "organisation": note.organisation,
    }


def note_changed(note: LocalNote) -> dict[str, Any]:
    return {
        "id": note.pk,
        "slug": note.page.slug,
        "version": note.version,
        "url": f"/manual/{note.page.slug}#note-{note.pk}",
    }


def brought(found: ImportView) -> dict[str, Any]:
    counts = {outcome.lower(): number for outcome, number in found.counts.items()}
    words = {outcome.lower(): number for outcome, number in found.entry_counts.items()}
    return {"id": found.id, "url": f"/manual/imports/{found.id}/", **counts, "words": words}


def imported(found: ImportView) -> dict[str, Any]:
    return {
        **brought(found),
        "state": str(found.state),
        "brought_at": found.brought_at,
        "kept_until": found.kept_until,
        "done": found.done,
        "total": found.total,
        "pages": [{**asdict(line), "outcome": str(line.outcome)} for line in found.lines],
        "entries": [_entry(entry) for entry in found.entries],
    }


def _entry(entry: EntryLine) -> dict[str, Any]:
    return {
        "number": entry.number,
        "kind": str(entry.kind),
        "name": entry.name,
        "outcome": str(entry.outcome),
        "reason": entry.reason,
        "may_replace": entry.may_replace,
    }


def freshness(fresh: Fresh) -> dict[str, Any]:
    return {"state": fresh.state.value, "checked_on": fresh.checked_on, "review_by": fresh.review_by}


def credits(found: Iterable[Credit]) -> list[dict[str, Any]]:
    return [
        {
            "name": c.name,
            "organisation": c.organisation,
            "organisation_kind": c.kind,
            "side": c.side,
            "at": c.at,
            "job_title": c.job_title,
            "by_link": c.by_link,
        }
        for c in found
    ]


def _shelf_line(line: ShelfLine) -> dict[str, Any]:
    return {
        "slug": line.page.slug,
        "title": line.page.title,
        "url": _url(line.page),
        "changed_since": line.changed.number if line.changed else None,
        "read_at": line.read_at,
    }


def _url(page: PageLine) -> str:
    return f"/manual/{page.slug}"


def withdrawn(page: WithdrawnPage) -> dict[str, Any]:
    return {
        "detail": "This page was withdrawn.",
        "slug": page.slug,
        "title": page.title,
        "withdrawn_at": page.withdrawn_at,
        "reason": page.reason,
        "instead": page.instead_slug,
    }


def schedule(found: Schedule) -> dict[str, Any]:
    return {
        "id": found.id,
        "slug": found.page.slug,
        "revision_id": found.revision_id,
        "what": found.what,
        "at": found.at,
        "significance": found.significance,
        "planned_by": found.planned_by.person.name,
    }


def schedule_changed(found: Schedule) -> dict[str, Any]:
    return {"id": found.id, "slug": found.page.slug, "what": str(found.what), "state": str(found.state)}


def approval_link(found: ApprovalLink) -> dict[str, Any]:
    return {
        "id": found.id,
        "organisation": found.organisation.name,
        "email": found.email,
        "invited_at": found.invited_at,
        "expires_at": found.expires_at,
        "mail_failed_at": found.mail_failed_at,
    }


def settings(found: ManualSettings | None) -> dict[str, Any]:
    return {
        "withdraw_overdue_after_days": found.withdraw_overdue_after_days if found else None,
        "version": found.version if found else 0,
    }


def _facts(found: Revision) -> dict[str, Any]:
    return {
        **found.facts,
        "title": found.title,
        "summary": found.summary,
        "checked_on": found.checked_on,
        "review_by": found.review_by,
        "markdown": found.body,
        "html": found.html,
        "parts": [asdict(part) for part in found.parts],
    }


def found(pages: FoundPages) -> dict[str, Any]:
    return {
        "query": pages.query,
        "total": pages.total,
        "did_you_mean": pages.did_you_mean,
        "explained": _hit(FoundLine(pages.explained, (), None)) if pages.explained else None,
        "facets": {
            facet.name: [{"value": one.value, "label": one.label, "count": one.count} for one in facet.values]
            for facet in pages.facets
        },
        "results": [_hit(line) for line in pages.lines],
    }


def _hit(line: FoundLine) -> dict[str, Any]:
    result, facets = line.result, line.result.facets
    return {
        "kind": result.kind,
        "key": result.key,
        "slug": result.slug,
        "title": result.title,
        "summary": result.summary,
        "snippet": result.snippet,
        "heading": result.heading,
        "anchor": result.anchor,
        "area": result.area,
        "url": result.url,
        "topics": list(facets.get("topic", ())),
        "agencies": list(facets.get("agency", ())),
        "audience": list(facets.get("audience", ())),
        "freshness": line.fresh.state.value if line.fresh else None,
        "checked_on": result.checked_on,
    }
