// The dashboard: one stream of events, six views of what it tells, and what is asked for once a second.
import { $ } from '/_emulator/dashboard/dom.js';
import { ask, key, stream } from '/_emulator/dashboard/api.js';
import * as calls from '/_emulator/dashboard/calls.js';
import * as transactions from '/_emulator/dashboard/transactions.js';
import * as callbacks from '/_emulator/dashboard/callbacks.js';
import * as conduct from '/_emulator/dashboard/conduct.js';
import * as scenario from '/_emulator/dashboard/scenario.js';
import * as coverage from '/_emulator/dashboard/coverage.js';
import { onMoment, plot, skip } from '/_emulator/dashboard/plot.js';
import { show, tabbed } from '/_emulator/dashboard/tabs.js';

// A page is drawn so often, however much comes in.
const FRAME = 250;

let source;
async function listen() {
  source?.close();
  // Asks for the token first, where there is one: a stream cannot.
  await ask('clock').catch(() => {});
  source?.close();
  source = stream();
  const on = (name, does) => source.addEventListener(name, event => does(JSON.parse(event.data)));
  const again = () => { calls.begin(); transactions.load(); callbacks.load(); };
  source.onopen = () => {
    $('state').textContent = 'live';
    $('state').className = 'pill on';
    // What happened before the stream began, or while it was broken off.
    again();
  };
  source.onerror = () => { $('state').textContent = 'not connected'; $('state').className = 'pill off'; };
  on('call', calls.take);
  on('transaction', transactions.take);
  on('callback', one => { callbacks.take(one); transactions.called(one); calls.called(one); });
  on('skipped', what => { skip(what.calls); transactions.skip(what); });
  on('reset', again);
}

const views = { calls, transactions, callbacks, conduct, scenario, coverage };
let view = 'calls';

function open(name) {
  view = name;
  show(view);
  views[view].draw?.();
  views[view].tick().catch(() => {});
}

let ahead;
function clock(answer) {
  $('clock').textContent = `${answer.now.slice(0, 19).replace('T', ' ')} UTC`;
  const offset = answer.elapsedMs - performance.now();
  // The clock was moved: ages and states are others now.
  if (Math.abs(offset - (ahead ?? offset)) > 5000) transactions.load();
  ahead = offset;
}

async function tick() {
  try {
    plot();
    if (!document.hidden) {
      const { ok, answer } = await ask('clock', { query: { accessKeyId: key() } });
      if (ok) clock(answer); else $('clock').textContent = '';
      await views[view].tick();
    }
  } catch {
    // The emulator does not answer; the state above says so, and the next tick asks again.
  }
  setTimeout(tick, 1000);
}

$('key').addEventListener('change', () => {
  ahead = undefined;
  listen();
  open(view);
});
document.addEventListener('go', ({ detail: { view: name, words, call, draft } }) => {
  open(name);
  if (words !== undefined) views[name].search(words);
  if (call !== undefined) calls.open(call);
  if (draft !== undefined) scenario.draft(draft);
});
onMoment(() => { calls.look(); if (view === 'calls') calls.tick().catch(() => {}); });
tabbed(open);
listen();
tick();
setInterval(() => { if (!document.hidden) views[view].draw?.(); }, FRAME);
