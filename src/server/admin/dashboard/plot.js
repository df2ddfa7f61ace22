// Calls a second in the last two minutes, and which codes they were answered with.
import { $, chips, count, kind } from '/_emulator/dashboard/dom.js';

const SECONDS = 120;
const KINDS = ['good', 'warn', 'bad', 'skipped'];
const CHIPS = 6;
const empty = () => ({ good: 0, warn: 0, bad: 0, skipped: 0, codes: new Map() });
const buckets = Array.from({ length: SECONDS }, empty);
let second = Math.floor(Date.now() / 1000);
const begun = second;

function turn() {
  const now = Math.floor(Date.now() / 1000);
  for (let steps = Math.min(now - second, SECONDS); steps > 0; steps -= 1) {
    buckets.shift();
    buckets.push(empty());
  }
  second = now;
  return buckets[SECONDS - 1];
}

export function add(call) {
  const bucket = turn();
  bucket[kind(call.status)] += 1;
  const known = bucket.codes.get(call.code) ?? { kind: kind(call.status), count: 0 };
  known.count += 1;
  bucket.codes.set(call.code, known);
}

export function skip(calls) {
  turn().skipped += calls;
}

const total = bucket => KINDS.reduce((sum, name) => sum + bucket[name], 0);

export function plot() {
  turn();
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
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const name of KINDS) {
    context.fillStyle = style.getPropertyValue(`--${name}`);
    buckets.forEach((bucket, index) => {
      const below = KINDS.slice(0, KINDS.indexOf(name)).reduce((sum, other) => sum + bucket[other], 0);
      const unit = canvas.height / most;
      context.fillRect(index * width, canvas.height - (below + bucket[name]) * unit, width * 0.8, bucket[name] * unit);
    });
  }
  $('rate').textContent = `${count(total(buckets[SECONDS - 2]))} calls/s`;
}

// The codes of the last ten seconds, the most frequent first; a click searches for one.
export function codes(click) {
  const sums = new Map();
  const seconds = Math.min(10, Math.max(1, second - begun));
  for (const bucket of buckets.slice(-1 - seconds, -1)) {
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
