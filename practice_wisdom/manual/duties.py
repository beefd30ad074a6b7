"""What the worker does for the manual, again and again."""

from datetime import timedelta

from backend.embedded.duties import Duty
from practice_wisdom.manual.operations.copies import forget_old_copies
from practice_wisdom.manual.operations.images import forget_unused_images
from practice_wisdom.manual.operations.imports import forget_old_imports, make_drafts_asked_for
from practice_wisdom.manual.operations.kept_texts import forget_old_texts
from practice_wisdom.manual.operations.print_orders import make_prints_asked_for
from practice_wisdom.manual.operations.reminders import remind_and_withdraw
from practice_wisdom.manual.operations.schedules import carry_out_schedules
from practice_wisdom.manual.operations.shelf import forget_old_marks

DUTIES = (
    Duty("make drafts of pages brought in", timedelta(seconds=1), lambda now: make_drafts_asked_for(now=now)),
    Duty("make prints asked for", timedelta(seconds=1), lambda now: make_prints_asked_for(now=now)),
    Duty("forget old imports", timedelta(hours=6), lambda now: forget_old_imports(now=now)),
    Duty("forget unused images", timedelta(hours=6), lambda now: forget_unused_images(now=now)),
    Duty("forget old copies on devices", timedelta(hours=6), lambda now: forget_old_copies(now=now)),
    Duty("forget old kept texts", timedelta(hours=6), lambda now: forget_old_texts(now=now)),
    Duty("forget old reading marks", timedelta(hours=6), lambda now: forget_old_marks(now=now)),
    Duty("publish and withdraw what was scheduled", timedelta(seconds=20), lambda now: carry_out_schedules(now=now)),
    Duty("remind owners of pages that fall due", timedelta(hours=1), lambda now: remind_and_withdraw(now=now)),
)
