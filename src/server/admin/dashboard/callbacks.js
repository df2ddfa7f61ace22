// Every try of a callback as it is made, with what the receiver answered.
import { $, cell, chips, count, go, make, said, tail } from '/_emulator/dashboard/dom.js';
import { ask, key } from '/_emulator/dashboard/api.js';
import { feed } from '/_emulator/dashboard/feed.js';

const KEPT = 2000;
let tries = [];
let number = 0;
let asked = 0;
const sums = { accepted: 0, refused: 0 };

const table = feed({ list: $('trylist'), body: $('tries'), newer: $('newertries'), find, row, id: one => one.number });

function find(limit) {
  $('notries').hidden = tries.length > 0;
  document.querySelector('table.tries').hidden = tries.length === 0;
  return tries.slice(-limit).reverse();
}

function row(one) {
  const parts = URL.canParse(one.url) ? new URL(one.url) : { host: '', pathname: one.url, search: '' };
  const line = make('tr', { tabindex: '0' },
    cell(one.at.slice(11, 23), 'time'), tail(one.transactionId, 'id mono'), tail(one.account, 'account'), cell(String(one.try), 'try right'),
    cell(said(one), `answer ${one.accepted ? 'good' : 'bad'}`), cell(parts.host, 'host'), cell(parts.pathname + parts.search, 'path quiet'));
  if (one.sentTo) line.querySelector('.host').title = `${parts.host}, sent to ${one.sentTo}`;
  line.dataset.id = one.transactionId;
  return line;
}

function add(one) {
  number += 1;
  tries.push({ ...one, number });
  sums[one.accepted ? 'accepted' : 'refused'] += 1;
}

export function take(one) {
  add(one);
  if (tries.length > KEPT * 1.2) tries = tries.slice(-KEPT);
  table.grow();
}

export async function load() {
  const mine = ++asked;
  tries = [];
  sums.accepted = sums.refused = 0;
  const { ok, answer } = await ask('callbacks', { query: { accessKeyId: key() } });
  if (!ok || mine !== asked) return;
  // What came live in the meantime is in the answer too, or behind it.
  const live = tries;
  tries = [];
  sums.accepted = sums.refused = 0;
  const told = new Set(answer.attempts.map(one => `${one.transactionId} ${one.at}`));
  answer.attempts.forEach(add);
  for (const one of live) if (!told.has(`${one.transactionId} ${one.at}`)) add(one);
  tries = tries.slice(-KEPT);
  table.again();
}

export const draw = () => table.draw();

export async function tick() {
  chips($('trysums'), [{ name: 'accepted', css: 'good', number: count(sums.accepted) },
    { name: 'not accepted', css: 'bad', number: count(sums.refused) }]);
}

function open(line) {
  if (line) go('transactions', { words: line.dataset.id });
}
$('tries').addEventListener('click', event => open(event.target.closest('tr')));
$('tries').addEventListener('keydown', event => { if (event.key === 'Enter') open(event.target.closest('tr')); });
