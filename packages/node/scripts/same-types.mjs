// Whether two files declare the same types: `same-types.mjs A B`. Comments may differ; then it says so.

import { readFileSync } from 'node:fs';

import ts from 'typescript';

const [a, b] = process.argv.slice(2).map((path) => readFileSync(path, 'utf8'));
const printer = ts.createPrinter({ removeComments: true });
const bare = (text) => printer.printFile(ts.createSourceFile('types.ts', text, ts.ScriptTarget.Latest));

if (bare(a) !== bare(b)) process.exit(1);
if (a !== b) process.stdout.write('the types are the same, their comments are not: UPDATE_EXPECT=1 rewrites them\n');
