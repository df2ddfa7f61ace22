// Where the emulator's binary is: an explicit path, CLOUDAUTH_LOCAL_BINARY, the package of this platform, PATH.

import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

import { EmulatorError } from './errors.js';
import { readExecutable, runsHere } from './executable.js';
import platforms from './platforms.json';

const HERE = `${process.platform}-${process.arch}`;
const PROGRAM = process.platform === 'win32' ? 'cloudauth-local.exe' : 'cloudauth-local';
const OTHERWISE =
  'set CLOUDAUTH_LOCAL_BINARY to the path of a binary, or CLOUDAUTH_LOCAL_URL to that of a running emulator';

/**
 * The path of a binary that this machine can run.
 *
 * @throws EmulatorError with the reason `no-binary` or `wrong-architecture`; the message says what to do.
 */
export function findBinary(explicit?: string): string {
  const named = explicit ?? process.env['CLOUDAUTH_LOCAL_BINARY'];
  if (named !== undefined && named !== '') {
    return checked(resolve(named), explicit === undefined ? 'CLOUDAUTH_LOCAL_BINARY' : 'the option `binary`');
  }
  const found = packaged() ?? onPath();
  if (found === undefined) throw new EmulatorError('no-binary', missing());
  return checked(found, 'the search for a binary');
}

/** The binary in the package of this platform, where npm installed it. */
function packaged(): string | undefined {
  try {
    return require.resolve(`cloudauth-local-${HERE}/bin/${PROGRAM}`);
  } catch {
    return undefined;
  }
}

/** The first program of that name in PATH. What npm puts there is this package's own launcher, a JavaScript file. */
function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders
    .map((folder) => join(folder, PROGRAM))
    .find((path) => {
      try {
        return statSync(path).isFile() && !realpathSync(path).endsWith('.js');
      } catch {
        return false;
      }
    });
}

function checked(path: string, source: string): string {
  const kind = (() => {
    try {
      if (!statSync(path).isFile()) throw new Error('it is no file');
      accessSync(path, constants.X_OK);
      return readExecutable(path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new EmulatorError('no-binary', `${source} leads to ${path}, which cannot be run: ${why}`);
    }
  })();
  if (kind === 'script') return path;
  if (kind === undefined) {
    throw new EmulatorError('wrong-architecture', `${source} leads to ${path}, which is no program`);
  }
  if (runsHere(kind, process.platform, process.arch)) return path;
  const made = [kind.os, kind.cpu].filter(Boolean).join('-');
  throw new EmulatorError(
    'wrong-architecture',
    `${source} leads to ${path}, which is made for ${made}; this is ${HERE}. ` +
      `Take the binary for ${HERE}, or ${OTHERWISE}`,
  );
}

function missing(): string {
  const names = platforms.map(({ os, cpu }) => `${os}-${cpu}`);
  if (!names.includes(HERE)) {
    return (
      `there is no package with a binary for ${HERE}, only for ${names.join(', ')}. ` +
      `Build one with \`cargo install cloudauth-local\`, then ${OTHERWISE}`
    );
  }
  return (
    `the package cloudauth-local-${HERE}, which holds the binary, is not installed. ` +
    'npm installs it with cloudauth-local, unless optional dependencies are left out (--omit=optional) or ' +
    `node_modules comes from another platform. Run \`npm install --save-dev cloudauth-local --include=optional\`, or ${OTHERWISE}`
  );
}
