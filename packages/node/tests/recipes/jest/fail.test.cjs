const { withCloudauth } = require('cloudauth-local');

const { signup } = require('../../merchant.cjs');

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
