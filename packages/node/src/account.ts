// One access key of the emulator and everything that a test can ask of it and do to it.

import { basename } from 'node:path';

import type { Admin } from './admin.js';
import type {
  Attempt,
  Call,
  Callbacks,
  CallPage,
  Code,
  Completion,
  Conduct,
  Connection,
  Coverage,
  Delay,
  Finding,
  Retry,
  Scenario,
  Then,
  Time,
  Transaction,
  Transactions,
} from './admin-api.js';
import { Verbs } from './awaited.js';
import { type Duration, durationText } from './durations.js';
import { ConductError, EmulatorError, UnusedRuleError } from './errors.js';
import { Receiver } from './receiver.js';
import { attemptList, findingLine, report } from './report.js';
import { RuleBook } from './rule-book.js';
import { RuleHandle } from './rule-handle.js';
import { type Rule, type Which, conditions, described } from './rule.js';
import { refused, scenarioBody } from './scenario.js';
import { realSetTimeout } from './timers.js';

/** How many calls one request to the journal answers at most. */
const PAGE = '1000';

/** What `fail` can say besides which calls it acts on. */
export interface FailOptions extends Which {
  /** How long a throttled client is told to wait. */
  retryAfter?: Duration;
  /** The message in the place of the error's own. */
  message?: string;
  /** The HTTP status in the place of the error's own. */
  status?: number;
}

/** Which calls of the journal. */
export interface RequestFilter {
  code?: string;
  merchantBizId?: string;
  sceneCode?: string;
  transactionId?: string;
}

/** A rule and on how many calls it has acted. */
export interface RuleCount {
  name: string;
  acted: number;
}

/** How a check ends; it passes unless told otherwise. */
export interface CheckEnd extends Omit<Completion, 'subCode'> {
  /** `SubCode` of CheckResult and of the callback; the usual one unless told otherwise. */
  subCode?: string | number;
}

/** What the official SDK's `Config` takes. */
export interface SdkConfig {
  accessKeyId: string;
  accessKeySecret: string;
  protocol: string;
  endpoint: string;
}

/**
 * An access key of its own, with its own throttle, rules, clock, journal, coverage and conduct. Made by
 * `CloudauthLocal.account()` and by `withCloudauth()`.
 */
export class Account {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly #admin: Admin;
  readonly #book: RuleBook;
  readonly #verbs = new Verbs();
  readonly #receivers: Receiver[] = [];
  #maps: { from: string; to: string }[] = [];
  #closed = false;

  /** @internal */
  constructor(admin: Admin, accessKeyId: string, accessKeySecret: string) {
    this.accessKeyId = accessKeyId;
    this.accessKeySecret = accessKeySecret;
    this.#admin = admin;
    this.#book = new RuleBook(admin, accessKeyId);
  }

  // Where the client under test finds it.

  /** The base URL, such as `http://127.0.0.1:4711`. */
  get url(): string {
    return this.#admin.url;
  }

  /** `host:port`, what SDKs call the endpoint. */
  get endpoint(): string {
    return this.#admin.endpoint;
  }

  /** The options for the official SDK: `new $OpenApiUtil.Config(cloudauth.config())`. */
  config(): SdkConfig {
    const { accessKeyId, accessKeySecret, endpoint } = this;
    return { accessKeyId, accessKeySecret, protocol: 'http', endpoint };
  }

  /** The environment variables that tell another process where the emulator is and which key to use. */
  environment(): Record<string, string> {
    return {
      CLOUDAUTH_LOCAL_URL: this.url,
      CLOUDAUTH_LOCAL_ENDPOINT: this.endpoint,
      CLOUDAUTH_LOCAL_ACCESS_KEY_ID: this.accessKeyId,
      CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET: this.accessKeySecret,
    };
  }

  // What goes wrong on purpose.

  /**
   * Refuses calls with an error of the service, such as `Throttling.Api` or `ServiceUnavailable`.
   *
   * A rule counts the calls from when it was added, also those that another rule answers. Of several rules the first
   * that answers a call wins.
   */
  fail(code: Code, options: FailOptions = {}): Promise<RuleHandle> {
    const { retryAfter, message, status } = options;
    const then: Then = {
      error: code,
      ...(retryAfter !== undefined && { retryAfter: durationText(retryAfter) }),
      ...(message !== undefined && { message }),
      ...(status !== undefined && { status }),
    };
    return this.#add(then, options, described('fail', code, options));
  }

  /**
   * Breaks the connection in place of the answer. The call itself is handled: Initialize makes its transaction, and the
   * journal holds its answer, but it gets lost.
   */
  drop(how: Connection = 'reset', options: Which = {}): Promise<RuleHandle> {
    return this.#add({ connection: how }, options, described('drop', how, options));
  }

  /** Makes answers wait. Delays add up, and the rules behind this one still act. */
  delay(delay: Duration | Exclude<Delay, string>, options: Which = {}): Promise<RuleHandle> {
    const then = { delay: typeof delay === 'object' ? delay : durationText(delay) };
    return this.#add(then, options, described('delay', delay, options));
  }

