// One emulator for a whole run of Jest or Vitest, named as `globalSetup` in their configuration: `withCloudauth` and
// `CloudauthLocal.start()` join it. It ends with the run.

import { CloudauthLocal } from './emulator.js';

/** Starts the emulator and names it in CLOUDAUTH_LOCAL_URL; gives what stops it, as Vitest expects. */
export async function globalSetup(): Promise<() => Promise<void>> {
  const emulator = await CloudauthLocal.start();
  process.env['CLOUDAUTH_LOCAL_URL'] = emulator.url;
  return () => emulator.stop();
}

export default globalSetup;
