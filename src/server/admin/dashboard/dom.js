// What every part of the dashboard uses: elements, and small ways to write things down. Whatever a client sent is shown
// as text, never as markup.
export const $ = id => document.getElementById(id);
export const kind = status => (status < 400 ? 'good' : status < 500 ? 'warn' : 'bad');
export const count = number => number.toLocaleString('en');

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

// A cell; a text that is cut shows whole where the pointer rests.
export const cell = (text, css = '') => make('td', { class: css, title: text ?? '' }, text ?? '');

// A cell whose text, where it is too long, is cut at its beginning: names and numbers tell themselves apart at their end.
export const tail = (text, css) => make('td', { class: `tail ${css}`, title: text ?? '' }, make('bdi', {}, text ?? ''));

export function pairs(object) {
  const list = make('dl');
  for (const [name, value] of Object.entries(object)) {
    if (value === null || value === undefined || value === '') continue;
    list.append(make('dt', {}, name), make('dd', { class: 'mono' }, value instanceof Node ? value : String(value)));
  }
  return list;
}

// Words with numbers, each to be clicked. What is there stays, so that no click meets an element that is replaced.
export function chips(box, wanted) {
  const same = [...box.children].map(chip => chip.dataset.name).join() === wanted.map(one => one.name).join();
  if (!same) {
    box.replaceChildren(...wanted.map(({ name, css, click }) => {
      const chip = make(click ? 'button' : 'span', { class: 'chip', ...(click && { onclick: () => click(name) }) },
        make('span', { class: css }, name), make('span', { class: 'number' }));
      chip.dataset.name = name;
      return chip;
    }));
  }
  wanted.forEach((one, index) => { box.children[index].lastChild.textContent = one.number; });
}

// What became of one try of a callback.
export const said = one => (one.accepted ? 'accepted' : one.failure ?? `answered ${one.status}`);

export function host(url) {
  try { return new URL(url).host; } catch { return url; }
}

// One try of a callback in a line.
export function attempt(one) {
  return make('li', { title: one.sentTo ? `${one.url}\nsent to ${one.sentTo}` : one.url },
    make('span', { class: 'quiet' }, `${one.at.slice(11, 23)} try ${one.try} `),
    make('span', { class: one.accepted ? 'good' : 'bad' }, said(one)),
    make('span', { class: 'quiet' }, ` ${host(one.url)}`));
}

// A button that puts a text on the clipboard, or where the browser gives none, into a file.
export function copier(label, name, text) {
  const button = make('button', { onclick: async () => {
    const content = await text();
    try {
      await navigator.clipboard.writeText(content);
      button.textContent = 'Copied';
    } catch {
      save(name, content);
    }
  } }, label);
  return button;
}

export function save(name, content, type = 'text/plain') {
  const link = make('a', { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// Goes to another view: with words to search for, a call to open, a draft to look at.
export const go = (view, what = {}) => document.dispatchEvent(new CustomEvent('go', { detail: { view, ...what } }));
