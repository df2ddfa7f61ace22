// Calls a second in the last five minutes, and which codes they were answered with; and one moment of them to look at.
import { $, chips, count, kind } from '/_emulator/dashboard/dom.js';

const SECONDS = 300;
const KINDS = ['good', 'warn', 'bad', 'skipped'];
const CHIPS = 6;
const empty = () => ({ good: 0, warn: 0, bad: 0, skipped: 0, codes: new Map(), last: 0 });
const buckets = Array.from({ length: SECONDS }, empty);
const now = () => Math.floor(Date.now() / 1000);
let second = now();
const begun = second;
// The second that is looked at; null is the present.
let chosen = null;
let changed = () => {};

function turn() {
  for (let steps = Math.min(now() - second, SECONDS); steps > 0; steps -= 1) {
    buckets.shift();
    buckets.push(empty());
  }
  second = now();
  if (chosen !== null) chosen = Math.max(chosen, second - SECONDS + 1);
  return buckets[SECONDS - 1];
}

function note(bucket, call) {
  bucket[kind(call.status)] += 1;
  bucket.last = Math.max(bucket.last, call.id);
  const known = bucket.codes.get(call.code) ?? { kind: kind(call.status), count: 0 };
  known.count += 1;
  bucket.codes.set(call.code, known);
}

export const add = call => note(turn(), call);

export function skip(calls) {
  turn().skipped += calls;
}

// What the journal still knows of the time before the page was opened; `ago` gives the age of a call in seconds.
export function recall(calls, ago) {
  turn();
  for (const bucket of buckets) Object.assign(bucket, empty());
  for (const call of calls) {
    const index = SECONDS - 1 - Math.floor(ago(call));
    if (index >= 0 && index < SECONDS) note(buckets[index], call);
  }
}

const total = bucket => KINDS.reduce((sum, name) => sum + bucket[name], 0);
const index = () => SECONDS - 1 - (second - chosen);
const clock = at => new Date(at * 1000).toTimeString().slice(0, 8);

// The moment that is looked at: its time of day and the number of the last call up to then; null for the present.
export function moment() {
  if (chosen === null) return null;
  const last = buckets.slice(0, index() + 1).findLast(bucket => bucket.last)?.last ?? 0;
  return { time: clock(chosen), last };
}

function paint() {
  const canvas = $('plot');
  const scale = window.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  if (canvas.width !== Math.round(clientWidth * scale)) {
    canvas.width = Math.round(clientWidth * scale);
    canvas.height = Math.round(clientHeight * scale);
  }
  const context = canvas.getContext('2d');
  const style = getComputedStyle(document.documentElement);
  const most = Math.max(5, ...buckets.map(total));
  const width = canvas.width / SECONDS;
  const unit = canvas.height / most;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const name of KINDS) {
    context.fillStyle = style.getPropertyValue(`--${name}`);
    buckets.forEach((bucket, at) => {
      const below = KINDS.slice(0, KINDS.indexOf(name)).reduce((sum, other) => sum + bucket[other], 0);
      if (bucket[name]) context.fillRect(at * width, canvas.height - (below + bucket[name]) * unit, Math.max(1, width), bucket[name] * unit);
    });
  }
}

export function plot() {
  turn();
  paint();
  const bucket = chosen === null ? buckets[SECONDS - 2] : buckets[index()];
  const range = $('moment');
  if (chosen !== null) range.value = index();
  const rate = chosen === null ? `${count(total(bucket))} calls/s` : `${clock(chosen)} · ${count(total(bucket))} calls/s`;
  $('rate').textContent = rate;
  range.setAttribute('aria-valuetext', chosen === null ? `now, ${rate}` : rate);
  $('live').hidden = chosen === null;
}

// Looks at a moment: `to` is its place in the plot, the last one is the present.
function look(to) {
  turn();
  chosen = to >= SECONDS - 1 ? null : second - (SECONDS - 1 - to);
  if (chosen === null) $('moment').value = SECONDS - 1;
  plot();
  changed();
}

export const onMoment = does => { changed = does; };

// The codes of the moment or of the last ten seconds, the most frequent first; a click searches for one.
export function codes(click) {
  const sums = new Map();
  const seconds = chosen === null ? Math.min(10, Math.max(1, second - begun)) : 1;
  const slice = chosen === null ? buckets.slice(-1 - seconds, -1) : [buckets[index()]];
  for (const bucket of slice) {
    for (const [code, known] of bucket.codes) {
      const sum = sums.get(code) ?? { kind: known.kind, count: 0 };
      sum.count += known.count;
      sums.set(code, sum);
    }
  }
  const sorted = [...sums].sort((one, other) => other[1].count - one[1].count).slice(0, CHIPS);
  // In a steady order, so that chips do not change places every second.
  sorted.sort((one, other) => (one[0] < other[0] ? -1 : 1));
  const rate = sum => Math.round(sum.count / seconds);
  chips($('codes'), sorted.map(([name, sum]) => ({ name, css: sum.kind, number: `${rate(sum) ? count(rate(sum)) : '<1'}/s`, click })));
}

$('moment').addEventListener('input', () => look(Number($('moment').value)));
$('moment').addEventListener('keydown', event => { if (event.key === 'Escape') look(SECONDS - 1); });
$('live').addEventListener('click', () => { look(SECONDS - 1); $('moment').focus(); });
