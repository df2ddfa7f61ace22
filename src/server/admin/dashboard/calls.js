// The journal: calls as they come, searched, and one of them whole.
import { $, ask, attempt, cell, count, key, kind, make, pairs } from '/_emulator/dashboard/dom.js';
import { feed } from '/_emulator/dashboard/feed.js';
import { add, codes } from '/_emulator/dashboard/plot.js';

const KEPT = 5000;
const text = call => call.text ??= [call.sceneCode, call.merchantBizId, call.transactionId, call.code, call.account,
  call.operation].join(' ').toLowerCase();

let calls = [];
let begun = 0;
let paused = false;
let chosen = null;
let shown = null;
let asked = 0;

const table = feed({ list: $('list'), body: $('rows'), newer: $('newer'), find, row, id: call => call.id });

function find(limit) {
  const words = $('search').value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = [];
  for (let index = calls.length - 1; index >= 0 && found.length < limit; index -= 1) {
    if (words.every(word => text(calls[index]).includes(word))) found.push(calls[index]);
  }
  const some = found.length === limit ? `the newest ${limit} of ${count(calls.length)}` : `${count(found.length)} of ${count(calls.length)}`;
  $('shown').textContent = calls.length ? some : '';
  $('none').hidden = calls.length > 0;
  $('nomatch').hidden = calls.length === 0 || found.length > 0;
  return found;
}

function row(call) {
  const line = make('tr', { tabindex: '0' },
    cell(call.time.slice(11, 23)), cell(call.account || '–'), cell(call.operation ?? '–'),
    cell(`${call.status} ${call.code}`, kind(call.status)), cell(String(Math.round(call.elapsedMs * 1000)), 'right'),
    cell(call.sceneCode), cell(call.merchantBizId), cell(call.rules[0] ?? call.hint ?? call.message ?? '', 'why'));
  line.dataset.id = call.id;
  if (call.id === chosen) line.classList.add('on');
  return line;
}

export function take(call) {
  add(call);
  calls.push(call);
  if (calls.length > KEPT * 1.2) calls = calls.slice(-KEPT);
  table.grow();
}

export function draw() {
  if (!paused) table.draw();
}

// A try of a callback concerns the call that started the transaction.
export function called(one) {
  if (shown && shown.transactionId === one.transactionId && shown.operation === 'Initialize') show(shown.id);
}

async function show(id) {
  chosen = id;
  for (const line of $('rows').children) line.classList.toggle('on', Number(line.dataset.id) === id);
  const number = asked += 1;
  const { ok, answer } = await ask(`requests/${id}`);
  // Another call was chosen, or the detail closed, in the meantime.
  if (number !== asked) return;
  const detail = $('detail');
  detail.hidden = false;
  shown = ok ? answer : null;
  if (!ok) return detail.replaceChildren(make('p', {}, answer.message), make('button', { onclick: close }, 'Close'));
  const { result = {}, ...rest } = answer.answer;
  const copy = make('button', { onclick: async () => {
    await navigator.clipboard.writeText((await ask(`requests/${id}/curl`)).answer);
    copy.textContent = 'Copied';
  } }, 'Copy as curl');
  const tries = answer.callbacks ?? [];
  detail.replaceChildren(
    make('div', { class: 'head' },
      make('strong', { class: kind(rest.status) }, `${rest.status} ${rest.code}`),
      make('span', { class: 'quiet' }, `call ${answer.id}`), make('span', { class: 'grow' }), copy,
      make('button', { 'aria-label': 'Close', onclick: close }, '✕')),
    make('h2', {}, 'Why'),
    pairs({ rule: answer.rules.join('; '), hint: answer.rules.length ? '' : answer.hint, message: rest.message,
      tolerated: (answer.tolerated ?? []).join('; '), signature: answer.signature,
      throttle: answer.throttle && `${answer.throttle.remaining} left of ${answer.throttle.qps} a second`,
      'retry after': rest.retryAfterMs && `${rest.retryAfterMs} ms`,
      took: `${Math.round(answer.elapsedMs * 1000)} µs` + (answer.delayMs ? `, delayed by ${answer.delayMs} ms` : '') }),
    ...(tries.length ? [make('h2', {}, 'Callback'), make('ol', { class: 'tries' }, ...tries.map(attempt))] : []),
    make('h2', {}, 'Request'),
    pairs({ method: answer.method, time: answer.time, account: answer.account, ...answer.parameters }),
    make('h2', {}, 'Headers'), pairs(answer.headers),
    make('h2', {}, 'Answer'), pairs({ RequestId: rest.requestId, format: rest.format, ...result }));
}

function close() {
  $('detail').hidden = true;
  chosen = shown = null;
  asked += 1;
  for (const line of $('rows').children) line.classList.remove('on');
}

export async function begin() {
  const mine = ++begun;
  calls = [];
  const { ok, answer } = await ask('requests', { query: { limit: '200', accessKeyId: key() } });
  if (mine !== begun) return;
  if (!ok) { $('none').textContent = answer.message; return; }
  const live = calls;
  const first = live[0]?.id ?? Infinity;
  calls = answer.requests.reverse().filter(call => call.id < first).map(call => ({ ...call, status: call.answer.status,
    code: call.answer.code, message: call.answer.message, merchantBizId: call.parameters.MerchantBizId,
    sceneCode: call.parameters.SceneCode }));
  calls.push(...live);
  table.again();
}

async function gauges() {
  const { ok, answer } = await ask('throttles', { query: { accessKeyId: key() } });
  if (!ok) return;
  $('throttles').replaceChildren(...answer.throttles.slice(0, 4).map(one => make('span', { class: 'gauge' },
    `${one.account} ${one.operation}`,
    make('meter', { min: '0', max: String(one.burst), low: String(one.burst * 0.2), high: String(one.burst * 0.4),
      optimum: String(one.burst), value: String(one.remaining), title: `${one.remaining} of ${one.burst}` }))));
}

export function search(words) {
  $('search').value = words;
  table.again();
}

export async function tick() {
  codes(search);
  await gauges();
}

$('rows').addEventListener('click', event => {
  const line = event.target.closest('tr');
  if (line) show(Number(line.dataset.id));
});
$('rows').addEventListener('keydown', event => { if (event.key === 'Enter') event.target.click(); });
$('search').addEventListener('input', () => table.again());
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
