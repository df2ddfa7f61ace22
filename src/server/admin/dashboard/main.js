// The dashboard: one stream of events, five views of what it tells, and what is asked for once a second.
import { $, address, ask, key, token } from '/_emulator/dashboard/dom.js';
import * as calls from '/_emulator/dashboard/calls.js';
import * as transactions from '/_emulator/dashboard/transactions.js';
import * as callbacks from '/_emulator/dashboard/callbacks.js';
import { scenario } from '/_emulator/dashboard/scenario.js';
import { coverage } from '/_emulator/dashboard/coverage.js';
import { plot, skip } from '/_emulator/dashboard/plot.js';

// A page is drawn so often, however much comes in.
const FRAME = 250;

let source;
function listen() {
  source?.close();
  source = new EventSource(address('events', { accessKeyId: key(), token }));
  const on = (name, does) => source.addEventListener(name, event => does(JSON.parse(event.data)));
  source.onopen = () => {
    $('state').textContent = 'live';
    $('state').className = 'pill on';
    // What happened before the stream began, or while it was broken off.
    calls.begin();
    transactions.load();
    callbacks.load();
  };
  source.onerror = () => { $('state').textContent = 'not connected'; $('state').className = 'pill off'; };
  on('call', calls.take);
  on('transaction', transactions.take);
  on('callback', one => { callbacks.take(one); transactions.called(one); calls.called(one); });
  on('skipped', what => { skip(what.calls); transactions.skip(what); });
  on('reset', () => { calls.begin(); transactions.load(); callbacks.load(); });
}

const views = {
  calls,
  transactions,
  callbacks,
  scenario: { tick: scenario },
  coverage: { tick: coverage },
};
let view = 'calls';

function open(name) {
  view = name in views ? name : 'calls';
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== view;
  for (const tab of document.querySelectorAll('[role=tab]')) tab.setAttribute('aria-selected', String(tab.dataset.view === view));
  history.replaceState(null, '', `#${view}`);
  views[view].draw?.();
  views[view].tick();
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

for (const tab of document.querySelectorAll('[role=tab]')) tab.addEventListener('click', () => open(tab.dataset.view));
$('key').addEventListener('change', () => {
  ahead = undefined;
  listen();
  open(view);
});
document.addEventListener('show', ({ detail }) => { views[detail.view].search(detail.words); open(detail.view); });
$('base').textContent = location.host;
open(location.hash.slice(1) || 'calls');
listen();
tick();
setInterval(() => { if (!document.hidden) views[view].draw?.(); }, FRAME);
