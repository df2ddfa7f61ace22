// The TypeScript types of the admin API, made from its OpenAPI document:
//
//     cloudauth-local schema admin | node scripts/admin-types.mjs >src/admin-api.ts

import { text } from 'node:stream/consumers';

import openapiTS, { astToString } from 'openapi-typescript';

const nodes = await openapiTS(JSON.parse(await text(process.stdin)), {
  // A member with a default may be left out.
  defaultNonNullable: false,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
});
const head = '// The types of the admin API. They are made from its OpenAPI document; scripts/admin-types.mjs says how.';
process.stdout.write(`${head}\n\n${astToString(nodes)}`);