  /** Adds any rule of the scenario format by its `then`, such as `{ callback: { repeat: 2 } }`. */
  rule(then: Then, options: Which = {}): Promise<RuleHandle> {
    return this.#add(then, options, described('rule', then, options));
  }

  /**
   * Plays a scenario: the name of one that the emulator has, such as `retry-ladder`; a JSON file, told by its `.json`;
   * or an object. It takes the place of the one played before. The rules of `fail` and the others are asked before
   * those of the scenario.
   */
  play(scenario: string | Scenario, { unusedOk = false }: { unusedOk?: boolean } = {}): Promise<void> {
    const name = typeof scenario === 'string' ? scenario : undefined;
    const call = described('play', name);
    return this.#verbs.watch(call, this.#play(scenario, name, call, unusedOk));
  }

  async #play(scenario: string | Scenario, name: string | undefined, call: string, unusedOk: boolean): Promise<void> {
    const label = name === undefined ? 'the scenario' : `scenario ${basename(name)}`;
    const describe = (number: number, description?: string | null) =>
      `rule ${number} of ${label}${description ? `: ${description}` : ''}`;
    try {
      await this.#book.play(await scenarioBody(scenario), describe, unusedOk);
    } catch (error) {
      throw refused(call, error);
    }
  }

  /** Checks signatures, timestamps and nonces from now on as the service does; until then any signature passes. */
  async verifySignatures(): Promise<void> {
    const { accessKeyId, accessKeySecret } = this;
    await this.#book.declare({ accessKeyId, accessKeySecret });
  }

  // What happens without the client: users and time.

  /**
   * Ends a check as its user would: the callback is sent, and CheckResult answers. Without a TransactionId it is the
   * only check that is open.
   */
  complete(transactionId: string, end?: CheckEnd): Promise<Transaction>;
  complete(end?: CheckEnd): Promise<Transaction>;
  async complete(idOrEnd?: string | CheckEnd, endOfNamed?: CheckEnd): Promise<Transaction> {
    const isNamed = typeof idOrEnd === 'string';
    const id = isNamed ? idOrEnd : await this.#onlyOpenCheck();
    const { subCode, ...rest } = (isNamed ? endOfNamed : idOrEnd) ?? {};
    const body = { ...rest, ...(subCode !== undefined && { subCode: String(subCode) }) };
    return this.#admin.call('POST', `transactions/${encodeURIComponent(id)}/complete`, {}, body);
  }

  /** Moves this account's clock forward: expiry, throttle, callbacks and delays follow. Gives the new time. */
  async advance(duration: Duration): Promise<string> {
    const body = { advance: durationText(duration) };
    return (await this.#admin.call<Time>('POST', 'clock', this.#query(), body)).now;
  }

  /** The time by this account's clock, such as `2026-11-22T10:00:00.5Z`. */
  async now(): Promise<string> {
    return (await this.#admin.get<Time>('clock', this.#query())).now;
  }

  /** A callback receiver on a free port; callbacks to its `url` arrive there. It ends with the account. */
  async receiver(): Promise<Receiver> {
    const receiver = await Receiver.start(() => this.callbacks());
    this.#receivers.push(receiver);
    await this.mapCallbacks(new URL(receiver.url).origin, receiver.origin);
    return receiver;
  }

  /** Sends callbacks for `url`, such as `https://shop.example`, to a server such as `http://127.0.0.1:3000`. */
  async mapCallbacks(url: string, to: string): Promise<void> {
    this.#maps.push({ from: url, to });
    await this.#admin.call('PUT', 'callback-map', this.#query(), { maps: this.#maps });
  }

  // What happened.

  /** The codes of all answers, oldest first: `['Throttling.Api', 'Success']`. */
  async codes(): Promise<string[]> {
    return (await this.requests()).map((call) => call.answer.code);
  }

  /** The calls of this account with their answers, oldest first. */
  async requests(operation?: string, filter: RequestFilter = {}): Promise<Call[]> {
    const newestFirst: Call[] = [];
    let cursor: string | undefined;
    do {
      const query = { ...this.#query(), ...filter, operation, limit: PAGE, cursor };
      const page = await this.#admin.get<CallPage>('requests', query);
      newestFirst.push(...page.requests);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return newestFirst.reverse();
  }

  /** The newest thousand transactions, oldest first, of a state (`waiting`, `opened`, `completed`, `expired`) or all. */
  async transactions(state?: string): Promise<Transaction[]> {
    const query = { ...this.#query(), state, limit: PAGE };
    return (await this.#admin.get<Transactions>('transactions', query)).transactions.reverse();
  }

  /** Every try of every callback of this account, oldest first. */
  async callbacks(transactionId?: string): Promise<Attempt[]> {
    return (await this.#admin.get<Callbacks>('callbacks', { ...this.#query(), transactionId })).attempts;
  }

  /**
   * Waits until so many callbacks were accepted in all, that is answered with 200, at most `timeout` milliseconds of
   * real time, and gives every try. For a server of the test's own; a receiver has `wait`.
   *
   * @throws EmulatorError with the reason `timeout`; it lists the tries.
   */
  async waitForCallbacks(count = 1, { timeout = 5000 }: { timeout?: number } = {}): Promise<Attempt[]> {
    const end = performance.now() + timeout;
    for (;;) {
      const tries = await this.callbacks();
      if (tries.filter(({ accepted }) => accepted).length >= count) return tries;
      if (performance.now() >= end) {
        const words = `no ${count} callbacks were accepted within ${timeout} ms`;
        throw new EmulatorError('timeout', `${words}; the emulator says:\n${attemptList(tries)}`);
      }
      await new Promise((resolve) => realSetTimeout(resolve, 5));
    }
  }

  /** What the client did that fails in production, such as a retry that did not wait; empty is good. */
  async conduct(): Promise<Finding[]> {
    return (await this.#admin.get<Conduct>('conduct', this.#query())).findings;
  }

  /** Every retry of the client: how long it was told to wait, and how long it did. */
  async retries(): Promise<Retry[]> {
    return (await this.#admin.get<Conduct>('conduct', this.#query())).retries;
  }

  /** What of the contract the client has met. */
  coverage(): Promise<Coverage> {
    return this.#admin.get('coverage', this.#query());
  }

  /** The rules that were added or played, each with on how many calls it acted. */
  async rules(): Promise<RuleCount[]> {
    return (await this.#book.rules()).map(({ description, acted }) => ({ name: description, acted }));
  }

  /** All of this as text: calls, answers, rules, hints, callbacks, conduct. The error of a failed test holds it. */
  report(): Promise<string> {
    return report(this);
  }

  // Checks, and the end.

  /**
   * @throws UnusedRuleError where a rule never acted, unless it was added with `unusedOk`; TypeError where the test did
   * not await a verb that adds or plays rules.
   */
  async verify(): Promise<void> {
    const lost = this.#verbs.notAwaited().map((call) => `\n- ${call}`);
    if (lost.length > 0)
      throw new TypeError(`await is missing, so that this may come too late, and its error is lost:${lost.join('')}`);
    const unused = (await this.#book.rules()).filter((rule) => rule.acted === 0 && !rule.unusedOk);
    if (unused.length === 0) return;
    const rules = unused.length === 1 ? 'This rule' : `These ${unused.length} rules`;
    const names = unused.map(({ description }) => `\n- ${description}`).join('');
    throw new UnusedRuleError(
      `${rules} never acted; remove what is not needed, or allow it with unusedOk: true:${names}`,
    );
  }

  /** @throws ConductError where the client did something that fails in production. */
  async verifyConduct(): Promise<void> {
    const findings = await this.conduct();
    if (findings.length === 0) return;
    throw new ConductError(`the client did what fails in production:\n${findings.map(findingLine).join('\n')}`);
  }

  /** Stops the receivers and, unless `forget` is false, takes this key's scenario away. Further calls do nothing. */
  async close({ forget = true }: { forget?: boolean } = {}): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all(this.#receivers.map((receiver) => receiver.stop()));
    if (!forget) return;
    const forgotten = [
      ...(this.#book.wasSent ? [this.#admin.call('DELETE', 'scenario', this.#query())] : []),
      ...(this.#maps.length === 0 ? [] : [this.#admin.call('DELETE', 'callback-map', this.#query())]),
    ];
    // An emulator that is gone has nothing left to take away.
    await Promise.allSettled(forgotten);
  }

  /** Closes it, then checks that every rule acted. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.verify();
    } finally {
      await this.close();
    }
  }

  #add(then: Then, which: Which, description: string): Promise<RuleHandle> {
    return this.#verbs.watch(description, this.#added(then, which, description));
  }

  async #added(then: Then, which: Which, description: string): Promise<RuleHandle> {
    const { unusedOk = false } = which;
    const rule: Rule = { when: conditions(which), then, description, unusedOk, acted: 0, counted: 0 };
    try {
      await this.#book.add(rule);
    } catch (error) {
      throw refused(description, error);
    }
    return new RuleHandle(this.#book, rule);
  }

  async #onlyOpenCheck(): Promise<string> {
    const open = (await this.transactions()).filter(({ state }) => state === 'waiting' || state === 'opened');
    const [only] = open;
    if (open.length === 1 && only) return only.transactionId;
    const there =
      open.length === 0
        ? 'none is open'
        : `${open.length} are open: ${open.map((one) => one.transactionId).join(', ')}`;
    throw new TypeError(`complete() without a TransactionId ends the only check that is open, and ${there}`);
  }

  #query(): { accessKeyId: string } {
    return { accessKeyId: this.accessKeyId };
  }
}
