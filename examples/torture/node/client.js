// Starts a check with the official core of the Node SDKs, and tries again what a second attempt can mend.
// `edition` is `robust`, or `gives_up_on_broken_connections`, which takes a broken connection for the last word.
'use strict';

const { default: Client, $OpenApiUtil } = require('@alicloud/openapi-core');
const { RuntimeOptions } = require('@darabonba/typescript');

const ATTEMPTS = 5;
const params = new $OpenApiUtil.Params({
  action: 'Initialize',
  version: '2022-08-09',
  protocol: 'HTTP',
  pathname: '/',
  method: 'POST',
  authType: 'AK',
  style: 'RPC',
  reqBodyType: 'formData',
  bodyType: 'json',
});

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Whether the same call may succeed a little later: throttling, 5xx, whatever has no status. */
function isTemporary({ code, statusCode, message }, edition) {
  const text = `${code} ${message}`;
  if (edition === 'gives_up_on_broken_connections' && text.includes('ECONNRESET')) return false;
  return statusCode === undefined || statusCode < 400 || statusCode >= 500 || text.includes('Throttling');
}

/** Initialize, until it succeeds or will not: `{ result }` or `{ refused }`. */
exports.initialize = async function initialize({ endpoint, accessKeyId, accessKeySecret, query, edition }) {
  const client = new Client(
    new $OpenApiUtil.Config({ endpoint, accessKeyId, accessKeySecret, protocol: 'HTTP', readTimeout: 1000 }),
  );
  let last;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      const request = new $OpenApiUtil.OpenApiRequest({ query });
      const { body } = await client.callApi(params, request, new RuntimeOptions({}));
      if (body?.Result?.TransactionUrl) return { result: body.Result };
      last = new Error('the answer has no TransactionUrl');
    } catch (error) {
      last = error;
      if (!isTemporary(error, edition)) return { refused: error.code ?? error.message };
    }
    await pause(last.retryAfter ? last.retryAfter + 1 : 250 * 2 ** (attempt - 1));
  }
  return { refused: `${ATTEMPTS} attempts: ${last.code ?? last.message}` };
};
