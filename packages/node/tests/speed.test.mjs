// Figures: twenty tests in a second, and what the start of the emulator adds to a run. A machine that does other things
// beside takes longer; how long the processor works is the same there.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { CloudauthLocal } from 'cloudauth-local';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

/** The best of three, in milliseconds: a machine that does other things beside is slower, never faster. */
async function best(work) {
  const times = [];
  for (let time = 0; time < 3; time += 1) times.push(await work());
  return Math.min(...times);
}

test('twenty tests take less than a second of this processor', async (t) => {
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const wall = [];
  const took = await best(() => {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, ['speed/twenty.test.mjs'], {
      cwd: here,
      env,
      encoding: 'utf8',
    });
    wall.push(performance.now() - start);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /pass 20\n/);
    return Number(/cpu ([\d.]+) ms/.exec(stderr)[1]);
  });
  t.diagnostic(`twenty tests: ${Math.round(took)} ms of the processor, ${Math.round(Math.min(...wall))} ms in all`);
  assert.ok(took < 1000, `${took} ms`);
});

test('the start of an emulator takes less than 100 ms', async (t) => {
  const took = await best(async () => {
    const start = performance.now();
    const emulator = await CloudauthLocal.start({ seed: 7 });
    const time = performance.now() - start;
    await emulator.stop();
    return time;
  });
  t.diagnostic(`start: ${took.toFixed(1)} ms`);
  assert.ok(took < 100, `${took} ms`);
});
