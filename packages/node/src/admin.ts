// Requests to the admin API under /_emulator/. It knows HTTP and JSON, and nothing of accounts or rules.
//
// It is made of node:http alone, so that a test may replace `fetch`, and works in every environment of a test runner.

import { Agent, request } from 'node:http';

import type { AdminError } from './admin-api.js';
import { EmulatorError, RefusedError } from './errors.js';

/** How long one answer may take, in milliseconds. */
const TIMEOUT = 10_000;

interface Answer {
  status: number;
  type: string;
  text: string;
}

/** The admin API of one emulator. */
export class Admin {
  /** The base URL, without a slash at its end. */
  readonly url: string;
  /** `host:port`, the form that SDKs take. */
  readonly endpoint: string;
  readonly #token: string | undefined;
  readonly #ended: () => Promise<EmulatorError | undefined>;
  // Idle connections do not keep the process alive.
  readonly #agent = new Agent({ keepAlive: true });

  /** `ended` gives the error of an emulator that no longer runs. */
  constructor(url: string, token: string | undefined, ended: () => Promise<EmulatorError | undefined>) {
    const parsed = parse(url);
    this.url = parsed.origin;
    this.endpoint = parsed.host;
    this.#token = token;
    this.#ended = ended;
  }

  /** The JSON document at a path below `/_emulator/`. */
  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.call<T>('GET', path, query);
  }

  /**
   * Sends a request and gives the JSON answer. A body is a JSON value, or the bytes of a JSON document.
   *
   * @throws RefusedError where the emulator refuses it, EmulatorError where there is none.
   */
  async call<T>(method: string, path: string, query: Query = {}, body?: unknown): Promise<T> {
    const search = new URLSearchParams(Object.entries(query).filter(given)).toString();
    const target = `/_emulator/${path}${search === '' ? '' : `?${search}`}`;
    const answer = await this.#exchange(method, target, bytes(body));
    const document = parsedJson(answer.text);
    if (answer.status >= 200 && answer.status < 300 && document !== undefined) return document as T;
    throw isProblem(document) ? new RefusedError(answer.status, document) : this.#notAnEmulator(answer, target);
  }

  /** Closes its connections. */
  close(): void {
    this.#agent.destroy();
  }

  async #exchange(method: string, target: string, body: string | Buffer): Promise<Answer> {
    try {
      return await this.#send(method, target, body);
    } catch (error) {
      const ended = await this.#ended();
      if (ended !== undefined) throw ended;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code?.startsWith('HPE_')) {
        throw new EmulatorError('not-an-emulator', `${this.url} does not speak HTTP: ${message}`);
      }
      throw new EmulatorError(
        'unreachable',
        `no emulator answers at ${this.url}: ${message}. Is it running, and is this the URL that it printed?`,
      );
    }
  }

  #send(method: string, target: string, body: string | Buffer): Promise<Answer> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.#token !== undefined) headers['authorization'] = `Bearer ${this.#token}`;
    if (body.length > 0) headers['content-type'] = 'application/json';
    return new Promise((resolve, reject) => {
      const sent = request(this.url + target, { method, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const type = response.headers['content-type'] ?? 'no content type';
          resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString() });
        });
      });
      sent.setTimeout(TIMEOUT, () => sent.destroy(new Error(`no answer within ${TIMEOUT} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  #notAnEmulator({ status, type, text }: Answer, target: string): EmulatorError {
    const start = JSON.stringify(text.slice(0, 60));
    return new EmulatorError(
      'not-an-emulator',
      `${this.url} is no emulator of this package: it answered ${target} with HTTP status ${status}, ${type}, ${start}`,
    );
  }
}

/** The query of a request; what is undefined is left out. */
export type Query = Record<string, string | undefined>;

function given(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}

function bytes(body: unknown): string | Buffer {
  if (body === undefined) return '';
  return Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

function parse(url: string): URL {
  const parsed = tryParse(url);
  if (parsed?.protocol === 'http:' && parsed.pathname === '/' && parsed.search === '') return parsed;
  throw new EmulatorError(
    'not-an-emulator',
    `${JSON.stringify(url)} is not the base URL of an emulator; expected a URL such as http://127.0.0.1:8809`,
  );
}

function tryParse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(document: unknown): document is AdminError {
  const problem = document as Partial<AdminError> | null | undefined;
  return typeof problem?.code === 'string' && typeof problem.message === 'string';
}
