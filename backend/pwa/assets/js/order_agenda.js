// <ol data-order-agenda> of <li data-item="<api address of its place>" data-version="3">: put in order by dragging the
// [data-handle] with a mouse, a pen or a finger, or with the buttons [data-step]. Every move goes to the server at once;
// what the server refuses goes back to where it was. Without scripts the buttons send their form.
const REFUSED = "It was not moved: somebody changed the agenda meanwhile. Load the page again.";
const FAILED = "It was not moved: there is no connection, or you are signed out.";

export function orderAgenda(list) {
  const agenda = new Agenda(list, document.querySelector("[data-agenda-status]"));
  for (const item of list.querySelectorAll(":scope > [data-item]")) {
    const form = item.querySelector("form[data-move]");
    if (!form) continue;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      agenda.step(item, event.submitter);
    });
    const handle = item.querySelector("[data-handle]");
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => agenda.drag(item, handle, event));
  }
}

class Agenda {
  constructor(list, status) {
    this.list = list;
    this.status = status;
    this.busy = false;
  }

  get items() {
    return [...this.list.querySelectorAll(":scope > [data-item]")];
  }

  async step(item, button) {
    const items = this.items;
    const from = items.indexOf(item);
    const to = from + Number(button.dataset.step);
    if (this.busy || to < 0 || to >= items.length) return;
    await this.move(item, from, to);
    // At an end one of the two has nothing to do any more: the focus goes to the other.
    const buttons = [button, ...item.querySelectorAll("[data-step]")];
    buttons.find((one) => !one.disabled)?.focus();
  }

  drag(item, handle, down) {
    if (this.busy || down.button !== 0) return;
    down.preventDefault();
    const from = this.items.indexOf(item);
    handle.setPointerCapture(down.pointerId);
    item.classList.add("agenda__item--dragged");
    const follow = (event) => this.follow(item, event.clientY);
    const end = (event) => {
      handle.removeEventListener("pointermove", follow);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
      item.classList.remove("agenda__item--dragged");
      const to = event.type === "pointerup" ? this.items.indexOf(item) : from;
      this.put(item, from);
      if (to !== from) this.move(item, from, to);
    };
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  }

  // The others step around the item: an element that is moved itself loses the pointer that it holds.
  follow(item, y) {
    const items = this.items;
    const at = items.indexOf(item);
    for (const below of items.slice(at + 1)) if (y > middleOf(below)) item.before(below);
    for (const above of items.slice(0, at).reverse()) if (y < middleOf(above)) item.after(above);
  }

  put(item, index) {
    const others = this.items.filter((one) => one !== item);
    if (index < others.length) others[index].before(item);
    else this.list.append(item);
  }

  async move(item, from, to) {
    this.busy = true;
    this.put(item, to);
    const answer = await this.send(item, to + 1).catch(() => null);
    if (answer?.ok) this.moved(item, await answer.json());
    else {
      this.put(item, from);
      this.say(answer ? REFUSED : FAILED);
    }
    this.mark();
    this.busy = false;
  }

  send(item, place) {
    return fetch(item.dataset.item, {
      method: "PUT",
      credentials: "same-origin",
      // A redirect leads to the sign-in page, whose "200 OK" must not be taken for "moved".
      redirect: "error",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "Idempotency-Key": crypto.randomUUID(),
        "If-Match": `"${item.dataset.version}"`,
        "X-CSRFToken": item.querySelector('input[name="csrfmiddlewaretoken"]').value,
      },
      body: JSON.stringify({ place }),
    });
  }

  moved(item, { version, place, of }) {
    item.dataset.version = version;
    // Its other forms, to word it or to tick it off, are about the same item.
    for (const field of item.querySelectorAll('input[name="version"]')) field.value = version;
    this.say(`The item is now ${place} of ${of}.`);
  }

  mark() {
    const items = this.items;
    for (const [index, item] of items.entries()) {
      for (const button of item.querySelectorAll("[data-step]")) {
        const to = index + Number(button.dataset.step);
        button.value = to + 1;
        button.disabled = to < 0 || to >= items.length;
      }
    }
  }

  say(words) {
    this.status.textContent = words;
  }
}

function middleOf(item) {
  const { top, height } = item.getBoundingClientRect();
  return top + height / 2;
}
