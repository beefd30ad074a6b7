"""What the worker was given to do, held against what is there: every plan and every file has one effect, whole."""

import time
from collections import Counter
from datetime import UTC, datetime

from tests.benchmarks.kills_background import FILES, SETTLED_WITHIN_SECONDS, Background, brought_slug
from tests.benchmarks.kills_ledger import Found, objects
from tests.benchmarks.kills_writers import Write, Writer
from tests.benchmarks.visitor import Refused


def finish_what_was_cut_off(background: Background, found: Found) -> None:
    for writer in background.writers:
        if writer.problem:
            found.broken.append(f"the worker's client was refused: {writer.problem}")
        try:
            writer.finish_pending()
        except (Refused, TimeoutError) as problem:
            found.broken.append(f"the repeat was refused: {problem}")


def look(background: Background, found: Found) -> None:
    """Once nothing is due and no draft is still to be made, as after any restart."""
    _wait_for_the_worker(background, found)
    _look_at_plans(background, found)
    _look_at_imports(background, found)


def _wait_for_the_worker(background: Background, found: Found) -> None:
    given_up = time.monotonic() + SETTLED_WITHIN_SECONDS
    while _is_something_due(background):
        if time.monotonic() > given_up:
            found.lost.append(f"what was due is not done after {SETTLED_WITHIN_SECONDS} s")
            return
        time.sleep(0.1)


def _is_something_due(background: Background) -> bool:
    ours = objects("manual.Schedule").filter(page__slug__startswith=background.prefix)
    unfinished = objects("manual.Import").filter(asked_at__isnull=False, finished_at=None)
    return ours.filter(state="WAITING", at__lte=datetime.now(tz=UTC)).exists() or unfinished.exists()


def _look_at_plans(background: Background, found: Found) -> None:
    planned = {write.answer["id"]: int(write.said) for write in _of(background.planner, "planned")}
    rows = objects("manual.Schedule").filter(page__slug__startswith=background.prefix)
    plans = {one.id: one for one in rows.select_related("page", "revision")}
    found.lost += [f"plan {id}" for id in planned.keys() - plans.keys()]
    found.doubled += [f"plan {id}, and no client was told so" for id in plans.keys() - planned.keys()]
    trail = _trail(background)
    for plan in plans.values():
        done = int(plan.state == "DONE")
        live = int(plan.revision.state == "LIVE") + int(plan.page.live_revision_id == plan.revision_id)
        told = trail[f"manual.schedule:{plan.id}", "schedule carried out"]
        published = trail[f"manual.revision:{plan.revision_id}", "published"]
        if plan.state not in ("DONE", "WAITING") or trail[f"manual.schedule:{plan.id}", "scheduled"] != 1:
            found.broken.append(f"plan {plan.id} is {plan.state}")
        elif max(told, published) > 1:
            found.doubled.append(f"plan {plan.id}: carried out {told} times, published {published} times")
        elif (live, told, published) != (2 * done, done, done):
            found.half.append(f"plan {plan.id} is {plan.state}: live {live}, told {told}, published {published}")
    _compare(found, "page", len(_of(background.planner, "page")), _pages(background, "-planned-"))


def _look_at_imports(background: Background, found: Found) -> None:
    asked = [int(write.said) for write in _of(background.importer, "asked")]
    wanted = {brought_slug(background.prefix, number, file) for number in asked for file in range(FILES)}
    rows = objects("manual.Revision").filter(page__slug__startswith=f"{background.prefix}-brought-")
    drafts = Counter(rows.values_list("page__slug", flat=True))
    found.lost += [f"the draft of {slug}" for slug in wanted - drafts.keys()]
    found.half += [f"a draft nobody asked for: {slug}" for slug in drafts.keys() - wanted]
    found.doubled += [f"{times} drafts of {slug}" for slug, times in drafts.items() if times > 1]
    _compare(found, "page of a file", len(wanted), _pages(background, "-brought-"))
    trail = _trail(background)
    for id, state, version in rows.values_list("id", "state", "version"):
        if (state, version, trail[f"manual.revision:{id}", "draft started"]) != ("DRAFT", 1, 1):
            found.half.append(f"the draft {id} is {state} at version {version}")
    unsettled = objects("manual.ImportedPage").filter(brought__asked_at__isnull=False, slug__in=wanted)
    found.half += [f"no draft for {one.slug}: {one.reason}" for one in unsettled.exclude(outcome="NEW")]
    found.half += [f"settled without its draft: {one.slug}" for one in unsettled.filter(revision=None)]


def _compare(found: Found, what: str, told: int, there: int) -> None:
    if there < told:
        found.lost.append(f"{told - there} times a {what}")
    found.doubled += [f"a {what}, and no client was told so"] * (there - told)


def _pages(background: Background, part: str) -> int:
    return objects("manual.Page").filter(slug__startswith=background.prefix + part).count()


def _trail(background: Background) -> Counter[tuple[str, str]]:
    entries = objects("audit.Entry").filter(actor_person_id__in=background.people, outcome="ALLOW")
    return Counter(entries.values_list("key", "reason"))


def _of(writer: Writer, kind: str) -> list[Write]:
    return [write for write in writer.acknowledged if write.kind == kind]


def acknowledged(background: Background) -> int:
    return sum(write.method != "GET" for writer in background.writers for write in writer.acknowledged)
