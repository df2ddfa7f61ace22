// Compiled, not run: the types of `require`.

import cloudauth = require('cloudauth-local');
import globalSetup = require('cloudauth-local/global-setup');

export const body: () => Promise<string[]> = cloudauth.withCloudauth({ conduct: true, scenario: 'flaky' }, (account) =>
  account.codes(),
);
export const setup: () => Promise<() => Promise<void>> = globalSetup.default;
