// Drives `@alicloud/pop-core` (signature V1) with POST: all parameters travel in the form body.
'use strict';

const { readFileSync } = require('node:fs');
const https = require('node:https');

const { RPCClient } = require('@alicloud/pop-core');
const { once, serve } = require('./driver.js');

const client = once(({ endpoint, key, secret, ca, timeout }) => {
  const opts = { timeout };
  if (ca) opts.agent = new https.Agent({ ca: readFileSync(ca), keepAlive: true });
  const config = { endpoint, accessKeyId: key, accessKeySecret: secret, apiVersion: '2022-08-09', opts };
  return new RPCClient(config, true);
});

async function call({ endpoint, key, secret, ca, timeout, operation, parameters }) {
  const caller = client({ endpoint, key, secret, ca, timeout });
  const [body, { response }] = await caller.request(operation, parameters, { method: 'POST' });
  return { status: response.statusCode, headers: response.headers, body };
}

function describe({ code, message, data, entry }) {
  return { code, message, status: entry?.response.statusCode, requestId: data?.RequestId };
}

serve(call, describe);
