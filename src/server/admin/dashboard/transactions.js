// Transactions as they are made, opened and completed, and what becomes of their callbacks. The list is asked for once;
// from then on events keep it.
import { $, cell, chips, count, host, make, said, tail } from '/_emulator/dashboard/dom.js';
import { ask, key } from '/_emulator/dashboard/api.js';
import { feed } from '/_emulator/dashboard/feed.js';
import { detail as whole } from '/_emulator/dashboard/transaction.js';

const KEPT = 2000;
const EXPIRY = 30 * 60 * 1000;
const ORDER = ['waiting', 'opened', 'expired', 'completed'];

// By TransactionId, oldest first.
let all = new Map();
let chosen = null;
let loading = false;
let stale = false;
let left = 0;

const table = feed({ list: $('checklist'), body: $('checks'), newer: $('newerchecks'), find, row, id: one => one.transactionId });

const age = one => performance.now() - one.made;
const open = one => one.state === 'waiting' || one.state === 'opened';

function find(limit) {
  const words = $('searchchecks').value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const text = one => [one.transactionId, one.account, one.merchantBizId, one.docType, standing(one)[0], callback(one)[0]]
    .join(' ').toLowerCase();
  let found = [...all.values()].reverse();
  if (words.length) found = found.filter(one => words.every(word => text(one).includes(word)));
  found = found.slice(0, limit);
  $('nochecks').hidden = all.size > 0;
  $('nocheck').hidden = all.size === 0 || found.length > 0;
  document.querySelector('.checks').hidden = found.length === 0;
  return found;
}

