// Scenarios as a test names them, and the errors about them.

import { readFile } from 'node:fs/promises';

import type { Scenario } from './admin-api.js';
import { RefusedError } from './errors.js';

/** What the emulator is sent: a scenario, the bytes of a file, or the name of a shipped one. */
export async function scenarioBody(scenario: string | Scenario): Promise<unknown> {
  if (typeof scenario !== 'string') return scenario;
  return scenario.endsWith('.json') ? readFile(scenario) : { shipped: scenario };
}

/** The error with the call in the test that it is about. */
export function refused(call: string, error: unknown): unknown {
  return error instanceof RefusedError
    ? new RefusedError(error.status, error.problem, `${call}: ${error.message}`)
    : error;
}
