import { withCloudauth } from 'cloudauth-local';
import { expect, test } from 'vitest';

import { signup } from '../../merchant.cjs';

test(
  'a wrong claim',
  withCloudauth(async (cloudauth) => {
    await cloudauth.fail('ServiceUnavailable', { first: 1 });
    await signup(cloudauth.config());
    expect(await cloudauth.codes()).toEqual(['Success']);
  }),
);

test(
  'a rule that never acts',
  withCloudauth(async (cloudauth) => {
    await cloudauth.fail('InternalError', { first: 1 });
  }),
);
