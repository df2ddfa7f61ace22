// The recipes for node:test, Vitest and Jest: a test that passes, and what is printed of tests that fail.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';

const require = createRequire(import.meta.url);
const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const script = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path);

const VITEST = [script('vitest', 'vitest.mjs'), 'run'];

function run(variables, args) {
  // NODE_TEST_CONTEXT would make an inner `node --test` a part of this one.
  const { NODE_TEST_CONTEXT: _context, ...rest } = process.env;
  const env = { ...rest, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: here, env, encoding: 'utf8' });
  return { status, text: stripVTControlCharacters(stdout + stderr) };
}

const jest = (name, more) => [
  script('jest', 'bin/jest.js'),
  '--config',
  JSON.stringify({ rootDir: join(here, 'recipes/jest'), testMatch: [`**/${name}.test.cjs`], ...more }),
];

for (const [runner, command] of [
  ['node:test', (name) => ['--test', `recipes/node-test/${name}.test.mjs`]],
  ['Vitest', (name) => [...VITEST, `recipes/vitest/${name}.spec.mjs`]],
  ['Jest', jest],
]) {
  test(`${runner}: a test passes`, () => {
    const { status, text } = run({}, command('pass'));
    assert.equal(status, 0, text);
    assert.doesNotMatch(text, /did not exit|open handle/);
  });

  test(`${runner}: a test that fails prints its report, with the line of its rule`, () => {
    const { status, text } = run({}, command('fail'));
    assert.equal(status, 1, text);
    for (const words of [
      /cloudauth-local: account a-wrong-claim at http:\/\/127\.0\.0\.1:\d+/,
      /2 calls:\n\s+\d+ {2}Initialize {2}503 {2}ServiceUnavailable/,
      /acted on 1 call: fail\('ServiceUnavailable', \{ first: 1 \}\) at fail\.(test|spec)\.[cm]js:\d+/,
      /conduct:\n\s+hastyRetry: /,
      /This rule never acted.*\n\s*- fail\('InternalError', \{ first: 1 \}\) at fail\.(test|spec)\.[cm]js:\d+/,
      /cloudauth-local: account a-rule-that-never-acts.*\n\s*no call was made with this access key/,
    ]) {
      assert.match(text, words);
    }
  });
}

// The tests are told that they share it: their access keys then end with random digits.
for (const [runner, command] of [
  ['Vitest', [...VITEST, '--config', 'recipes/vitest/shared.config.mjs']],
  ['Jest', jest('pass', { globalSetup: 'cloudauth-local/global-setup' })],
]) {
  test(`${runner}: one emulator for the whole run`, () => {
    const { status, text } = run({ SHARED: '1' }, command);
    assert.equal(status, 0, text);
    assert.doesNotMatch(text, /did not exit|open handle/);
  });
}
