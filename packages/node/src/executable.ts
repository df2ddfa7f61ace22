// What the first bytes of a file say about the machine that it runs on.

import { closeSync, openSync, readSync } from 'node:fs';

/** `os` is as in process.platform, `cpu` as in process.arch; absent where the file does not say. */
export interface Executable {
  os: string;
  cpu?: string;
}

const ELF_MACHINES: Record<number, string> = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64', 243: 'riscv64' };
const MACH_CPUS: Record<number, string> = { 0x0100_0007: 'x64', 0x0100_000c: 'arm64' };

/** What the file is made for; `script` of one that begins with `#!`; nothing where it is no program. */
export function readExecutable(path: string): Executable | 'script' | undefined {
  const head = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  if (head.toString('latin1', 0, 2) === '#!') return 'script';
  if (head.toString('latin1', 0, 2) === 'MZ') return { os: 'win32' };
  if (head.toString('latin1', 0, 4) === '\x7fELF') return made('linux', ELF_MACHINES[head.readUInt16LE(18)]);
  if (head.readUInt32LE(0) === 0xfeed_facf) return made('darwin', MACH_CPUS[head.readUInt32LE(4)]);
  if (head.readUInt32BE(0) === 0xcafe_babe) return { os: 'darwin' };
  return undefined;
}

/** Whether this machine can run it; macOS on arm64 also runs programs for x64. */
export function runsHere(made: Executable, os: string, cpu: string): boolean {
  if (made.os !== os) return false;
  return made.cpu === undefined || made.cpu === cpu || (os === 'darwin' && made.cpu === 'x64');
}

function made(os: string, cpu: string | undefined): Executable {
  return cpu === undefined ? { os } : { os, cpu };
}
