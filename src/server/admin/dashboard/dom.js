// What every part of the dashboard uses: elements, questions to the emulator, the access key that is looked at.
// Whatever a client sent is shown as text, never as markup.
export const $ = id => document.getElementById(id);
export const token = new URLSearchParams(location.search).get('token');
export const key = () => $('key').value.trim();
export const kind = status => (status < 400 ? 'good' : status < 500 ? 'warn' : 'bad');
export const count = number => number.toLocaleString('en');

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'class') element.className = value;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

// A cell; a text that is cut shows whole where the pointer rests.
export const cell = (text, css = '') => make('td', { class: css, title: text ?? '' }, text ?? '');

export function pairs(object) {
  const list = make('dl');
  for (const [name, value] of Object.entries(object)) {
    if (value === null || value === undefined || value === '') continue;
    list.append(make('dt', {}, name), make('dd', { class: 'mono' }, value instanceof Node ? value : String(value)));
  }
  return list;
}

export function address(path, query = {}) {
  const url = new URL(`/_emulator/${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return url;
}

export async function ask(path, { method = 'GET', body, query } = {}) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(address(path, query), { method, body, headers });
  const text = await response.text();
  const answer = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  return { ok: response.ok, answer };
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

// One try of a callback in a line.
export function attempt(one) {
  const said = one.failure ?? `answered ${one.status}`;
  return make('li', { title: one.sentTo ? `${one.url}\nsent to ${one.sentTo}` : one.url },
    make('span', { class: 'quiet' }, `${one.at.slice(11, 19)} try ${one.try} `),
    make('span', { class: one.accepted ? 'good' : 'bad' }, one.accepted ? 'accepted' : said));
}
