// Each way in which there is no emulator: one error that says which, and what to do.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

import { CloudauthLocal, EmulatorError, findBinary } from 'cloudauth-local';

const require = createRequire(import.meta.url);
const PACKAGE = dirname(require.resolve('cloudauth-local/package.json'));
const HERE = `${process.platform}-${process.arch}`;
const folder = mkdtempSync(join(tmpdir(), 'cloudauth-local-errors-'));
const servers = [];
after(() => servers.forEach((server) => server.close()));

/** A file in the folder of this test, which can be run. */
function program(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  return path;
}

/** The URL of a server that answers every request with this. */
async function answering(status, type, body) {
  const server = createHttpServer((request, response) =>
    response.writeHead(status, { 'content-type': type }).end(body),
  );
  return listening(server);
}

async function listening(server) {
  servers.push(server);
  server.unref();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

async function refused(start, reason, ...words) {
  await assert.rejects(start, (error) => {
    assert.ok(error instanceof EmulatorError, String(error.stack));
    assert.equal(error.reason, reason, error.message);
    for (const word of words) assert.match(error.message, word);
    return true;
  });
}

/** The head of an ELF file for a machine. */
const elf = (machine) => {
  const head = Buffer.alloc(64);
  head.write('\x7fELF\x02\x01\x01', 'latin1');
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(machine, 18);
  return head;
};

test('the path of a binary leads nowhere', async () => {
  await refused(
    () => CloudauthLocal.start({ binary: '/nowhere/x' }),
    'no-binary',
    /option `binary`/,
    /\/nowhere\/x/,
    /ENOENT/,
  );
  await refused(() => CloudauthLocal.start({ binary: folder }), 'no-binary', /no file/);
  const plain = join(folder, 'plain');
  writeFileSync(plain, elf(62));
  chmodSync(plain, 0o644);
  await refused(() => CloudauthLocal.start({ binary: plain }), 'no-binary', /EACCES/);
});

test('the variable leads nowhere', async () => {
  process.env.CLOUDAUTH_LOCAL_BINARY = '/nowhere/x';
  try {
    await refused(() => CloudauthLocal.start(), 'no-binary', /^CLOUDAUTH_LOCAL_BINARY leads to \/nowhere\/x/);
  } finally {
    delete process.env.CLOUDAUTH_LOCAL_BINARY;
  }
});

test('a binary of another platform', async () => {
  const other = process.arch === 'arm64' ? [62, 'x64'] : [183, 'arm64'];
  for (const [name, head, words] of [
    ['other-cpu', elf(other[0]), new RegExp(`made for linux-${other[1]}; this is ${HERE}`)],
    ['mac', Buffer.from('cffaedfe0c000001'.padEnd(64, '0'), 'hex'), /made for darwin-arm64; this is/],
    ['windows', Buffer.from('MZ'.padEnd(64, '\0')), /made for win32; this is/],
    ['garbage', Buffer.from('nothing that runs, only text'), /no program/],
  ]) {
    await refused(() => CloudauthLocal.start({ binary: program(name, head) }), 'wrong-architecture', words);
  }
});

test('a binary whose head is right and which cannot be run', async () => {
  const broken = program('broken', elf(process.arch === 'arm64' ? 183 : 62));
  await assert.rejects(CloudauthLocal.start({ binary: broken }), (error) => {
    assert.ok(['wrong-architecture', 'start-failed'].includes(error.reason), error.message);
    return true;
  });
});

test('a port in use', async () => {
  const url = await listening(createServer());
  const port = Number(new URL(url).port);
  await refused(
    () => CloudauthLocal.start({ port }),
    'port-in-use',
    /in use/,
    new RegExp(`The last lines.*${port}`, 's'),
  );
});

test('a flag that does not exist', async () => {
  await refused(
    () => CloudauthLocal.start({ args: ['--nope'] }),
    'start-failed',
    /exit code 2/,
    /unexpected argument '--nope'/,
  );
});

test('a program that is no emulator', async () => {
  const talks = program('talks', '#!/bin/sh\necho hello\nexec sleep 60\n');
  await refused(
    () => CloudauthLocal.start({ binary: talks }),
    'start-failed',
    /wrote "hello" to stdout in place of its URL/,
  );
  const ends = program('ends', '#!/bin/sh\necho why it ended >&2\nexit 7\n');
  await refused(
    () => CloudauthLocal.start({ binary: ends }),
    'start-failed',
    /exit code 7 before/,
    /\n {2}why it ended$/,
  );
});

test('an emulator of another version', async () => {
  const health = { status: 'ok', version: '9.9.9', baseUrl: '', seed: 1, calls: 0 };
  const url = await answering(200, 'application/json', JSON.stringify(health));
  await refused(
    () => CloudauthLocal.start({ url }),
    'other-version',
    /is version 9\.9\.9, and this package is version \d/,
  );
  const old = program('old', `#!/bin/sh\necho ${url}\nexec sleep 60\n`);
  await refused(() => CloudauthLocal.start({ binary: old }), 'other-version', /install the same version of both/);
});

test('a URL that is something else', async () => {
  for (const [status, type, body] of [
    [200, 'text/html', '<html>A shop</html>'],
    [404, 'application/json', '{"error":"no"}'],
    [200, 'application/json', '{"status":"UP"}'],
    [200, 'application/json', 'null'],
  ]) {
    const url = await answering(status, type, body);
    await refused(() => CloudauthLocal.start({ url }), 'not-an-emulator', new RegExp(url));
  }
  const talks = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('220 mail.example ESMTP\r\n');
  });
  const mail = await listening(talks);
  await refused(() => CloudauthLocal.start({ url: mail }), 'not-an-emulator', /does not speak HTTP/);
});

