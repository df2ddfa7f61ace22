// The emulator as a child process: how it is started, what it logged, how it ends.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Socket } from 'node:net';

import { EmulatorError } from './errors.js';
import { within } from './timers.js';

/** How many lines of the log are kept. */
const LOG_LINES = 200;
/** How long it may take to end after it was asked to, in milliseconds. */
const STOP_TIMEOUT = 2000;
/** The exit code of an emulator whose port another program has. */
const PORT_IN_USE = 4;

/**
 * A running emulator. It ends with `stop()`, and with this process however that ends: it watches the pipe that is its
 * stdin. It does not keep this process alive.
 */
export class EmulatorProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #log: string[];
  readonly #ended: Promise<void>;

  private constructor(url: string, child: ChildProcess, log: string[], ended: Promise<void>) {
    this.url = url;
    this.#child = child;
    this.#log = log;
    this.#ended = ended;
  }

  /**
   * Starts the program and waits until it is ready, at most `timeout` milliseconds.
   *
   * @throws EmulatorError with the reason `port-in-use`, `start-failed` or `wrong-architecture`.
   */
  static async start(binary: string, args: readonly string[], timeout: number): Promise<EmulatorProcess> {
    const child = spawn(binary, ['serve', '--stop-on-stdin-close', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environment(),
      windowsHide: true,
    });
    const log: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line);
      if (log.length > LOG_LINES) log.shift();
    });
    // A child that is gone breaks the pipe; its exit says so.
    child.stdin.on('error', () => {});
    // `close` comes once all of the log has been read.
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const failed = new Promise<Error>((resolve) => child.once('error', resolve));
    const lines = createInterface({ input: child.stdout });
    const ready = new Promise<string>((resolve) => lines.once('line', resolve));

    const outcome = await within(timeout, Promise.race([ready, failed, ended]));
    if (typeof outcome === 'string' && /^https?:\/\//.test(outcome)) {
      release(child);
      return new EmulatorProcess(outcome, child, log, ended);
    }
    child.kill('SIGKILL');
    throw notStarted(binary, child, outcome, timeout, log);
  }

  /** The log, oldest line first. */
  get log(): readonly string[] {
    return [...this.#log];
  }

  /** The number of the process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** How it ended, in words; nothing while it runs. */
  get ending(): string | undefined {
    return ending(this.#child);
  }

  /** How it ended, once all of its log has been read; nothing where it still runs after a moment. */
  async endingSoon(): Promise<string | undefined> {
    await within(200, this.#ended);
    return this.ending;
  }

  /** Ends it and waits for its end. */
  async stop(): Promise<void> {
    if (this.ending === undefined) {
      this.#child.kill('SIGTERM');
      if ((await within(STOP_TIMEOUT, this.#ended)) === 'late') this.#child.kill('SIGKILL');
    }
    await this.#ended;
  }
}

/** Lets this process end while the child runs. The streams are sockets, which the types of `spawn` do not say. */
function release(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket | null)?.unref();
}

/** Ours, without the variables that would move the emulator away from its free port on loopback. */
function environment(): NodeJS.ProcessEnv {
  const { CLOUDAUTH_LOCAL_HOST: _host, CLOUDAUTH_LOCAL_PORT: _port, ...rest } = process.env;
  return rest;
}

function ending(child: ChildProcess): string | undefined {
  if (child.signalCode !== null) return `was ended by ${child.signalCode}`;
  if (child.exitCode !== null) return `ended with exit code ${child.exitCode}`;
  return undefined;
}

function notStarted(
  binary: string,
  child: ChildProcess,
  outcome: string | Error | void,
  timeout: number,
  log: readonly string[],
): EmulatorError {
  if (outcome instanceof Error) {
    const built = `${binary} cannot be run on this machine (${process.platform}-${process.arch}): ${outcome.message}. `;
    const help = 'Install the package for this platform, or name another program in CLOUDAUTH_LOCAL_BINARY';
    return new EmulatorError('wrong-architecture', built + help);
  }
  if (outcome === 'late') return new EmulatorError('start-failed', `${binary} was not ready within ${timeout} ms`, log);
  if (outcome !== undefined) {
    const words = `${binary} wrote ${JSON.stringify(outcome)} to stdout in place of its URL`;
    return new EmulatorError('start-failed', words, log);
  }
  const how = `${binary} ${ending(child) ?? 'ended'}`;
  if (child.exitCode === PORT_IN_USE) {
    return new EmulatorError('port-in-use', `the port of the emulator is in use: ${how} before it was ready`, log);
  }
  return new EmulatorError('start-failed', `${how} before it was ready`, log);
}
