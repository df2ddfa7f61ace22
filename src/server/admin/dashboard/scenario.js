// The scenario that is played: its rules with their counters, and an editor that checks while you type.
import { $, ask, key, make } from '/_emulator/dashboard/dom.js';

let written = '';
export async function scenario(force) {
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

$('text').addEventListener('input', check);
$('play').addEventListener('click', () => put($('text').value));
$('reload').addEventListener('click', () => scenario(true));
$('default').addEventListener('click', () => put('{"shipped":"default"}'));
