// The calls: as they come, or, where words or a moment are asked for, as the journal has them.
import { $, cell, count, kind, make, tail } from '/_emulator/dashboard/dom.js';
import { ask, key } from '/_emulator/dashboard/api.js';
import { close, concern, open as openDetail } from '/_emulator/dashboard/call.js';
import { feed } from '/_emulator/dashboard/feed.js';
import { journal } from '/_emulator/dashboard/journal.js';
import { add, codes, moment, recall } from '/_emulator/dashboard/plot.js';
import { choose, chosen, exporting } from '/_emulator/dashboard/selection.js';
import { start } from '/_emulator/dashboard/start.js';

const KEPT = 5000;

// What the stream told, oldest first.
let calls = [];
// What is asked for, and the answer; null for whatever comes.
let question = null;
let answer = null;
let stale = false;
let asked = 0;
let paused = false;
let opened = null;

const table = feed({ list: $('list'), body: $('rows'), newer: $('newer'), find, row, id: call => call.id });

function find(limit) {
  const found = question ? answer?.calls ?? [] : calls.slice(-limit).reverse();
  say(found);
  return found;
}

function say(found) {
  const some = found.length < calls.length ? `the newest ${count(found.length)} of ${count(calls.length)}` : `${count(calls.length)} calls`;
  const kept = answer ? ` of ${count(answer.kept)} in the journal` : '';
  if (!question) $('shown').textContent = calls.length ? some : '';
  else if (!answer) $('shown').textContent = 'searching…';
  else if (answer.problem) $('shown').textContent = answer.problem;
  else if (question.words) $('shown').textContent = `${count(answer.found)}${kept}${question.time ? `, newest up to ${question.time}` : ''}`;
  else $('shown').textContent = `up to ${question.time}`;
  $('none').hidden = Boolean(question) || calls.length > 0;
  $('tools').hidden = !$('none').hidden;
  $('nomatch').hidden = !question || !answer || found.length > 0;
  $('nomatch').textContent = question?.time ? 'The journal has no such call from then or before.' : 'No call of the journal has all these words.';
  $('older').hidden = !question || !answer?.next;
  document.querySelector('.calls').hidden = found.length === 0;
  exporting({ words: question?.words ?? '', listed: found });
}

// The rules that acted, and what else there is to know.
const why = ({ rules, hint, message }) => [...new Set([...rules, hint, message])].filter(Boolean)
  .map(part => part.replace(/^scenario rule/, 'rule')).join(' · ');

function row(call) {
  const pick = make('input', { type: 'checkbox', 'aria-label': `Select call ${call.id}`, onchange: () => choose([call.id], pick.checked) });
  pick.checked = chosen(call.id);
  const line = make('tr', { tabindex: '0' }, make('td', { class: 'pick' }, pick),
    cell(call.time.slice(11, 23), 'time'), tail(call.account || '–', 'account'), cell(call.operation ?? '–', 'operation'),
    cell(`${call.status} ${call.code}`, `answer ${kind(call.status)}`), cell(String(Math.round(call.elapsedMs * 1000)), 'took right'),
    cell(call.sceneCode, 'scene'), tail(call.merchantBizId, 'biz'), cell(why(call), 'why'));
  line.dataset.id = call.id;
  if (call.id === opened) line.classList.add('on');
  return line;
}

export function take(call) {
  add(call);
  calls.push(call);
  if (calls.length > KEPT * 1.2) calls = calls.slice(-KEPT);
  if (question) stale = true; else table.grow();
}

export function draw() {
  if (!paused) table.draw();
}

// A try of a callback concerns the call that started the transaction.
export const called = concern;

export function open(id) {
  opened = id;
  for (const line of $('rows').children) line.classList.toggle('on', Number(line.dataset.id) === id);
  openDetail(id, () => open(null));
}

// Asks the journal, once more where it has grown.
async function refresh(fresh) {
  const mine = ++asked;
  const before = answer?.found ?? 0;
  const got = await journal(question);
  if (mine !== asked) return;
  answer = got;
  if (fresh) return table.again();
  table.grow(Math.max(0, (got.found ?? 0) - before));
}

let typing;
function put() {
  clearTimeout(typing);
  const words = $('search').value.trim();
  const at = moment();
  asked += 1;
  answer = null;
  stale = false;
  question = words || at ? { words, time: at?.time, before: at ? at.last + 1 : '' } : null;
  if (question) typing = setTimeout(() => refresh(true), 150);
  else table.again();
}

async function older() {
  const of = answer;
  const got = await journal({ ...question, before: answer.next });
  if (of !== answer) return;
  answer = { ...got, found: answer.found, calls: [...answer.calls, ...got.calls] };
  table.longer(answer.calls);
  say(answer.calls);
}

let begun = 0;
export async function begin() {
  const mine = ++begun;
  calls = [];
  const [got, clock] = await Promise.all([journal({ limit: 1000 }), ask('clock', { query: { accessKeyId: key() } })]);
  if (mine !== begun) return;
  if (got.problem) { $('none').hidden = false; $('none').textContent = got.problem; return; }
  const live = calls;
  const first = live[0]?.id ?? Infinity;
  calls = [...got.calls.reverse().filter(call => call.id < first), ...live];
  const now = clock.ok ? Date.parse(clock.answer.now) : Date.now();
  recall(calls, call => (now - Date.parse(call.time)) / 1000);
  start($('none'));
  if (question) put(); else table.again();
}

async function gauges() {
  const { ok, answer: told } = await ask('throttles', { query: { accessKeyId: key() } });
  if (!ok) return;
  const left = one => one.remaining / Math.max(1, one.burst);
  const sorted = told.throttles.filter(one => one.remaining < one.burst).sort((one, other) => left(one) - left(other) || (one.account < other.account ? -1 : 1));
  $('throttles').replaceChildren(...sorted.slice(0, 3).map(one => {
    const name = `${one.account} ${one.operation}`;
    const title = `${name}: ${one.remaining} of ${one.burst} calls at once are left`;
    return make('span', { class: 'gauge', title }, make('span', { class: 'name' }, name),
      make('meter', { 'aria-label': title, min: '0', max: String(one.burst), low: String(one.burst * 0.2),
        high: String(one.burst * 0.4), optimum: String(one.burst), value: String(one.remaining) }),
      make('span', { class: one.remaining ? '' : 'bad' }, `${one.remaining}/${one.burst}`));
  }), sorted.length > 3 ? make('span', { class: 'gauge' }, `and ${sorted.length - 3} more`) : '');
}

export function search(words) {
  $('search').value = words;
  put();
}

export const look = put;

export async function tick() {
  codes(search);
  if (question && !question.time && stale && !paused) {
    stale = false;
    await refresh(false);
  }
  await gauges();
}

$('rows').addEventListener('click', event => {
  const line = event.target.closest('tr');
  if (line && !event.target.closest('.pick')) open(Number(line.dataset.id));
});
$('rows').addEventListener('keydown', event => {
  if (event.key === 'Enter' && event.target.matches('tr')) open(Number(event.target.dataset.id));
});
$('all').addEventListener('change', () => {
  choose(find(400).map(call => call.id), $('all').checked);
  table.again();
});
$('unchoose').addEventListener('click', () => { $('all').checked = false; table.again(); });
$('search').addEventListener('input', put);
$('older').addEventListener('click', older);
$('pause').addEventListener('click', () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', String(paused));
  $('pause').textContent = paused ? 'Go on' : 'Pause';
});
$('clear').addEventListener('click', async () => {
  await ask('requests', { method: 'DELETE', query: { accessKeyId: key() } });
  close();
  begin();
});
