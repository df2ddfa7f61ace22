// The dashboard. Whatever a client sent is shown as text, never as markup. Calls are drawn once a frame, the newest
// ROWS of them, so that a thousand a second stay readable.
const ROWS = 400;
const KEPT = 5000;
const SECONDS = 120;
const $ = id => document.getElementById(id);
const token = new URLSearchParams(location.search).get('token');

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'class') element.className = value;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function address(path, query = {}) {
  const url = new URL(`/_emulator/${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return url;
}

async function ask(path, { method = 'GET', body, query } = {}) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(address(path, query), { method, body, headers });
  const text = await response.text();
  const answer = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  return { ok: response.ok, answer };
}

const key = () => $('key').value.trim();
const kind = status => (status < 400 ? 'good' : status < 500 ? 'warn' : 'bad');

// Calls

let calls = [];
let paused = false;
let dirty = true;
let chosen = null;
const buckets = Array.from({ length: SECONDS }, () => ({ good: 0, warn: 0, bad: 0 }));
let second = Math.floor(Date.now() / 1000);

function turn() {
  const now = Math.floor(Date.now() / 1000);
  for (let steps = Math.min(now - second, SECONDS); steps > 0; steps -= 1) {
    buckets.shift();
    buckets.push({ good: 0, warn: 0, bad: 0 });
  }
  second = now;
}

function take(call) {
  turn();
  buckets[SECONDS - 1][kind(call.status)] += 1;
  calls.push(call);
  if (calls.length > KEPT * 1.2) calls = calls.slice(-KEPT);
  dirty = true;
}

function fits(call) {
  const words = $('search').value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const text = [call.sceneCode, call.merchantBizId, call.transactionId, call.code, call.account, call.operation]
    .join(' ').toLowerCase();
  return words.every(word => text.includes(word));
}

function row(call) {
  const why = call.rules[0] ?? call.hint ?? call.message ?? '';
  const cell = (text, css = '') => make('td', { class: css, title: text ?? '' }, text ?? '');
  const line = make('tr', { tabindex: '0' },
    cell(call.time.slice(11, 23)), cell(call.account || '–'), cell(call.operation ?? '–'),
    cell(`${call.status} ${call.code}`, kind(call.status)), cell(String(call.tookMicros), 'right'),
    cell(call.sceneCode), cell(call.merchantBizId), cell(why, 'why'));
  line.dataset.id = call.id;
  if (call.id === chosen) line.classList.add('on');
  return line;
}

function draw() {
  requestAnimationFrame(draw);
  if (!dirty || paused || document.hidden) return;
  dirty = false;
  const found = [];
  for (let index = calls.length - 1; index >= 0 && found.length < ROWS; index -= 1) {
    if (fits(calls[index])) found.push(calls[index]);
  }
  const present = new Map([...$('rows').children].map(line => [Number(line.dataset.id), line]));
  $('rows').replaceChildren(...found.map(call => present.get(call.id) ?? row(call)));
  $('none').hidden = calls.length > 0;
  $('shown').textContent = calls.length ? `${found.length} of ${calls.length}` : '';
}

function plot() {
  turn();
  const canvas = $('plot');
  const context = canvas.getContext('2d');
  const style = getComputedStyle(document.documentElement);
  const most = Math.max(5, ...buckets.map(bucket => bucket.good + bucket.warn + bucket.bad));
  const width = canvas.width / SECONDS;
  context.clearRect(0, 0, canvas.width, canvas.height);
  buckets.forEach((bucket, index) => {
    let top = canvas.height;
    for (const name of ['good', 'warn', 'bad']) {
      const height = (bucket[name] / most) * canvas.height;
      context.fillStyle = style.getPropertyValue(`--${name}`);
      context.fillRect(index * width, top - height, width - 1, height);
      top -= height;
    }
  });
  const last = buckets[SECONDS - 2];
  $('rate').textContent = `${last.good + last.warn + last.bad} calls/s`;
}

function pairs(object) {
  const list = make('dl');
  for (const [name, value] of Object.entries(object)) {
    if (value === null || value === undefined || value === '') continue;
    list.append(make('dt', {}, name), make('dd', { class: 'mono' }, String(value)));
  }
  return list;
}

async function show(id) {
  chosen = id;
  for (const line of $('rows').children) line.classList.toggle('on', Number(line.dataset.id) === id);
  const { ok, answer } = await ask(`requests/${id}`);
  const detail = $('detail');
  detail.hidden = false;
  if (!ok) return detail.replaceChildren(make('p', {}, answer.message));
  const { result = {}, ...rest } = answer.answer;
  const copy = make('button', { onclick: async () => {
    await navigator.clipboard.writeText((await ask(`requests/${id}/curl`)).answer);
    copy.textContent = 'Copied';
  } }, 'Copy as curl');
  detail.replaceChildren(
    make('div', { class: 'head' },
      make('strong', { class: kind(rest.status) }, `${rest.status} ${rest.code}`),
      make('span', { class: 'quiet' }, `call ${answer.id}`), make('span', { class: 'grow' }), copy,
      make('button', { 'aria-label': 'Close', onclick: () => { detail.hidden = true; chosen = null; } }, '✕')),
    make('h2', {}, 'Why'),
    pairs({ rule: answer.rules.join('; '), hint: answer.rules.length ? '' : answer.hint, message: rest.message,
      tolerated: (answer.tolerated ?? []).join('; '), signature: answer.signature,
      throttle: answer.throttle && `${answer.throttle.remaining} left of ${answer.throttle.qps} a second`,
      'retry after': rest.retryAfterMillis && `${rest.retryAfterMillis} ms`,
      took: `${answer.tookMicros} µs` + (answer.delayMillis ? `, delayed by ${answer.delayMillis} ms` : '') }),
    make('h2', {}, 'Request'),
    pairs({ method: answer.method, time: answer.time, account: answer.account, ...answer.parameters }),
    make('h2', {}, 'Headers'), pairs(answer.headers),
    make('h2', {}, 'Answer'), pairs({ RequestId: rest.requestId, format: rest.format, ...result }));
}

let source;
function listen() {
  source?.close();
  source = new EventSource(address('events', { accessKeyId: key(), token }));
  source.onopen = () => { $('state').textContent = 'live'; $('state').className = 'pill on'; };
  source.onerror = () => { $('state').textContent = 'not connected'; $('state').className = 'pill off'; };
  source.addEventListener('call', event => take(JSON.parse(event.data)));
  source.addEventListener('skipped', event => { turn(); buckets[SECONDS - 1].good += JSON.parse(event.data).calls; });
}

async function begin() {
  listen();
  calls = [];
  const { ok, answer } = await ask('requests', { query: { limit: '200', accessKeyId: key() } });
  if (!ok) { $('none').textContent = answer.message; dirty = true; return; }
  for (const call of answer.requests.reverse()) {
    calls.push({ ...call, status: call.answer.status, code: call.answer.code, message: call.answer.message,
      merchantBizId: call.parameters.MerchantBizId, sceneCode: call.parameters.SceneCode });
  }
  dirty = true;
}

async function gauges() {
  const { ok, answer } = await ask('throttles', { query: { accessKeyId: key() } });
  if (!ok) return;
  $('throttles').replaceChildren(...answer.throttles.slice(0, 4).map(one => make('span', { class: 'gauge' },
    `${one.account} ${one.operation}`,
    make('meter', { min: '0', max: String(one.burst), low: String(one.burst * 0.2), high: String(one.burst * 0.4),
      optimum: String(one.burst), value: String(one.remaining), title: `${one.remaining} of ${one.burst}` }))));
}

// Transactions

async function transactions() {
  const { ok, answer } = await ask('transactions', { query: { accessKeyId: key() } });
  if (!ok) return;
  $('nochecks').hidden = answer.total > 0;
  $('checks').replaceChildren(...answer.transactions.map(one => {
    const open = one.state === 'waiting' || one.state === 'opened';
    const end = (text, passed) => make('button', { onclick: async () => {
      const done = await ask(`transactions/${one.transactionId}/complete`,
        { method: 'POST', body: JSON.stringify({ passed }) });
      if (!done.ok) alert(done.answer.message);
      transactions();
    } }, text);
    const result = one.passed === undefined ? one.state : one.passed ? 'passed' : `not passed, ${one.subCode}`;
    const tries = one.callbacks ?? [];
    const last = tries.at(-1);
    const callback = !one.callbackUrl ? 'none asked' : !last ? 'not sent' :
      last.accepted ? `accepted, try ${tries.length}` : `try ${tries.length}: ${last.status ?? last.failure}`;
    const seconds = Math.round(one.ageMillis / 1000);
    return make('tr', {},
      make('td', { class: 'mono' }, one.transactionId), make('td', {}, one.account), make('td', {}, one.merchantBizId),
      make('td', {}, one.docType),
      make('td', { class: one.passed ? 'good' : one.passed === false || one.state === 'expired' ? 'bad' : '' }, result),
      make('td', {}, seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`),
      make('td', { class: 'why', title: callback }, callback),
      make('td', {}, ...(open ? [end('Pass', true), ' ', end('Fail', false)] : [])));
  }));
}

