// How the emulator ends: by itself, however the process that started it ends.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { CloudauthLocal } from 'cloudauth-local';

/** Whether a process is there. */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid) {
  for (let left = 200; left > 0 && alive(pid); left -= 1) await new Promise((resolve) => setTimeout(resolve, 10));
  return !alive(pid);
}

/** Runs a program that starts an emulator and goes on; gives the process, and the emulator's once it has said it. */
async function starting(goesOn) {
  const script = `
    import { CloudauthLocal } from 'cloudauth-local';
    const emulator = await CloudauthLocal.start({ seed: 7 });
    await emulator.account().fail('InternalError');
    console.log(emulator.pid);
    ${goesOn}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, ended, emulator: Number(line) };
}

test('a process that does not stop its emulator ends by itself, and the emulator with it', async () => {
  const { ended, emulator } = await starting('');
  assert.deepEqual(await ended, [0, null]);
  assert.ok(await gone(emulator));
});

test('the emulator ends with a process that is killed', async () => {
  const { child, ended, emulator } = await starting('setInterval(() => {}, 1000);');
  assert.ok(alive(emulator));
  child.kill('SIGKILL');
  await ended;
  assert.ok(await gone(emulator));
});

test('the emulator ends with a process that fails', async () => {
  const { ended, emulator } = await starting('process.exit(3);');
  assert.deepEqual(await ended, [3, null]);
  assert.ok(await gone(emulator));
});

test('stop ends it, once and for all', async () => {
  const emulator = await CloudauthLocal.start({ seed: 7 });
  assert.ok(alive(emulator.pid));
  await Promise.all([emulator.stop(), emulator.stop()]);
  await emulator.stop();
  assert.ok(!alive(emulator.pid));
});

test('an emulator that runs already is joined and left running', async () => {
  const emulator = await CloudauthLocal.start({ seed: 7 });
  process.env.CLOUDAUTH_LOCAL_URL = emulator.url;
  try {
    const joined = await CloudauthLocal.start();
    assert.deepEqual([joined.url, joined.startedHere, joined.log], [emulator.url, false, []]);
    const account = joined.account({ name: 'a test' });
    assert.match(account.accessKeyId, /^a-test-[0-9a-f]{12}$/);
    await account.fail('InternalError');
    await account.receiver().catch(() => {});
    await joined.stop();
    const left = await emulator.admin.get('scenario', { accessKeyId: account.accessKeyId });
    assert.equal(left.own, false, 'the scenario of the account is taken away');
    assert.ok(alive(emulator.pid));

    const own = await CloudauthLocal.start({ args: ['--qps', '2'] });
    assert.notEqual(own.url, emulator.url);
    await own.stop();
  } finally {
    delete process.env.CLOUDAUTH_LOCAL_URL;
    await emulator.stop();
  }
});

test('an admin token is known where it was given, and asked for where it was not', async () => {
  const emulator = await CloudauthLocal.start({ args: ['--admin-token', 'secret'] });
  assert.deepEqual(await emulator.account().codes(), []);
  const without = await CloudauthLocal.start({ url: emulator.url });
  await assert.rejects(without.account().codes(), (error) => error.reason === 'refused' && /token/.test(error.message));
  const withToken = await CloudauthLocal.start({ url: emulator.url, adminToken: 'secret' });
  assert.deepEqual(await withToken.account().codes(), []);
  await emulator.stop();
});
