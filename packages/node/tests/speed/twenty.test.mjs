// Twenty tests of a merchant, each with an account of its own, a rule, and three signed calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withCloudauth } from 'cloudauth-local';

import { signup } from '../merchant.cjs';

for (let number = 1; number <= 20; number += 1) {
  test(
    `sign-up ${number} survives throttling`,
    withCloudauth(async (cloudauth) => {
      await cloudauth.fail('Throttling.Api', { first: 2, retryAfter: '1ms' });
      await signup(cloudauth.config());
      assert.deepEqual(await cloudauth.codes(), ['Throttling.Api', 'Throttling.Api', 'Success']);
    }),
  );
}

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(`cpu ${(user + system) / 1000} ms\n`);
});
