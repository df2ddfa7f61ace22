// A server on this machine that takes the emulator's callbacks in the place of the merchant's own.

import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { EmulatorError } from './errors.js';
import { attemptList } from './report.js';
import type { Attempt } from './admin-api.js';
import { realClearTimeout, realSetTimeout } from './timers.js';

/** A callback as it arrived. */
export interface ReceivedCallback {
  /** `GET`, or `POST`. */
  method: string;
  /** The path of the URL, such as `/verified`. */
  path: string;
  /** All parameters of the query, and of a form body. */
  parameters: Record<string, string>;
  transactionId: string;
  /** Whether `passed` is `Y`. */
  passed: boolean;
  subCode: string | undefined;
  /** `callbackToken`, which is there where Initialize had a CallbackToken. */
  token: string | undefined;
}

interface Waiter {
  count: number;
  wake: () => void;
}

/** Answers every callback with 200 and keeps it. It does not keep the process alive. */
export class Receiver {
  /** The CallbackUrl for Initialize, an https URL as the service demands. Its path may be replaced by any other. */
  readonly url: string;
  /** Where it really listens, such as `http://127.0.0.1:4711`. */
  readonly origin: string;
  /** The callbacks so far, oldest first, those that were refused included. */
  readonly received: ReceivedCallback[] = [];
  readonly #server: Server;
  readonly #tries: () => Promise<Attempt[]>;
  readonly #refusals: number[] = [];
  #waiters: Waiter[] = [];

  private constructor(server: Server, tries: () => Promise<Attempt[]>) {
    const { port } = server.address() as AddressInfo;
    this.origin = `http://127.0.0.1:${port}`;
    this.url = `https://127.0.0.1:${port}/callback`;
    this.#server = server;
    this.#tries = tries;
    server.on('request', (request, response) => void this.#take(request, response));
  }

  /** Starts it. `tries` gives the emulator's record of them. */
  static async start(tries: () => Promise<Attempt[]>): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    server.unref();
    return new Receiver(server, tries);
  }

  /** Answers the next `times` callbacks with `status`, so that the emulator sends them again. */
  refuse(times = 1, status = 500): void {
    this.#refusals.push(...Array<number>(times).fill(status));
  }

  /**
   * Waits until `count` callbacks have come in all, at most `timeout` milliseconds of real time, and gives them.
   *
   * @throws EmulatorError with the reason `timeout`; it says what the emulator knows of its tries.
   */
  async wait(count = 1, { timeout = 5000 }: { timeout?: number } = {}): Promise<ReceivedCallback[]> {
    const end = performance.now() + timeout;
    if (this.received.length < count) await this.#arrival(count, timeout);
    if (this.received.length >= count) {
      const received = [...this.received];
      await this.#recorded(count, end);
      return received;
    }
    const came = `${this.received.length} of ${count} callbacks came within ${timeout} ms`;
    throw new EmulatorError('timeout', `${came}; the emulator says:\n${attemptList(await this.#tries())}`);
  }

  /**
   * Waits until the emulator has recorded so many tries to this receiver, which it does behind the answer: only then
   * does a moved clock bring the next one.
   */
  async #recorded(count: number, end: number): Promise<void> {
    while (performance.now() < end) {
      const own = (await this.#tries()).filter(({ sentTo }) => sentTo?.startsWith(`${this.origin}/`));
      if (own.length >= count) return;
      await new Promise((resolve) => realSetTimeout(resolve, 1));
    }
  }

  /** Closes the port. Further calls do nothing. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // Node 18.0 and 18.1 have no such function, and wait for idle connections.
    this.#server.closeAllConnections?.();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #arrival(count: number, timeout: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        realClearTimeout(timer);
        this.#waiters = this.#waiters.filter((waiter) => waiter.wake !== wake);
        resolve();
      };
      const timer = realSetTimeout(wake, timeout);
      this.#waiters.push({ count, wake });
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.origin);
    const form = new URLSearchParams(Buffer.concat(body).toString());
    const parameters = Object.fromEntries([...url.searchParams, ...form]);
    this.received.push({
      method: request.method ?? '',
      path: url.pathname,
      parameters,
      transactionId: parameters['transactionId'] ?? '',
      passed: parameters['passed'] === 'Y',
      subCode: parameters['subCode'],
      token: parameters['callbackToken'],
    });
    response.writeHead(this.#refusals.shift() ?? 200).end();
    for (const { count, wake } of [...this.#waiters]) if (this.received.length >= count) wake();
  }
}
