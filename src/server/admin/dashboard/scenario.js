// The scenario that is played: its rules with their counters, and an editor that checks a draft while it is typed. The
// text stays as it was typed; what the emulator plays has no layout.
import { $, make } from '/_emulator/dashboard/dom.js';
import { ask, key } from '/_emulator/dashboard/api.js';
import { editor, sentence } from '/_emulator/dashboard/editor.js';

const REMEMBERED = 'cloudauth-local-scenario';

let edit = null;
let editing = null;
let shipped = [];
// By access key: the scenario that is played as the emulator gives it, the text that stands for it, and the draft.
const drafts = new Map();
let current = { played: null, text: '', draft: '' };
let own = false;

// Whether two values of JSON are the same, whatever the order of their members.
function same(one, other) {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every(name => same(one[name], other[name]));
}

// The text for a scenario as the emulator gives it: as it was typed, or as it is shipped, or laid out anew.
function written(scenario) {
  const typed = JSON.parse(sessionStorage.getItem(REMEMBERED) ?? 'null');
  if (typed && same(typed.played, scenario)) return typed.text;
  return shipped.find(one => same(JSON.parse(one.text), scenario))?.text ?? JSON.stringify(scenario, null, 2);
}

function rules(list) {
  $('rules').replaceChildren(...list.map(rule => make('li', {},
    make('span', { class: `number ${rule.acted ? 'good' : 'quiet'}` }, String(rule.acted)), make('span', {}, rule.name))));
  if (!list.length) $('rules').replaceChildren(make('li', { class: 'quiet' }, 'No rules: everything goes as documented.'));
}

function whom() {
  const name = key();
  $('play').textContent = name ? `Play for ${name}` : 'Play for all';
  $('common').hidden = !own;
  $('whom').textContent = name
    ? `Play puts the text for the access key ${name} alone; ${own ? 'it has a scenario of its own now' : 'now it plays the common one'}.`
    : 'Play puts the text for every access key that has no scenario of its own. Counts, throttles and random numbers start anew.';
}

// The scenario that was played last in this window.
let playedHere;

function stands() {
  const changed = current.draft !== current.text;
  $('discard').hidden = !changed;
  const ours = current.played === playedHere;
  $('verdict').textContent = changed ? 'not played yet' : ours ? `played for ${key() || 'all'}` : 'as it is played';
}

async function begin() {
  const listed = await ask('scenarios');
  shipped = listed.answer.scenarios ?? [];
  $('shipped').append(...shipped.map(one => make('option', { value: one.name, title: JSON.parse(one.text).description }, one.name)));
  edit = await editor($('text'), () => {
    current.draft = edit.text;
    stands();
    check();
  });
}

function put(text) {
  current.draft = text;
  if (edit.text !== text) edit.text = text;
  stands();
  check();
}

let shownKey = null;
// Asks what is played; an unchanged draft follows it.
export async function tick() {
  await (editing ??= begin());
  const of = key();
  const { ok, answer } = await ask('scenario', { query: { accessKeyId: of } });
  if (!ok || of !== key()) return;
  own = answer.own;
  rules(answer.rules);
  const known = drafts.get(of);
  current = known ?? { played: null, text: '', draft: '' };
  drafts.set(of, current);
  if (!same(current.played, answer.scenario)) {
    const untouched = current.draft === current.text;
    current.played = answer.scenario;
    current.text = written(answer.scenario);
    if (untouched) current.draft = current.text;
  }
  whom();
  if (shownKey !== of || edit.text !== current.draft) { shownKey = of; put(current.draft); } else stands();
}

function tell({ diagnostics: faults, warnings = [], explanation }) {
  edit.tell(faults);
  $('faults').replaceChildren(...faults.slice(0, 8).flatMap(fault => [
    make('button', { class: 'small bad', title: sentence(fault), onclick: () => edit.goTo(fault) }, `line ${fault.line}`), ' ']),
  faults.length ? `${faults.length} ${faults.length === 1 ? 'error' : 'errors'}: what is played stays`
    : warnings.map(warning => `Warning: ${warning}.`).join(' '));
  $('play').disabled = faults.length > 0;
  if (explanation !== undefined) $('explanation').textContent = explanation;
  $('sentences').textContent = !faults.length ? 'What it will do'
    : explanation === undefined ? 'What the last draft without errors would do' : 'What it will do, as far as it is valid';
}

let checking;
function check() {
  clearTimeout(checking);
  checking = setTimeout(async () => {
    const { text } = edit;
    const { ok, answer } = await ask('scenario/check', { method: 'POST', body: text });
    if (ok && text === edit.text) tell(answer);
  }, 150);
}

async function play() {
  const { text } = edit;
  const { ok, answer } = await ask('scenario', { method: 'PUT', body: text, query: { accessKeyId: key() } });
  if (!ok) {
    if (answer.diagnostics) tell(answer);
    $('verdict').textContent = answer.message;
    return;
  }
  sessionStorage.setItem(REMEMBERED, JSON.stringify({ played: answer.scenario, text }));
  current.played = playedHere = answer.scenario;
  current.text = current.draft = text;
  await tick();
  stands();
}

// Puts a text into the editor, not yet played.
export async function draft(text) {
  await tick();
  put(text);
}

$('play').addEventListener('click', play);
$('discard').addEventListener('click', () => put(current.text));
$('common').addEventListener('click', async () => {
  await ask('scenario', { method: 'DELETE', query: { accessKeyId: key() } });
  current.draft = current.text;
  tick();
});
$('shipped').addEventListener('change', () => {
  const one = shipped.find(({ name }) => name === $('shipped').value);
  if (one) put(one.text);
  $('shipped').value = '';
});
