// Bundles entry.js with its packages into one file beside the dashboard's own, and the notices that their licences
// ask for into another. The same lock file gives the same bytes. An argument is the folder to write to.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const into = process.argv[2] ?? '..';
const { metafile } = await build({
  entryPoints: ['entry.js'],
  outfile: join(into, 'codemirror.js'),
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  banner: { js: '// Bundled by editor/build.js; licences: codemirror.licences.txt' },
});

const packages = new Set(Object.keys(metafile.inputs)
  .map(path => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
  .filter(Boolean));
const notices = await Promise.all([...packages].sort().map(async name => {
  const folder = join('node_modules', name);
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find(one => /^licen[cs]e/i.test(one));
  if (license !== 'MIT' || !file) throw new Error(`${name}: a licence other than MIT, or no text of it`);
  return `${name} ${version}\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
}));
const head = 'The dashboard\'s scenario editor is made of these packages.\n';
await writeFile(join(into, 'codemirror.licences.txt'), [head, ...notices].join(`\n${'-'.repeat(80)}\n\n`));
