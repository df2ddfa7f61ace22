// What the client under test did that will fail in production, by kind, and how it waited before its retries.
import { $, count, go, make } from '/_emulator/dashboard/dom.js';
import { ask, key } from '/_emulator/dashboard/api.js';

const FEW = 8;
const NEWEST = 20;

function call(id) {
  return make('button', { class: 'small', onclick: () => go('calls', { call: id }) }, `call ${id}`);
}

function accounts(findings) {
  return make('ul', {}, ...findings.map(one => make('li', {},
    make('strong', {}, one.account || 'no account'), ` ${one.seen} `,
    ...one.calls.slice(0, FEW).flatMap(id => [call(id), ' ']),
    one.calls.length > FEW ? make('span', { class: 'quiet' }, `and ${count(one.calls.length - FEW)} more`) : null)));
}

function kind([rule, findings]) {
  const calls = findings.reduce((sum, one) => sum + one.calls.length, 0);
  return make('article', { class: 'finding' },
    make('h2', {}, make('code', {}, rule), ` ${count(calls)} ${calls === 1 ? 'call' : 'calls'} of ${count(findings.length)} ${findings.length === 1 ? 'account' : 'accounts'}`),
    make('p', { class: 'quiet' }, findings[0].why), accounts(findings));
}

function retried(retries) {
  if (!retries.length) return [];
  const early = retries.filter(one => !one.inTime).length;
  const line = one => make('tr', {}, make('td', { class: 'account' }, one.account), make('td', {}, one.operation), make('td', {}, one.code),
    make('td', { class: 'right' }, one.toldMs === undefined ? '–' : `${count(one.toldMs)} ms`),
    make('td', { class: 'right' }, `${count(one.waitedMs)} ms`),
    make('td', { class: one.inTime ? 'good' : 'bad' }, one.inTime ? 'in time' : 'too early'), make('td', {}, call(one.call)));
  const heads = ['Account', 'Operation', 'After', 'Told to wait', 'Waited', 'Verdict', 'Call'];
  return [make('h2', {}, `Retries: ${count(retries.length)}, of which ${count(early)} came too early`),
    make('div', { class: 'list still', tabindex: '0', role: 'group', 'aria-label': 'The newest retries' }, make('table', { class: 'retries' },
      make('thead', {}, make('tr', {}, ...heads.map((head, index) => make('th', { class: index === 3 || index === 4 ? 'right' : '' }, head)))),
      make('tbody', {}, ...retries.slice(-NEWEST).reverse().map(line))))];
}

let drawn = '';
export async function tick() {
  const { ok, answer } = await ask('conduct', { query: { accessKeyId: key() } });
  if (!ok) return;
  // What is the same stays, so that a click that has begun ends on its button.
  const same = JSON.stringify(answer);
  if (same === drawn) return;
  drawn = same;
  const kinds = Map.groupBy(answer.findings, one => one.rule);
  $('judged').textContent = kinds.size ? `${count(kinds.size)} ${kinds.size === 1 ? 'kind of mistake' : 'kinds of mistakes'} that will fail in production.`
    : 'Nothing that the client under test did so far will fail in production.';
  $('findings').replaceChildren(...[...kinds].map(kind));
  $('retries').replaceChildren(...retried(answer.retries));
}