// Scenario

let written = '';
async function scenario(force) {
  const { ok, answer } = await ask('scenario', { query: { accessKeyId: key() } });
  if (!ok) return;
  $('rules').replaceChildren(...answer.rules.map(rule => make('li', {},
    make('span', { class: `number ${rule.acted ? 'good' : 'quiet'}` }, String(rule.acted)), make('span', {}, rule.name))));
  if (!answer.rules.length) $('rules').replaceChildren(make('li', { class: 'quiet' }, 'No rules: everything goes as documented.'));
  if (force || $('text').value === written) {
    const text = JSON.stringify(answer.scenario, null, 2);
    if (text !== written || force) {
      written = text;
      $('text').value = text;
      check();
    }
  }
}

function tell(faults, explanation) {
  $('faults').replaceChildren(...faults.map(fault => make('li', {}, make('button', { onclick: () => {
    const lines = $('text').value.split('\n');
    const start = lines.slice(0, fault.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + fault.column - 1;
    $('text').focus();
    $('text').setSelectionRange(start, start + fault.length);
  } }, `line ${fault.line}: ${[fault.message, fault.label, fault.help].filter(Boolean).join('; ')}`))));
  $('play').disabled = faults.length > 0;
  $('verdict').textContent = faults.length ? '' : $('text').value === written ? 'as it is played' : 'good, not yet played';
  if (explanation !== undefined) $('explanation').textContent = explanation;
}

let checking;
function check() {
  clearTimeout(checking);
  checking = setTimeout(async () => {
    const text = $('text').value;
    const { ok, answer } = await ask('scenario/check', { method: 'POST', body: text });
    if (ok && text === $('text').value) tell(answer.diagnostics, answer.explanation);
  }, 150);
}

async function put(body) {
  const { ok, answer } = await ask('scenario', { method: 'PUT', body, query: { accessKeyId: key() } });
  if (ok) { await scenario(true); $('verdict').textContent = 'played'; } else tell(answer.diagnostics ?? [], undefined);
  if (!ok) $('verdict').textContent = answer.message;
}

// Coverage and conduct

async function coverage() {
  const query = { accessKeyId: key() };
  const [{ ok, answer }, conduct] = await Promise.all([ask('coverage', { query }), ask('conduct', { query })]);
  if (!ok) return;
  const retries = conduct.answer.retries ?? [];
  $('sum').textContent = `${answer.met} of ${answer.of} things in the contract were met by the client under test.`
    + (retries.length ? ` Of its ${retries.length} retries ${retries.filter(one => !one.inTime).length} came too early.` : '');
  $('findings').replaceChildren(...(conduct.answer.findings ?? []).map(finding => make('div', { class: 'finding' },
    make('strong', {}, finding.rule), ` ${finding.account}: ${finding.seen} (${finding.calls.length} in all)`,
    make('p', {}, finding.why))));
  const met = (one, css = '') => make('div', { class: `met ${css} ${one.count ? '' : 'never'}`, title: one.meaning },
    make('span', { class: 'name' }, one.name), make('span', { class: one.count ? 'number' : '' }, one.count ? String(one.count) : 'never'));
  const group = (name, children) => make('div', { class: 'group' }, make('h2', {}, name), ...children);
  $('met').replaceChildren(group('Codes', answer.codes.map(one => met(one))),
    group('Ends of checks', answer.outcomes.map(one => met(one))),
    group('Callbacks', answer.callbacks.map(one => met(one))),
    ...answer.operations.filter(one => one.parameters.length).flatMap(one => one.parameters.length > 6
      ? [group(one.name, one.parameters.filter(p => !p.values?.length).map(p => met(p))),
        ...one.parameters.filter(p => p.values?.length).map(p => group(`${one.name} ${p.name}`,
          [met({ ...p, name: 'given' }), ...p.values.map(value => met(value, 'value'))]))]
      : [group(one.name, one.parameters.map(p => met(p)))]));
}

// The page

const views = { calls: gauges, transactions, scenario, coverage };
let view = 'calls';
function open(name) {
  view = name in views ? name : 'calls';
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== view;
  for (const tab of document.querySelectorAll('[role=tab]')) tab.setAttribute('aria-selected', String(tab.dataset.view === view));
  history.replaceState(null, '', `#${view}`);
  views[view]();
}

async function tick() {
  plot();
  const { ok, answer } = await ask('clock', { query: { accessKeyId: key() } }).catch(() => ({ ok: false }));
  $('clock').textContent = ok ? `${answer.now.slice(0, 19).replace('T', ' ')} UTC` : '';
  if (!document.hidden && ok) await views[view]();
  setTimeout(tick, 1000);
}

for (const tab of document.querySelectorAll('[role=tab]')) tab.addEventListener('click', () => open(tab.dataset.view));
$('rows').addEventListener('click', event => {
  const line = event.target.closest('tr');
  if (line) show(Number(line.dataset.id));
});
$('rows').addEventListener('keydown', event => { if (event.key === 'Enter') event.target.click(); });
$('search').addEventListener('input', () => { dirty = true; });
$('key').addEventListener('change', () => { begin(); open(view); });
$('pause').addEventListener('click', () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', String(paused));
  $('pause').textContent = paused ? 'Go on' : 'Pause';
  dirty = true;
});
$('clear').addEventListener('click', async () => {
  await ask('requests', { method: 'DELETE', query: { accessKeyId: key() } });
  begin();
});
$('text').addEventListener('input', check);
$('play').addEventListener('click', () => put($('text').value));
$('reload').addEventListener('click', () => scenario(true));
$('default').addEventListener('click', () => put('{"shipped":"default"}'));
$('base').textContent = location.host;
open(location.hash.slice(1) || 'calls');
begin();
draw();
tick();
