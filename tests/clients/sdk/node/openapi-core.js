// Drives `@alicloud/openapi-core` (signature V3) through the call that generated clients make.
// `placement` says whether the parameters go into the query, as generated clients do it, or into the
// form body.
'use strict';

const { readFileSync } = require('node:fs');

const { default: Client, $OpenApiUtil } = require('@alicloud/openapi-core');
const { RuntimeOptions } = require('@darabonba/typescript');
const { once, serve } = require('./driver.js');

const client = once(({ endpoint, key, secret, ca, timeout }) => {
  const url = new URL(endpoint);
  return new Client(
    new $OpenApiUtil.Config({
      accessKeyId: key,
      accessKeySecret: secret,
      protocol: url.protocol.slice(0, -1),
      endpoint: url.host,
      ca: ca && readFileSync(ca, 'utf8'),
      readTimeout: timeout,
    }),
  );
});

async function call({ endpoint, key, secret, ca, timeout, operation, parameters, placement }) {
  const caller = client({ endpoint, key, secret, ca, timeout });
  const params = new $OpenApiUtil.Params({
    action: operation,
    version: '2022-08-09',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ [placement]: parameters });
  const { statusCode, headers, body } = await caller.callApi(params, request, new RuntimeOptions({}));
  return { status: statusCode, headers, body };
}

function describe({ code, message, statusCode, requestId, retryAfter }) {
  return { code, message, status: statusCode, requestId, retryAfter };
}

serve(call, describe);
