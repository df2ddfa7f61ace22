// What the client under test has met of the contract.
import { $, make } from '/_emulator/dashboard/dom.js';
import { ask, key } from '/_emulator/dashboard/api.js';

let drawn = '';
export async function tick() {
  const { ok, answer } = await ask('coverage', { query: { accessKeyId: key() } });
  if (!ok || drawn === JSON.stringify(answer)) return;
  drawn = JSON.stringify(answer);
  $('sum').textContent = `${answer.met} of ${answer.of} things in the contract were met by the client under test.`;
  const met = (one, css = '') => make('div', { class: `met ${css} ${one.count ? '' : 'never'}`, title: one.meaning },
    make('span', { class: 'name' }, one.name), make('span', { class: one.count ? 'number' : '' }, one.count ? String(one.count) : 'never'));
  const group = (name, children) => make('div', { class: 'group' }, make('h2', {}, name), ...children);
  $('met').replaceChildren(group('Codes', answer.codes.map(one => met(one))),
    group('Ends of checks', answer.outcomes.map(one => met(one))),
    group('Callbacks', answer.callbacks.map(one => met(one))),
    ...(answer.rules?.length ? [group('Rules of the scenario', answer.rules.map(one => met({ name: one.name, count: one.acted, meaning: one.name })))] : []),
    ...answer.operations.filter(one => one.parameters.length).flatMap(one => one.parameters.length > 6
      ? [group(one.name, one.parameters.filter(p => !p.values?.length).map(p => met(p))),
        ...one.parameters.filter(p => p.values?.length).map(p => group(`${one.name} ${p.name}`,
          [met({ ...p, name: 'given' }), ...p.values.map(value => met(value, 'value'))]))]
      : [group(one.name, one.parameters.map(p => met(p)))]));
}
