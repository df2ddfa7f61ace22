// Calls that the person has selected, and what can be made of them: an HTTP archive, curl commands, a scenario. With
// none selected, of all that was found.
import { $, count, go, save } from '/_emulator/dashboard/dom.js';
import { ask, key } from '/_emulator/dashboard/api.js';
import { replay } from '/_emulator/dashboard/replay.js';

// One answer of the admin API has no more.
const MOST = 1000;
const selected = new Set();
let shown = { words: '', listed: [] };

export const chosen = id => selected.has(id);

export function choose(ids, on) {
  for (const id of ids) if (on) selected.add(id); else selected.delete(id);
  tell();
}

// What is listed, and the words that found it.
export function exporting(what) {
  shown = what;
  tell();
}

function tell() {
  const { listed, words } = shown;
  $('unchoose').hidden = selected.size === 0;
  $('chosen').textContent = selected.size ? `${count(selected.size)} selected, export as` : words ? 'Export all that was found as' : 'Export all as';
  $('export').hidden = selected.size === 0 && listed.length === 0;
}

const which = () => (selected.size ? { ids: [...selected].slice(-MOST).join(), limit: String(MOST) }
  : { search: shown.words, accessKeyId: key(), limit: String(MOST) });

async function calls() {
  const { ok, answer } = await ask('requests', { query: which() });
  return ok ? answer.requests.reverse() : [];
}

const makers = {
  async har() {
    const { answer } = await ask('requests', { query: { ...which(), format: 'har' } });
    save('calls.har', JSON.stringify(answer, null, 2), 'application/json');
  },
  async curl() {
    const commands = [];
    for (const call of await calls()) commands.push(`# call ${call.id}: ${call.answer.status} ${call.answer.code}\n${(await ask(`requests/${call.id}/curl`)).answer}`);
    save('calls.sh', commands.join('\n'));
  },
  async scenario() {
    const [of, health] = await Promise.all([calls(), ask('health')]);
    go('scenario', { draft: replay(of, health.answer.seed) });
  },
};

for (const button of document.querySelectorAll('[data-export]')) {
  button.addEventListener('click', async () => {
    button.disabled = true;
    await makers[button.dataset.export]().finally(() => { button.disabled = false; });
  });
}
$('unchoose').addEventListener('click', () => { selected.clear(); tell(); });
