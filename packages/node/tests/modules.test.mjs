// The package as a module: for `import` and `require`, with types for both.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import * as imported from 'cloudauth-local';

const require = createRequire(import.meta.url);
const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

test('import and require give the same classes', () => {
  const required = require('cloudauth-local');
  const names = Object.keys(required).sort();
  assert.ok(names.includes('CloudauthLocal') && names.includes('withCloudauth'));
  for (const name of names) assert.equal(imported[name], required[name], name);
});

test('nothing is installed with the package but the binary', () => {
  const { dependencies, optionalDependencies, version } = require('cloudauth-local/package.json');
  assert.equal(dependencies, undefined);
  const platforms = Object.entries(optionalDependencies);
  assert.ok(platforms.length > 0);
  assert.ok(platforms.every(([name, one]) => name.startsWith('cloudauth-local-') && one === version));
});

// The types hold for ES modules, for CommonJS, and for a bundler; what they refuse is marked in the files.
for (const [name, options, ...files] of [
  ['Node', ['--module', 'node16'], 'types/es-module.mts', 'types/common-js.cts'],
  ['a bundler', ['--module', 'esnext', '--moduleResolution', 'bundler'], 'types/es-module.mts'],
]) {
  test(`the types hold for ${name}`, () => {
    const tsc = require.resolve('typescript/bin/tsc');
    const args = [tsc, '--noEmit', '--strict', '--target', 'es2022', '--types', 'node', ...options, ...files];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: here, encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });
}
