// The errors of this package: trouble with the emulator, and what a test demanded of the client and did not get.

import type { AdminError } from './admin-api.js';

/** How many lines of the emulator's log an error shows. */
const LOG_LINES = 20;

/** Why the emulator cannot be used. */
export type EmulatorErrorReason =
  /** No program was found. */
  | 'no-binary'
  /** The program is there and this machine cannot run it. */
  | 'wrong-architecture'
  /** The port is taken by another program. */
  | 'port-in-use'
  /** The program ended, or said nothing, before it was ready. */
  | 'start-failed'
  /** It ended while it was in use. */
  | 'died'
  /** It is not of this package's version. */
  | 'other-version'
  /** The URL leads to something else, or is malformed. */
  | 'not-an-emulator'
  /** Nothing answers at the URL. */
  | 'unreachable'
  /** The emulator refused a request of this package: a scenario with a mistake, an unknown transaction. */
  | 'refused'
  /** A callback did not come in time. */
  | 'timeout';

/** The emulator cannot be used. The message says why and what to do, and ends with the last lines of its log. */
export class EmulatorError extends Error {
  override readonly name: string = 'EmulatorError';
  readonly reason: EmulatorErrorReason;
  /** The lines of the emulator's log, oldest first; none where this process did not start it. */
  readonly log: readonly string[];

  constructor(reason: EmulatorErrorReason, message: string, log: readonly string[] = []) {
    const last = log.slice(-LOG_LINES).map((line) => `  ${line}`);
    super(last.length === 0 ? message : [message, '', "The last lines of the emulator's log:", ...last].join('\n'));
    this.reason = reason;
    this.log = log;
  }
}

/** The emulator refused a request to its admin API: a scenario with a mistake, an unknown transaction. */
export class RefusedError extends EmulatorError {
  override readonly name: string = 'RefusedError';
  /** The HTTP status. */
  readonly status: number;
  /** The document that explains it. */
  readonly problem: AdminError;

  constructor(status: number, problem: AdminError, message = explained(problem)) {
    super('refused', message);
    this.status = status;
    this.problem = problem;
  }
}

/** A rule never acted, although the test asked for it. */
export class UnusedRuleError extends Error {
  override readonly name: string = 'UnusedRuleError';
}

/** The client under test did something that fails in production. */
export class ConductError extends Error {
  override readonly name: string = 'ConductError';
}

/** The clients under test have not met what they should have met of the contract. */
export class CoverageError extends Error {
  override readonly name: string = 'CoverageError';
}

/** The emulator's message, and each fault of a scenario with its help. */
function explained({ message, diagnostics }: AdminError): string {
  const faults = (diagnostics ?? []) as { message: string; label?: string; help?: string }[];
  const lines = faults.flatMap(({ message: fault, label, help }) => [
    // The message of a single fault ends with it.
    ...(message.endsWith(fault) ? [] : [`- ${fault}`]),
    ...[label, help].filter((text) => text !== undefined).map((text) => `  ${text}`),
  ]);
  return [message, ...lines].join('\n');
}
