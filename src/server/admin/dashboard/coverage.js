// What the client under test has met of the contract, and what it did that will hurt in production.
import { $, ask, key, make } from '/_emulator/dashboard/dom.js';

export async function coverage() {
  const query = { accessKeyId: key() };
  const [{ ok, answer }, conduct] = await Promise.all([ask('coverage', { query }), ask('conduct', { query })]);
  if (!ok) return;
  const retries = conduct.answer.retries ?? [];
  $('sum').textContent = `${answer.met} of ${answer.of} things in the contract were met by the client under test.`
    + (retries.length ? ` Of its ${retries.length} retries ${retries.filter(one => !one.inTime).length} came too early.` : '');
  $('findings').replaceChildren(...(conduct.answer.findings ?? []).map(finding => make('div', { class: 'finding' },
    make('strong', {}, finding.rule), ` ${finding.account}: ${finding.seen} (${finding.calls.length} in all)`,
    make('p', {}, finding.why))));
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
