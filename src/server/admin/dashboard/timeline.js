// What became of a call, from the first check to the last try of its callback, as a picture on one axis of time.
import { make, said } from '/_emulator/dashboard/dom.js';

const SVG = 'http://www.w3.org/2000/svg';
// The stations that a call passes, in the order in which the service looks.
const STATIONS = ['gateway', 'signature', 'account', 'rules', 'throttle', 'parameters'];

// Codes of calls whose parameters were looked at.
const OF_PARAMETERS = /^(Missing|Invalid)Parameter$|^TransactionIdInvalid$|^ProcessNotCompleted$/;

// At which station a refused call ended; null where it was answered as it wished.
function end({ answer, signature, throttle, rules }) {
  if (answer.status < 400) return null;
  if (signature === 'refused') return 'signature';
  if (signature === 'notReached') return 'gateway';
  const ofParameters = OF_PARAMETERS.test(answer.code);
  if (rules.length && !throttle && !ofParameters) return 'rules';
  if (answer.code.startsWith('Throttling')) return 'throttle';
  return throttle || ofParameters ? 'parameters' : 'account';
}

function stations(call) {
  const at = end(call);
  const last = at ? STATIONS.indexOf(at) : STATIONS.length;
  const { throttle } = call;
  const notes = {
    gateway: call.operation ? `${call.method} ${call.operation}` : 'action, version, method',
    signature: { verified: 'verified', notChecked: 'not checked: no account is declared' }[call.signature] ?? '',
    account: call.account,
    rules: call.rules.map(rule => rule.replace(/^scenario /, '')).join('; ') || 'none acted',
    throttle: throttle ? `${throttle.remaining} left of ${throttle.qps} a second` : 'no limit',
    parameters: 'as documented',
  };
  const names = { gateway: 'Gateway', signature: 'Signature', account: 'Account', rules: 'Rules', throttle: 'Throttle', parameters: 'Parameters' };
  return STATIONS.map((id, index) => {
    const state = index < last ? 'passed' : index === last ? 'refused' : 'never';
    const note = state === 'passed' ? notes[id] : state === 'refused' ? [id === 'rules' ? notes.rules : '', call.answer.code].filter(Boolean).join(': ') : 'not reached';
    return { name: names[id], state, note, from: 0, to: 0 };
  });
}

const long = ms => (ms < 1 ? `${Math.round(ms * 1000)} µs` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10000 ? 2 : 0)} s`);

// From the request to the last try, times in milliseconds since its arrival.
function steps(call) {
  const worked = call.elapsedMs;
  const delay = call.delayMs;
  const sent = worked + delay;
  // `time` is when the call was answered, before its delay.
  const since = at => Math.max(sent, Date.parse(at) - Date.parse(call.time) + worked);
  const all = stations(call);
  all.push({ name: 'Worked', state: 'span', note: long(worked), from: 0, to: worked });
  if (delay) all.push({ name: 'Delayed', state: 'wait', note: `${long(delay)} by a rule`, from: worked, to: sent });
  const good = call.answer.status < 400;
  all.push({ name: 'Answer', state: good ? 'passed' : 'refused', note: `${call.answer.status} ${call.answer.code}`, from: sent, to: sent });
  for (const one of call.callbacks ?? []) {
    const at = since(one.at);
    all.push({ name: `Callback ${one.try}`, state: one.accepted ? 'passed' : 'refused', note: `${said(one)} after ${long(at)}`, from: at, to: at });
  }
  return all;
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// The lane of one step: a dot at its time, or a bar from its beginning to its end.
function lane(step, whole) {
  const at = time => 4 + (whole ? (time / whole) * 92 : 0);
  const picture = shape('svg', { class: `lane ${step.state}`, 'aria-hidden': 'true', width: '100%', height: '18' });
  picture.append(shape('line', { x1: '4%', x2: '96%', y1: '9', y2: '9' }));
  if (step.state === 'never') return picture;
  if (step.to > step.from) {
    const width = Math.max(1, at(step.to) - at(step.from));
    picture.append(shape('rect', { x: `${at(step.from)}%`, y: '5', width: `${width}%`, height: '8', rx: '2' }));
  } else {
    picture.append(shape('circle', { cx: `${at(step.from)}%`, cy: '9', r: '4' }));
  }
  return picture;
}

const MARKS = { passed: ['✓', 'passed'], refused: ['✕', 'refused'], never: ['–', 'not reached'], span: ['', ''], wait: ['', ''] };

export function timeline(call) {
  const all = steps(call);
  const whole = Math.max(...all.map(step => step.to));
  return make('ol', { class: 'timeline', 'aria-label': 'What became of the call' }, ...all.map(step => {
    const [mark, word] = MARKS[step.state];
    return make('li', { class: step.state }, make('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
      make('span', { class: 'name' }, step.name, make('span', { class: 'unseen' }, ` ${word}`)), lane(step, whole),
      make('span', { class: 'note', title: step.note }, step.note));
  }));
}
