// One transaction whole, beside the list, and the ways in which its check can end.
import { $, attempt, go, make, pairs } from '/_emulator/dashboard/dom.js';
import { ask } from '/_emulator/dashboard/api.js';

// What the person is about to choose; it outlives that the detail is drawn again.
let shown = null;
let ends = null;

// The client result codes, asked for once.
let results;
async function codes(select) {
  results ??= ask('dashboard/facts.json');
  const { answer } = await results;
  select.append(...answer.clientResults.map(([code, meaning]) => make('option', { value: code }, `${code} ${meaning}`)));
}

function endings(complete) {
  const fault = make('p', { class: 'bad', role: 'alert' });
  const subCode = make('input', { id: 'subcode', size: '8', maxlength: '32', placeholder: 'the usual', autocomplete: 'off', spellcheck: 'false' });
  const result = make('select', { id: 'result' });
  codes(result);
  const button = (text, id, how) => make('button', { id, onclick: async () => { fault.textContent = await complete(how()); } }, text);
  return make('div', { class: 'endings' },
    make('div', { class: 'bar' }, button('Pass', 'endpass', () => ({ passed: true }))),
    make('div', { class: 'bar' }, make('label', {}, 'SubCode ', subCode),
      button('Fail', 'endfail', () => ({ passed: false, ...(subCode.value.trim() && { subCode: subCode.value.trim() }) }))),
    make('div', { class: 'bar' }, make('label', {}, 'Client result code ', result),
      button('End in the browser', 'endcode', () => ({ resultCode: result.value }))),
    make('p', { class: 'quiet' }, 'These end the check in the browser alone: no callback is sent, and CheckResult keeps answering ProcessNotCompleted.'),
    fault);
}

// Shows a transaction; nothing closes.
export function detail(what) {
  const box = $('check');
  box.hidden = !what;
  if (!what) { shown = null; return; }
  const { one, state: [state, css], open, link, complete, close } = what;
  if (shown !== one.transactionId || !ends) ends = endings(complete);
  shown = one.transactionId;
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  const journal = make('button', { id: 'itscalls', onclick: () => go('calls', { words: one.transactionId }) }, 'Its calls');
  box.replaceChildren(
    make('div', { class: 'head' }, make('strong', { class: css }, state), make('span', { class: 'grow' }), open && link, journal,
      make('button', { 'aria-label': 'Close', onclick: close }, '✕')),
    ...(open ? [make('h2', {}, 'End the check'), ends] : []),
    make('h2', {}, 'Callback'),
    one.callbacks?.length ? make('ol', { class: 'attempts' }, ...one.callbacks.map(attempt))
      : make('p', { class: 'quiet' }, one.callbackUrl ? 'No try yet.' : 'Initialize named no CallbackUrl.'),
    make('h2', {}, 'Transaction'),
    pairs({ TransactionId: one.transactionId, account: one.account, MerchantBizId: one.merchantBizId, DocType: one.docType,
      ReturnUrl: one.returnUrl, CallbackUrl: one.callbackUrl }));
  if (focused?.isConnected) focused.focus();
}
