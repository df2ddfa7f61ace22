import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withCloudauth } from 'cloudauth-local';

import { signup } from '../../merchant.cjs';

test(
  'sign-up survives throttling',
  withCloudauth(async (cloudauth, t) => {
    assert.equal(t.name, 'sign-up survives throttling');
    assert.equal(cloudauth.accessKeyId, 'sign-up-survives-throttling');
    await cloudauth.fail('Throttling.Api', { first: 2, retryAfter: '1ms' });
    await signup(cloudauth.config());
    assert.deepEqual(await cloudauth.codes(), ['Throttling.Api', 'Throttling.Api', 'Success']);
  }),
);
