import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withCloudauth } from 'cloudauth-local';

import { signup } from '../../merchant.cjs';

test(
  'a wrong claim',
  withCloudauth(async (cloudauth) => {
    await cloudauth.fail('ServiceUnavailable', { first: 1 });
    await signup(cloudauth.config());
    assert.deepEqual(await cloudauth.codes(), ['Success']);
  }),
);

test(
  'a rule that never acts',
  withCloudauth(async (cloudauth) => {
    await cloudauth.fail('InternalError', { first: 1 });
  }),
);
