// A table that grows at its top, for as many rows a second as come. It is drawn a few times a second, shows the newest
// FEW rows, and stands still while somebody reads it: scrolled down, or under the pointer or the keyboard when much comes in.
import { count } from '/_emulator/dashboard/dom.js';
import { columns } from '/_emulator/dashboard/columns.js';

const FEW = 60;
const MANY = 400;
const MUCH = 10;

export function feed({ list, body, newer, find, row, id }) {
  const fit = columns(body.parentElement);
  let found = [];
  let lines = new Map();
  let dirty = true;
  let waiting = 0;
  let recent = 0;
  let before = 0;
  const changed = new Map();
  const reading = () => list.scrollTop > 4 || (recent + before > MUCH && list.matches(':hover, :has(:focus-visible)'));
  setInterval(() => { before = recent; recent = 0; }, 1000);

  function line(item) {
    const made = row(item);
    fit.measure(made);
    return made;
  }
  function show(items) {
    const next = new Map(items.map(item => [id(item), lines.get(id(item)) ?? line(item)]));
    for (const [name, old] of lines) if (!next.has(name)) old.remove();
    lines = next;
    // A line that is there is not moved, so that a click that has begun on it ends on it.
    let at = body.firstChild;
    for (const one of next.values()) {
      if (one === at) at = at.nextSibling; else body.insertBefore(one, at);
    }
    fit.lay();
  }
  function rest() {
    if (found.length <= lines.size) return;
    // What is there already stays in place.
    for (const item of found.slice(lines.size)) lines.set(id(item), line(item));
    body.append(...[...lines.values()].slice(body.children.length));
    fit.lay();
  }
  list.addEventListener('scroll', () => { if (list.scrollTop > 4) rest(); });
  newer.addEventListener('click', () => { list.scrollTop = 0; again(); });

  function again() {
    dirty = true;
    body.replaceChildren();
    lines = new Map();
    fit.forget();
    draw(true);
  }
  function draw(now = false) {
    for (const [name, item] of changed) {
      const old = lines.get(name);
      if (!old) continue;
      const fresh = line(item);
      // The keyboard stays where it is.
      const focused = [...old.querySelectorAll('*')].indexOf(document.activeElement);
      const onLine = old === document.activeElement;
      old.replaceWith(fresh);
      if (onLine) fresh.focus(); else if (focused >= 0) (fresh.querySelectorAll('*')[focused] ?? fresh).focus();
      lines.set(name, fresh);
    }
    if (changed.size) fit.lay();
    changed.clear();
    const held = !now && reading();
    newer.hidden = !(held && waiting > 0);
    newer.textContent = `${count(waiting)} newer`;
    if (!dirty || held) return fit.lay();
    dirty = false;
    waiting = 0;
    found = find(MANY);
    show(found.slice(0, FEW));
  }
  return {
    draw,
    // Something new came.
    grow(many = 1) { dirty = true; waiting += many; recent += many; },
    // Something that may be shown is no longer as it was.
    change(item) { changed.set(id(item), item); },
    // Everything may be otherwise.
    again,
    // More was found below what is shown.
    longer(items) { found = items; rest(); },
    lines: () => lines,
  };
}
