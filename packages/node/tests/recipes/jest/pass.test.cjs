const { withCloudauth } = require('cloudauth-local');

const { signup } = require('../../merchant.cjs');

test(
  'sign-up survives throttling',
  withCloudauth(async (cloudauth) => {
    expect(cloudauth.accessKeyId).toMatch(
      process.env.SHARED ? /^sign-up-survives-throttling-[0-9a-f]{12}$/ : /^sign-up-survives-throttling$/,
    );
    await cloudauth.fail('Throttling.Api', { first: 2, retryAfter: '1ms' });
    await signup(cloudauth.config());
    expect(await cloudauth.codes()).toEqual(['Throttling.Api', 'Throttling.Api', 'Success']);
  }),
);
