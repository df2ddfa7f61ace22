// The emulator as a test holds it: started here, or one that runs already.

import { randomBytes } from 'node:crypto';

import { Account } from './account.js';
import { Admin } from './admin.js';
import type { Coverage, Health, Scenario } from './admin-api.js';
import { findBinary } from './binary.js';
import { CoverageError, EmulatorError } from './errors.js';
import { EmulatorProcess } from './process.js';
import { withReport } from './report.js';

/** How long the program may take until it is ready, in milliseconds. It takes a few. */
const START_TIMEOUT = 15_000;

export interface StartOptions {
  /** The seed that makes identifiers repeat from run to run. */
  seed?: number | bigint;
  /** The base URL of an emulator that runs already, in place of starting one. */
  url?: string;
  /** The program to start. */
  binary?: string;
  /** The port; 0, a free one, unless told otherwise. */
  port?: number;
  /** Further flags of `cloudauth-local serve`, such as `['--qps', '2']`. */
  args?: string[];
  /** The token that the admin API of an emulator that runs already asks for. */
  adminToken?: string;
}

export interface AccountOptions {
  /** What the access key begins with. */
  name?: string;
}

export interface RunOptions extends AccountOptions {
  /** Whether signatures, timestamps and nonces are checked; otherwise any signature passes. */
  verify?: boolean;
  /** A scenario to play, as `Account.play` takes it. */
  scenario?: string | Scenario;
  /** Whether the test fails where the client does something that fails in production. */
  conduct?: boolean;
  /** Whether the test passes where a rule never acts. */
  unusedOk?: boolean;
}

/** An emulator. It ends with `stop()`, or with this process however that ends. */
export class CloudauthLocal {
  /** The admin API, for what has no function here: `emulator.admin.get('throttles')`. */
  readonly admin: Admin;
  readonly #process: EmulatorProcess | undefined;
  readonly #health: Health;
  readonly #accounts = new Set<Account>();
  readonly #names = new Map<string, number>();

  private constructor(admin: Admin, health: Health, process: EmulatorProcess | undefined) {
    this.admin = admin;
    this.#health = health;
    this.#process = process;
  }

  /**
   * Starts an emulator on a free port, or joins the one that `url` or the variable CLOUDAUTH_LOCAL_URL names. `seed`,
   * `binary`, `port` and `args` ask for an emulator of your own: with one of them the variable is not looked at.
   *
   * @throws EmulatorError which says what is wrong and what to do.
   */
  static async start(options: StartOptions = {}): Promise<CloudauthLocal> {
    const { seed, url, binary, port = 0, args = [], adminToken } = options;
    const wantsOwn = seed !== undefined || binary !== undefined || port !== 0 || args.length > 0;
    if (url !== undefined && wantsOwn) {
      throw new TypeError('seed, binary, port and args are for an emulator that is started, not for one at a url');
    }
    const joined = url ?? (wantsOwn ? undefined : process.env['CLOUDAUTH_LOCAL_URL'] || undefined);
    const token = adminToken ?? flag(args, '--admin-token') ?? process.env['CLOUDAUTH_LOCAL_ADMIN_TOKEN'];
    if (joined !== undefined) {
      const admin = new Admin(joined, token, async () => undefined);
      return new CloudauthLocal(admin, await checkedHealth(admin), undefined);
    }
    const flags = ['--port', String(port), ...(seed === undefined ? [] : ['--seed', String(seed)]), ...args];
    const child = await EmulatorProcess.start(findBinary(binary), flags, START_TIMEOUT);
    const admin = new Admin(child.url, token, () => died(child));
    try {
      return new CloudauthLocal(admin, await checkedHealth(admin), child);
    } catch (error) {
      await child.stop();
      throw error;
    }
  }

  /** The base URL, such as `http://127.0.0.1:4711`. */
  get url(): string {
    return this.admin.url;
  }

  /** `host:port`, what SDKs call the endpoint. */
  get endpoint(): string {
    return this.admin.endpoint;
  }

  /** The seed that gives this run's identifiers again; `undefined` where the emulator wants a token and none was given. */
  get seed(): number | undefined {
    return this.#health.seed;
  }

  /** The emulator's version. */
  get version(): string {
    return this.#health.version;
  }

