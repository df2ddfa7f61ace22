// A table that grows at its top, for as many rows a second as come. It is drawn a few times a second, shows the newest
// FEW rows, and stands still while somebody reads it: scrolled down, or under the pointer or the keyboard when much comes in.
import { count } from '/_emulator/dashboard/dom.js';

const FEW = 60;
const MANY = 400;
const MUCH = 10;

export function feed({ list, body, newer, find, row, id }) {
  let found = [];
  let lines = new Map();
  let dirty = true;
  let waiting = 0;
  let recent = 0;
  let before = 0;
  const changed = new Map();
  const reading = () => list.scrollTop > 4 || (recent + before > MUCH && list.matches(':hover, :has(:focus-visible)'));
  setInterval(() => { before = recent; recent = 0; }, 1000);

  function show(items) {
    const next = new Map(items.map(item => [id(item), lines.get(id(item)) ?? row(item)]));
    for (const [name, line] of lines) if (!next.has(name)) line.remove();
    lines = next;
    // A line that is there is not moved, so that a click that has begun on it ends on it.
    let at = body.firstChild;
    for (const line of next.values()) {
      if (line === at) at = at.nextSibling; else body.insertBefore(line, at);
    }
  }
  list.addEventListener('scroll', () => {
    if (list.scrollTop > 4 && found.length > lines.size) {
      // What is there already stays in place.
      for (const item of found.slice(lines.size)) lines.set(id(item), row(item));
      body.append(...[...lines.values()].slice(body.children.length));
    }
  });
  newer.addEventListener('click', () => { list.scrollTop = 0; again(); });

  function again() {
    dirty = true;
    body.replaceChildren();
    lines = new Map();
    draw(true);
  }
  function draw(now = false) {
    for (const [name, item] of changed) {
      const line = lines.get(name);
      if (!line) continue;
      const fresh = row(item);
      line.replaceWith(fresh);
      lines.set(name, fresh);
    }
    changed.clear();
    const held = !now && reading();
    newer.hidden = !(held && waiting > 0);
    newer.textContent = `${count(waiting)} newer`;
    if (!dirty || held) return;
    dirty = false;
    waiting = 0;
    found = find(MANY);
    show(found.slice(0, FEW));
  }
  return {
    draw,
    // Something new came.
    grow() { dirty = true; waiting += 1; recent += 1; },
    // Something that may be shown is no longer as it was.
    change(item) { changed.set(id(item), item); },
    // Everything may be otherwise.
    again,
    lines: () => lines,
  };
}