test('a URL that is malformed', async () => {
  for (const url of ['nonsense', '127.0.0.1:8809', 'ftp://127.0.0.1', 'http://127.0.0.1:8809/path']) {
    await refused(
      () => CloudauthLocal.start({ url }),
      'not-an-emulator',
      /expected a URL such as http:\/\/127\.0\.0\.1:8809/,
    );
  }
});

test('nothing at the URL', async () => {
  const server = createServer();
  const url = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  await refused(() => CloudauthLocal.start({ url }), 'unreachable', /ECONNREFUSED.*Is it running/);
});

test('options of a start for an emulator that runs already', async () => {
  await assert.rejects(
    CloudauthLocal.start({ url: 'http://127.0.0.1:1', seed: 7 }),
    /TypeError|are for an emulator that is started/,
  );
});

test('an emulator that dies during the test', async () => {
  const emulator = await CloudauthLocal.start({ seed: 7 });
  const run = emulator.run(async (cloudauth) => {
    // The log has a thread of its own, which may be behind by a few lines.
    for (let calls = 0; calls < 50; calls += 1) await fetch(cloudauth.url, { method: 'POST' });
    process.kill(emulator.pid, 'SIGKILL');
    await cloudauth.codes();
  });
  await refused(
    () => run,
    'died',
    /the emulator was ended by SIGKILL while it was in use/,
    /The last lines of the emulator's log:\n {2}\S/,
  );
  await emulator.stop();
});

test('an emulator that dies is named in the report of a test that fails for it', async () => {
  const emulator = await CloudauthLocal.start({ seed: 7 });
  const run = emulator.run(async (cloudauth) => {
    process.kill(emulator.pid, 'SIGKILL');
    await fetch(cloudauth.url);
    await fetch(cloudauth.url);
  });
  await assert.rejects(run, (error) => {
    assert.match(error.message, /fetch failed\n\ncloudauth-local: account .*\nthe emulator was ended by SIGKILL/);
    return true;
  });
  await emulator.stop();
});

/** A copy of the package alone, on which a program is run with these variables. */
function alone(name, script, env = {}) {
  const copy = join(folder, name, 'node_modules', 'cloudauth-local');
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(realpathSync(PACKAGE), copy, { recursive: true });
  const { CLOUDAUTH_LOCAL_BINARY: _binary, ...rest } = process.env;
  return spawnSync(process.execPath, ['--eval', script], {
    cwd: join(folder, name),
    env: { ...rest, PATH: '/nowhere', ...env },
    encoding: 'utf8',
  });
}
const START = `require('cloudauth-local').CloudauthLocal.start().then(
  (emulator) => emulator.stop().then(() => console.log('started')),
  (error) => console.log(error.reason, error.message))`;

test('the package of the platform is not installed', () => {
  const { stdout } = alone('omitted', START);
  assert.match(
    stdout,
    new RegExp(`^no-binary the package cloudauth-local-${HERE}, which holds the binary, is not installed`),
  );
  assert.match(stdout, /--include=optional.*CLOUDAUTH_LOCAL_BINARY.*CLOUDAUTH_LOCAL_URL/);
});

test('a platform that has no package', () => {
  const { stdout } = alone('sunos', `Object.defineProperty(process, 'platform', { value: 'sunos' });${START}`);
  assert.match(stdout, /^no-binary there is no package with a binary for sunos-/);
  assert.match(stdout, /only for linux-x64, .*cargo install cloudauth-local.*CLOUDAUTH_LOCAL_BINARY/);
});

test('the binary is found in PATH, past the launcher of this package', () => {
  const launchers = join(folder, 'launchers');
  const programs = join(folder, 'programs');
  mkdirSync(launchers);
  mkdirSync(programs);
  symlinkSync(join(PACKAGE, 'bin/cloudauth-local.js'), join(launchers, 'cloudauth-local'));
  symlinkSync(findBinary(), join(programs, 'cloudauth-local'));
  assert.match(alone('launcher', START, { PATH: launchers }).stdout, /^no-binary the package/);
  assert.equal(alone('program', START, { PATH: `${launchers}:${programs}` }).stdout, 'started\n');
});