  /** Whether it was started here, and is not one that ran already. */
  get startedHere(): boolean {
    return this.#process !== undefined;
  }

  /** The number of its process; none where it was not started here. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What it logged, oldest line first, the last 200 lines. None where it was not started here. */
  get log(): readonly string[] {
    return this.#process?.log ?? [];
  }

  /**
   * A new account. It shares nothing with the others: tests that have one each run side by side. Of an emulator that
   * was started here the same names in the same order give the same access keys, and so a seed the same identifiers.
   */
  account({ name = 'test' }: AccountOptions = {}): Account {
    const account = new Account(this.admin, this.#accessKeyId(name), 'test-secret');
    this.#accounts.add(account);
    return account;
  }

  /**
   * Runs the body of a test with an account of its own. Where it fails, its error holds the report of the account;
   * where it passes, every rule must have acted.
   */
  async run<T>(body: (cloudauth: Account) => T | Promise<T>, options: RunOptions = {}): Promise<T> {
    const { scenario, verify = false, conduct = false, unusedOk = false } = options;
    const account = this.account(options);
    try {
      if (verify) await account.verifySignatures();
      if (scenario !== undefined) await account.play(scenario);
      const result = await body(account);
      if (!unusedOk) await account.verify();
      if (conduct) await account.verifyConduct();
      return result;
    } catch (error) {
      throw await withReport(error, account);
    } finally {
      await account.close();
      this.#accounts.delete(account);
    }
  }

  /** What of the contract all clients together have met. */
  coverage(): Promise<Coverage> {
    return this.admin.get('coverage');
  }

  /**
   * Demands that the clients together have met codes, outcomes and callback situations, such as `Throttling.Api`,
   * `check.notPassed` and `callback.repeated`.
   *
   * @throws CoverageError which names those that were never met.
   */
  async verifyCoverage(names: readonly string[]): Promise<void> {
    const { codes, outcomes, callbacks } = await this.coverage();
    const counts = new Map([...codes, ...outcomes, ...callbacks].map(({ name, count }) => [name, count]));
    const lines = names.flatMap((name) => {
      const count = counts.get(name);
      if (count === undefined) return [`- ${name} is no code, outcome or callback situation`];
      return count === 0 ? [`- ${name} was never met`] : [];
    });
    if (lines.length > 0) throw new CoverageError(`the tests do not cover what they should:\n${lines.join('\n')}`);
  }

  /** Ends it, if it was started here, and the accounts' receivers. Further calls do nothing. */
  async stop(): Promise<void> {
    // The keys of an emulator that ends now need not be cleared one by one.
    await Promise.all([...this.#accounts].map((account) => account.close({ forget: !this.startedHere })));
    this.#accounts.clear();
    this.admin.close();
    await this.#process?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #accessKeyId(name: string): string {
    const stem =
      name
        .replace(/[^A-Za-z0-9]+/g, '-')
        .replace(/^-|-$/g, '')
        .slice(0, 80) || 'test';
    if (!this.startedHere) return `${stem}-${randomBytes(6).toString('hex')}`;
    const number = (this.#names.get(stem) ?? 0) + 1;
    this.#names.set(stem, number);
    return number === 1 ? stem : `${stem}-${number}`;
  }
}

async function died(child: EmulatorProcess): Promise<EmulatorError | undefined> {
  const ending = await child.endingSoon();
  return ending === undefined
    ? undefined
    : new EmulatorError('died', `the emulator ${ending} while it was in use`, child.log);
}

/** The value of a flag. */
function flag(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  if (at >= 0) return args[at + 1];
  return args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The answer of the health check, of an emulator that this package can work with. */
async function checkedHealth(admin: Admin): Promise<Health> {
  const health = await admin.get<Partial<Health> | null>('health');
  if (typeof health?.version !== 'string' || health.baseUrl === undefined) {
    const words = `${admin.url} is something else than cloudauth-local: ${JSON.stringify(health)}`;
    throw new EmulatorError('not-an-emulator', words);
  }
  const { version } = require('../package.json') as { version: string };
  if (series(version) !== series(health.version)) {
    throw new EmulatorError(
      'other-version',
      `the emulator at ${admin.url} is version ${health.version}, and this package is version ${version}; ` +
        'install the same version of both',
    );
  }
  return health as Health;
}

/** What has to be the same: all but the last number. */
function series(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
