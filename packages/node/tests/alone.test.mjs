// Runs where nothing is installed but this package: an emulator, a merchant of a few lines, a test.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withCloudauth } from 'cloudauth-local';

const INITIALIZE = {
  Action: 'Initialize',
  Version: '2022-08-09',
  Format: 'JSON',
  ProductCode: 'ID_OCR',
  MerchantBizId: 'e0c34a77f5ac40a5aa5e6ed20c353888',
  MerchantUserId: 'user-1',
  MetaInfo: '{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"h5"}',
  DocType: '01000000',
};

async function signup({ url, accessKeyId: AccessKeyId }) {
  for (;;) {
    const body = new URLSearchParams({ AccessKeyId, ...INITIALIZE });
    const response = await fetch(url, { method: 'POST', body });
    const { Code, Result } = await response.json();
    if (Code === 'Success') return Result;
    if (Code !== 'Throttling.Api') throw new Error(Code);
    const wait = Number(response.headers.get('x-acs-retry-after'));
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

test(
  'sign-up survives throttling',
  withCloudauth(async (cloudauth) => {
    await cloudauth.fail('Throttling.Api', { first: 2, retryAfter: '1ms' });
    const { TransactionId } = await signup(cloudauth);
    assert.deepEqual(await cloudauth.codes(), ['Throttling.Api', 'Throttling.Api', 'Success']);
    await cloudauth.complete(TransactionId, { passed: false, subCode: 206 });
    await cloudauth.advance('31m');
  }),
);
