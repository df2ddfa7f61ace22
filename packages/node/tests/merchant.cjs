// The code under test of these tests: a merchant that calls the service with the vendor's SDK.
'use strict';

const { randomUUID } = require('node:crypto');
const { setTimeout: wait } = require('node:timers/promises');

const { default: Client, $OpenApiUtil } = require('@alicloud/openapi-core');
const { RuntimeOptions } = require('@darabonba/typescript');

const RETRYABLE = ['Throttling.Api', 'InternalError', 'ServiceUnavailable'];

/** One call, signed; gives the body of the answer. */
async function call(config, action, query = {}) {
  const client = new Client(new $OpenApiUtil.Config(config));
  const params = new $OpenApiUtil.Params({
    action,
    version: '2022-08-09',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query });
  return (await client.callApi(params, request, new RuntimeOptions({}))).body;
}

/** Initialize, tried again where that is right; gives `Result`. */
async function signup(config, more = {}) {
  const query = {
    ProductCode: 'ID_OCR',
    MerchantBizId: randomUUID().replaceAll('-', ''),
    MerchantUserId: 'user-1',
    MetaInfo: JSON.stringify({ bioMetaInfo: '4.1.0:2916352,0', deviceType: 'h5' }),
    DocType: '01000000',
    ...more,
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await call(config, 'Initialize', query)).Result;
    } catch (error) {
      if (attempt === 4 || !RETRYABLE.includes(error.code)) throw error;
      await wait(error.retryAfter ?? 1);
    }
  }
}

const keepalive = (config) => call(config, 'KeepaliveIntl');

const checkResult = async (config, TransactionId, MerchantBizId) =>
  (await call(config, 'CheckResult', { TransactionId, MerchantBizId })).Result;

module.exports = { call, checkResult, keepalive, signup };
