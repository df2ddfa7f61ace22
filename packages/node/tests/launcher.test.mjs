// The command that npm installs: it is the binary, with the same arguments, streams, signals and exit code.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

const require = createRequire(import.meta.url);
const { version } = require('cloudauth-local/package.json');
const COMMAND = join(
  import.meta.dirname ?? new URL('.', import.meta.url).pathname,
  'node_modules/.bin/cloudauth-local',
);

const run = (...args) => spawnSync(COMMAND, args, { encoding: 'utf8' });

test('arguments, output and exit code are those of the binary', () => {
  assert.equal(run('--version').stdout, `cloudauth-local ${version}\n`);
  const unknown = run('explain', 'Nope');
  assert.equal(unknown.status, 1);
  assert.notEqual(unknown.stderr, '');
  const wrong = run('--nope');
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /unexpected argument '--nope'/);
});

test('the binary that the variable names is run', () => {
  const env = { ...process.env, CLOUDAUTH_LOCAL_BINARY: '/nowhere/x' };
  const { status, stderr } = spawnSync(COMMAND, ['--version'], { env, encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(stderr, /^error: CLOUDAUTH_LOCAL_BINARY leads to \/nowhere\/x, which cannot be run/);
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} ends the emulator, and then the command`, async () => {
    const child = spawn(COMMAND, ['--port', '0', '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [url] = await once(createInterface({ input: child.stdout }), 'line');
    assert.equal((await fetch(`${url}/_emulator/health`)).status, 200);
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    await assert.rejects(fetch(`${url}/_emulator/health`));
  });
}
