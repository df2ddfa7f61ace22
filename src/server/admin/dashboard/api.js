// Questions to the emulator, for the access key that is looked at, with the admin token where one is asked for.
import { $ } from '/_emulator/dashboard/dom.js';

const REMEMBERED = 'cloudauth-local-token';
let token = new URLSearchParams(location.search).get('token') ?? sessionStorage.getItem(REMEMBERED);
let prompting = null;

export const key = () => $('key').value.trim();

export function address(path, query = {}) {
  const url = new URL(`/_emulator/${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return url;
}

// An EventSource sends no headers, so that its token stands in the address.
export const stream = () => new EventSource(address('events', { accessKeyId: key(), token }));

export async function ask(path, { method = 'GET', body, query } = {}) {
  for (;;) {
    const shown = token;
    const headers = shown ? { authorization: `Bearer ${shown}` } : {};
    const response = await fetch(address(path, query), { method, body, headers });
    if (response.status === 401) {
      await prompt(shown);
      continue;
    }
    const text = await response.text();
    const answer = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    return { ok: response.ok, answer };
  }
}

// Asks the person for the token, once for all questions that were refused.
async function prompt(refused) {
  if (refused !== token) return;
  prompting ??= new Promise(done => {
    const dialog = $('token');
    $('tokenfault').textContent = refused ? 'That is not the token of this emulator.' : '';
    $('tokenfield').value = '';
    if (!dialog.open) dialog.showModal();
    dialog.querySelector('form').addEventListener('submit', event => {
      event.preventDefault();
      token = $('tokenfield').value.trim();
      sessionStorage.setItem(REMEMBERED, token);
      dialog.close();
      prompting = null;
      done();
    }, { once: true });
  });
  await prompting;
}

// Without a token nothing goes on: the prompt cannot be dismissed.
$('token').addEventListener('cancel', event => event.preventDefault());
