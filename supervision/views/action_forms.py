"""Actions as the screens show them: each with the forms that can be sent about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.forms import Form

from supervision.enums import ActionState
from supervision.forms.action import ActionForm, MarkActionForm
from supervision.queries.action import ActionLine
from supervision.queries.participant import Circle


@dataclass(frozen=True, slots=True)
class ActionOnScreen:
    """`word` is None once its record is closed. `is_refused`: the form that came back is one of this action."""

    line: ActionLine
    word: ActionForm | None
    mark: MarkActionForm
    is_refused: bool


def actions_on_screen(
    lines: Iterable[ActionLine], circle: Circle | None, refused: Form | None, action_id: UUID | None
) -> list[ActionOnScreen]:
    return [_on_screen(line, circle, refused if line.id == action_id else None) for line in lines]


def new_action_form(circle: Circle, refused: Form | None) -> ActionForm:
    form = refused if isinstance(refused, ActionForm) else ActionForm(initial={"version": 0}, auto_id="action_%s")
    return form.offer(circle)


def _on_screen(line: ActionLine, circle: Circle | None, refused: Form | None) -> ActionOnScreen:
    mark = refused if isinstance(refused, MarkActionForm) else _mark_form(line)
    return ActionOnScreen(line, _word_form(line, circle, refused), mark, refused is not None)


def _mark_form(line: ActionLine) -> MarkActionForm:
    initial = {"version": line.version, "due_on": line.due_on}
    return offered(MarkActionForm(initial=initial, auto_id=f"{line.id}_%s"))


def offered(form: MarkActionForm) -> MarkActionForm:
    """What takes words: to be done, and back to it, is one press."""
    form.fields["state"].widget.choices = [
        (ActionState.CHANGED.value, "It changes, and is still to do"),
        (ActionState.DROPPED.value, "It is dropped"),
    ]
    return form


def _word_form(line: ActionLine, circle: Circle | None, refused: Form | None) -> ActionForm | None:
    if circle is None or not line.can_word:
        return None
    if isinstance(refused, ActionForm):
        return refused.offer(circle)
    initial = {
        "text": line.text,
        "owner_id": line.owner.participant_id,
        "due_on": line.agreed_due_on,
        "version": line.version,
    }
    return ActionForm(initial=initial, auto_id=f"{line.id}_%s").offer(circle)
