// The test that torture runs: `node check.js robust`. Exit code 0: the check was started, or refused for a reason that
// no further attempt can mend, and nothing was done that hurts in production.
'use strict';

const { initialize } = require('./client.js');

const env = (name) => process.env[`CLOUDAUTH_LOCAL_${name}`];

async function main(edition) {
  const { result, refused } = await initialize({
    endpoint: env('ENDPOINT'),
    accessKeyId: env('ACCESS_KEY_ID'),
    accessKeySecret: env('ACCESS_KEY_SECRET'),
    edition,
    query: {
      ProductCode: 'ID_OCR',
      MerchantBizId: 'e0c34a77f5ac40a5aa5e6ed20c353888',
      MerchantUserId: 'customer-1',
      DocType: '01000000',
      MetaInfo: '{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}',
    },
  });
  console.log(result ? `started: ${result.TransactionId}` : `refused: ${refused}`);
  const { findings } = await (await fetch(`${env('URL')}/_emulator/conduct`)).json();
  findings.forEach(({ rule, seen }) => console.log(`${rule}: ${seen}`));
  const mendable = /attempts|ECONNRESET|ServiceUnavailable|InternalError|Throttling/.test(refused ?? '');
  if (mendable) console.log('refused for a reason that passes');
  process.exitCode = mendable || findings.length > 0 ? 1 : 0;
}

main(process.argv[2]);
