// One call whole, beside the list.
import { $, attempt, copier, count, kind, make, pairs } from '/_emulator/dashboard/dom.js';
import { ask } from '/_emulator/dashboard/api.js';
import { timeline } from '/_emulator/dashboard/timeline.js';

let shown = null;
let asked = 0;
let left = () => {};

// What the journal keeps only the start of.
const cut = one => `${one.part} ${one.name ?? ''} (of ${count(one.length)})`;

function why(call) {
  const { answer } = call;
  return pairs({ rule: call.rules.join('; '), hint: call.hint, message: answer.message,
    tolerated: (call.tolerated ?? []).join('; '), 'cut in the journal': (call.truncated ?? []).map(cut).join('; '),
    'retry after': answer.retryAfterMs && `${answer.retryAfterMs} ms` });
}

// Shows a call; null closes. `closed` is called when the person closes it.
export async function open(id, closed) {
  left = closed;
  const number = asked += 1;
  const detail = $('detail');
  if (id === null) {
    detail.hidden = true;
    shown = null;
    return;
  }
  const { ok, answer: call } = await ask(`requests/${id}`);
  // Another call was chosen, or the detail closed, in the meantime.
  if (number !== asked) return;
  detail.hidden = false;
  shown = ok ? call : null;
  if (!ok) return detail.replaceChildren(make('p', {}, call.message), make('button', { onclick: closed }, 'Close'));
  const { result = {}, ...answer } = call.answer;
  const tries = call.callbacks ?? [];
  const section = (title, content) => [make('h2', {}, title), content];
  const reasons = why(call);
  detail.replaceChildren(
    make('div', { class: 'head' },
      make('strong', { class: kind(answer.status) }, `${answer.status} ${answer.code}`),
      make('span', { class: 'quiet' }, `call ${call.id}`), make('span', { class: 'grow' }),
      copier('Copy as curl', `call-${id}.sh`, async () => (await ask(`requests/${id}/curl`)).answer),
      make('button', { 'aria-label': 'Close', onclick: closed }, '✕')),
    timeline(call),
    ...(reasons.children.length ? section('Why', reasons) : []),
    ...(tries.length ? section('Callback', make('ol', { class: 'attempts' }, ...tries.map(attempt))) : []),
    ...section('Request', pairs({ method: call.method, time: call.time, account: call.account, ...call.parameters })),
    ...section('Headers', pairs(call.headers)),
    ...section('Answer', pairs({ RequestId: answer.requestId, format: answer.format, ...result })));
}

export const close = () => left();

// A try of a callback belongs to the call that started the transaction.
export function concern(one) {
  if (shown && shown.transactionId === one.transactionId && shown.operation === 'Initialize') open(shown.id, left);
}
