// docs/node.md, as its reader would follow it: the files that it shows are written, and its commands are run, in order.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
// Below this folder, so that the packages are found.
const shop = mkdtempSync(join(here, 'shop-'));
writeFileSync(join(shop, 'package.json'), '{ "name": "shop", "type": "module" }');

const page = readFileSync(join(here, 'node.md'), 'utf8');
const blocks = [...page.matchAll(/^<!-- (file: (?<file>\S+)|run) -->\n```\w+\n(?<text>[^]*?)\n```$/gm)];

assert.ok(blocks.length >= 10, 'the page shows files and commands');
for (const { groups } of blocks) {
  const { file, text } = groups;
  if (file !== undefined) {
    test(`the page shows ${file}`, () => {
      mkdirSync(dirname(join(shop, file)), { recursive: true });
      writeFileSync(join(shop, file), text);
    });
    continue;
  }
  test(`the page runs: ${text}`, () => {
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync('sh', ['-euc', text], { cwd: shop, env, encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout + stderr, /pass 1\b|1 passed/);
  });
}

test('the page has not lost its marks', () => {
  assert.equal(blocks.length, page.match(/^```(js|ts)$/gm).length + page.match(/^<!-- run -->$/gm).length);
});
