// Puts together what is published, ready for `npm pack`: the main package, and that of the platform of the binary.
//
// `stage.mjs BINARY PLATFORM FOLDER` makes FOLDER/main and FOLDER/platform. The version is that of Cargo.toml; the rows
// of src/platforms.json are the packages that the main one depends on.

import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [binary, platform, folder] = process.argv.slice(2);
const here = fileURLToPath(new URL('..', import.meta.url));
const root = join(here, '../..');

const version = /^version = "(.+)"$/m.exec(readFileSync(join(root, 'Cargo.toml'), 'utf8'))[1];
const rows = JSON.parse(readFileSync(join(here, 'src/platforms.json'), 'utf8'));
const row = rows.find(({ os, cpu }) => `${os}-${cpu}` === platform);
if (row === undefined) {
  const known = rows.map(({ os, cpu }) => `${os}-${cpu}`).join(', ');
  process.stderr.write(`error: ${platform} is no row of src/platforms.json; there are ${known}\n`);
  process.exit(2);
}
const packageOf = ({ os, cpu }) => `cloudauth-local-${os}-${cpu}`;
const {
  private: _private,
  scripts: _scripts,
  devDependencies: _dev,
  ...published
} = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

const main = join(folder, 'main');
for (const name of ['bin', 'dist', 'README.md']) cpSync(join(here, name), join(main, name), { recursive: true });
cpSync(join(root, 'LICENSE'), join(main, 'LICENSE'));
write(main, {
  ...published,
  version,
  optionalDependencies: Object.fromEntries(rows.map((one) => [packageOf(one), version])),
});

const own = join(folder, 'platform');
const program = row.os === 'win32' ? 'cloudauth-local.exe' : 'cloudauth-local';
mkdirSync(join(own, 'bin'), { recursive: true });
cpSync(binary, join(own, 'bin', program));
chmodSync(join(own, 'bin', program), 0o755);
cpSync(join(root, 'LICENSE'), join(own, 'LICENSE'));
writeFileSync(
  join(own, 'README.md'),
  `The ${platform} binary of cloudauth-local, which installs it. Nothing here is meant to be used by itself.\n`,
);
write(own, {
  name: packageOf(row),
  version,
  description: `The ${platform} binary of cloudauth-local.`,
  license: published.license,
  os: [row.os],
  cpu: [row.cpu],
  // Some package managers keep packages in archives, where a program cannot run.
  preferUnplugged: true,
});

function write(where, document) {
  writeFileSync(join(where, 'package.json'), `${JSON.stringify(document, null, 2)}\n`);
}