function old(one) {
  const seconds = Math.max(0, Math.floor(age(one) / 1000));
  return seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

function standing(one) {
  if (one.state === 'completed') return one.passed ? ['passed', 'good'] : [`failed, ${one.subCode}`, 'bad'];
  return [one.state, one.state === 'expired' ? 'bad' : one.state === 'opened' ? 'warn' : 'quiet'];
}

function callback(one) {
  if (!one.callbackUrl) return ['', 'quiet'];
  const last = one.callbacks?.at(-1);
  if (!last) return [one.state === 'completed' ? `${host(one.callbackUrl)}: not yet sent` : host(one.callbackUrl), 'quiet'];
  return [`${host(last.url)}: ${said(last)}, try ${last.try}`, last.accepted ? 'good' : 'bad'];
}

function row(one) {
  const end = (text, passed) => make('button', { class: 'small', onclick: event => {
    event.stopPropagation();
    complete(one, { passed });
  } }, text);
  const [state, css] = standing(one);
  const [told, tone] = callback(one);
  const line = make('tr', { tabindex: '0' },
    tail(one.transactionId, 'id mono'), tail(one.account, 'account'), tail(one.merchantBizId, 'biz'), cell(one.docType, 'document'),
    cell(state, `state ${css}`), cell(old(one), 'age right'), cell(told, `callback ${tone}`),
    make('td', { class: 'ends' }, ...(open(one) ? [page(one, 'Page'), end('Pass', true), end('Fail', false)] : [])));
  line.dataset.id = one.transactionId;
  if (one.transactionId === chosen) line.classList.add('on');
  return line;
}

// The page of a check, in a tab of its own.
function page(one, text) {
  if (!one.clientCfg) return null;
  return make('a', { href: `/index.html?clientcfg=${encodeURIComponent(one.clientCfg)}`, target: '_blank', rel: 'noreferrer',
    onclick: event => event.stopPropagation() }, text);
}

// Ends a check; gives what is wrong where it cannot be ended.
async function complete(one, how) {
  const { ok, answer } = await ask(`transactions/${one.transactionId}/complete`, { method: 'POST', body: JSON.stringify(how) });
  if (ok) take(answer);
  else if (one.transactionId !== chosen) choose(one.transactionId);
  return ok ? '' : answer.message;
}

// A transaction as an event or the list tells it.
export function take(one) {
  const known = all.get(one.transactionId);
  const made = performance.now() - one.ageMs;
  if (known) {
    const { callbacks, ...rest } = one;
    // The list and the events come on two ways: what is further on is newer.
    if (ORDER.indexOf(one.state) >= ORDER.indexOf(known.state)) Object.assign(known, rest, { made });
    for (const other of callbacks ?? []) note(known, other);
    table.change(known);
  } else {
    all.set(one.transactionId, { ...one, made });
    if (all.size > KEPT * 2.2) thin();
    table.grow();
  }
  if (one.transactionId === chosen) detail();
}

// Keeps the newest, and among them as many with whom something happened as such that only wait.
function thin() {
  const room = { waiting: KEPT, other: KEPT };
  const kept = [...all].reverse().filter(([, one]) => {
    const which = one.state === 'waiting' ? 'waiting' : 'other';
    room[which] -= 1;
    return room[which] >= 0;
  });
  all = new Map(kept.reverse());
}

function note(one, other) {
  one.callbacks ??= [];
  const same = JSON.stringify(other);
  if (one.callbacks.every(known => JSON.stringify(known) !== same)) one.callbacks.push(other);
}

// A try of a callback.
export function called(other) {
  const one = all.get(other.transactionId);
  if (!one) return;
  note(one, other);
  table.change(one);
  if (other.transactionId === chosen) detail();
}

// What the stream could not tell; the list, asked for again, has it.
export function skip({ calls, transactions, callbacks }) {
  left += calls + transactions + callbacks;
}

function detail() {
  const one = all.get(chosen);
  whole(one && { one, state: standing(one), open: open(one), link: page(one, 'Open its page'),
    complete: how => complete(one, how), close: () => choose(null) });
}

function choose(id) {
  chosen = id;
  for (const [name, line] of table.lines()) line.classList.toggle('on', name === id);
  detail();
}

function summary() {
  const sums = { waiting: 0, opened: 0, passed: 0, failed: 0, expired: 0 };
  for (const one of all.values()) sums[one.state === 'completed' ? (one.passed ? 'passed' : 'failed') : one.state] += 1;
  const css = { waiting: 'quiet', opened: 'warn', passed: 'good', failed: 'bad', expired: 'bad' };
  chips($('sums'), Object.entries(sums).map(([name, number]) => ({ name, css: css[name], number: count(number), click: search })));
  $('left').hidden = left === 0;
  $('left').textContent = `${count(left)} left out: ask again`;
}

// Asks for the list; what events told meanwhile is newer and stays. A list that is under way when it is asked for again
// may be of another key, or from before a reset, and is not shown.
export async function load() {
  stale = loading;
  if (loading) return;
  loading = true;
  left = 0;
  all = new Map();
  const { ok, answer } = await ask('transactions', { query: { accessKeyId: key(), limit: '200' } }).catch(() => ({ ok: false }));
  loading = false;
  if (stale) return load();
  if (!ok) return;
  const live = all;
  all = new Map();
  for (const one of answer.transactions.reverse()) take(one);
  for (const one of live.values()) take({ ...one, ageMs: age(one) });
  table.again();
  detail();
  summary();
}

export function search(words) {
  $('searchchecks').value = words;
  table.again();
}

export function draw() {
  table.draw();
}

export async function tick() {
  for (const one of all.values()) if (open(one) && age(one) >= EXPIRY) { one.state = 'expired'; table.change(one); }
  for (const [id, line] of table.lines()) {
    const [one, told] = [all.get(id), line.querySelector('.age')];
    if (one && told.textContent !== old(one)) told.textContent = told.title = old(one);
  }
  summary();
}

$('checks').addEventListener('click', event => {
  const line = event.target.closest('tr');
  if (line) choose(line.dataset.id);
});
$('checks').addEventListener('keydown', event => {
  if (event.key === 'Enter' && event.target.matches('tr')) choose(event.target.dataset.id);
});
$('searchchecks').addEventListener('input', () => table.again());
$('left').addEventListener('click', load);
