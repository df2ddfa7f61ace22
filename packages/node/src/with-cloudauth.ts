// A test with an account of its own, in one line, against an emulator that all tests of this process share.

import type { Account } from './account.js';
import { CloudauthLocal, type RunOptions } from './emulator.js';

/** The body of a test; behind the account comes what the test runner passes. */
export type Body<Rest extends unknown[], T> = (cloudauth: Account, ...rest: Rest) => T | Promise<T>;

let shared: Promise<CloudauthLocal> | undefined;

/** The emulator that all tests of this process share: started with the first, or the one of CLOUDAUTH_LOCAL_URL. */
export function sharedEmulator(): Promise<CloudauthLocal> {
  shared ??= CloudauthLocal.start().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/**
 * The body of a test, for any test runner: it gets an account of its own. Where the test fails, its error says what the
 * account did and met; where it passes, every rule must have acted.
 */
export function withCloudauth<Rest extends unknown[], T>(body: Body<Rest, T>): (...rest: Rest) => Promise<T>;
export function withCloudauth<Rest extends unknown[], T>(
  options: RunOptions,
  body: Body<Rest, T>,
): (...rest: Rest) => Promise<T>;
export function withCloudauth<Rest extends unknown[], T>(
  ...given: [Body<Rest, T>] | [RunOptions, Body<Rest, T>]
): (...rest: Rest) => Promise<T> {
  const [options, body] = given.length === 1 ? [{}, given[0]] : given;
  stopAfterFile();
  // Test runners look at the number of parameters: with one, Jest would wait for a callback.
  return async (...rest) => {
    const emulator = await sharedEmulator();
    return emulator.run((account) => body(account, ...rest), { ...nameOfTest(rest[0]), ...options });
  };
}

/** The name of the test: Vitest and node:test pass it, Jest keeps it in `expect`. */
function nameOfTest(context: unknown): { name?: string } {
  const { name, task } = (context ?? {}) as { name?: unknown; task?: { name?: unknown } };
  const { expect } = globalThis as { expect?: { getState?: () => { currentTestName?: unknown } } };
  const found = task?.name ?? name ?? expect?.getState?.().currentTestName;
  return typeof found === 'string' ? { name: found } : {};
}

type Hook = (stop: () => Promise<void>) => void;

/** Jest loads this module anew for each test file of a process: there the emulator ends with the file. */
function stopAfterFile(): void {
  const { afterAll } = globalThis as { afterAll?: Hook };
  afterAll?.(async () => {
    const emulator = await shared?.catch(() => undefined);
    shared = undefined;
    await emulator?.stop();
  });
}
