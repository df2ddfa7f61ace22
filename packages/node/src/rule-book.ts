// The rules of one access key: what is to be played, and what became of it. It keeps the counts right where rules are
// added between calls, since the emulator counts anew with every scenario that it is given.

import type { Admin } from './admin.js';
import type { Call, CallPage, Played, Scenario } from './admin-api.js';
import { type Rule, countCalls, isSpent, ruleDocument } from './rule.js';

/** What a scenario holds besides its rules. */
type Rest = Omit<Scenario, 'rules'>;
type DeclaredAccount = NonNullable<Scenario['accounts']>[number];

export class RuleBook {
  readonly #admin: Admin;
  readonly #key: string;
  /** Added one by one; the first that answers a call wins. */
  #added: Rule[] = [];
  /** Of the scenario that is played behind them. */
  #played: Rule[] = [];
  /** The other members of that scenario. */
  #rest: Rest = {};
  /** The key itself, where its signatures are checked. */
  #declared: DeclaredAccount[] = [];
  /** Those that are no longer played. */
  #removed: Rule[] = [];
  /** Those that the emulator has now, in its order, each with the calls that it had acted on before. */
  #sent: { rule: Rule; before: number }[] = [];
  #wasSent = false;
  /** The number of the last call before they were sent. */
  #lastCall = 0;
  /** The changes are made one after another, also where the test does not wait for each. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(admin: Admin, accessKeyId: string) {
    this.#admin = admin;
    this.#key = accessKeyId;
  }

  /** Adds a rule behind those that were added before. */
  add(rule: Rule): Promise<void> {
    return this.#change(() => {
      const before = this.#added;
      this.#added = [...before, rule];
      return () => (this.#added = before);
    });
  }

  /** Takes a rule away; what it did so far is kept. */
  remove(rule: Rule): Promise<void> {
    return this.#change(() => {
      if (!this.#added.includes(rule)) return undefined;
      this.#added = this.#added.filter((other) => other !== rule);
      this.#removed.push(rule);
      return undefined;
    });
  }

  /** Plays a scenario behind the rules that were added, in place of the one before; `describe` names its rules. */
  play(
    body: unknown,
    describe: (number: number, description?: string | null) => string,
    unusedOk: boolean,
  ): Promise<void> {
    return this.#inTurn(async () => {
      await this.#catchUp();
      // The emulator checks it, reads what is shipped, and answers with what it plays.
      const { scenario } = await this.#put(body);
      const { rules, ...rest } = scenario;
      this.#removed.push(...this.#played);
      this.#rest = rest;
      this.#played = (rules ?? []).map(({ when = {}, then, description }, index) => ({
        when,
        then,
        description: describe(index + 1, description),
        unusedOk,
        acted: 0,
        counted: 0,
      }));
      await this.#send();
    });
  }

  /** Declares the key, so that its signatures are checked. */
  declare(account: DeclaredAccount): Promise<void> {
    return this.#change(() => {
      this.#declared = [account];
      return undefined;
    });
  }

  /** Every rule that was added or played, with on how many calls it has acted. */
  async rules(): Promise<Rule[]> {
    await this.#inTurn(() => this.#readActed());
    return [...this.#removed, ...this.#added, ...this.#played];
  }

  /** Whether a scenario was put for this key. */
  get wasSent(): boolean {
    return this.#wasSent;
  }

  #change(make: () => (() => void) | undefined): Promise<void> {
    return this.#inTurn(async () => {
      await this.#catchUp();
      const undo = make();
      try {
        await this.#send();
      } catch (error) {
        undo?.();
        throw error;
      }
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Takes over what the emulator counted, before another scenario starts its counts anew. */
  async #catchUp(): Promise<void> {
    if (this.#sent.length === 0) return;
    const [calls] = await Promise.all([this.#calls(1000), this.#readActed()]);
    const since = calls.filter((call) => call.id > this.#lastCall);
    for (const { rule } of this.#sent) countCalls(rule, since);
  }

  async #readActed(): Promise<void> {
    if (this.#sent.length === 0) return;
    const { rules } = await this.#admin.get<Played>('scenario', { accessKeyId: this.#key });
    this.#sent.forEach(({ rule, before }, index) => (rule.acted = before + (rules[index]?.acted ?? 0)));
  }

  async #send(): Promise<void> {
    const playing = [...this.#added, ...this.#played].filter((rule) => !isSpent(rule));
    const accounts = [...(this.#rest.accounts ?? []), ...this.#declared];
    await this.#put({ ...this.#rest, ...(accounts.length > 0 && { accounts }), rules: playing.map(ruleDocument) });
    this.#sent = playing.map((rule) => ({ rule, before: rule.acted }));
    this.#lastCall = (await this.#calls(1))[0]?.id ?? 0;
  }

  #put(scenario: unknown): Promise<Played> {
    this.#wasSent = true;
    return this.#admin.call<Played>('PUT', 'scenario', { accessKeyId: this.#key }, scenario);
  }

  /** The newest calls, newest first. */
  async #calls(limit: number): Promise<Call[]> {
    const query = { accessKeyId: this.#key, limit: String(limit) };
    return (await this.#admin.get<CallPage>('requests', query)).requests;
  }
}
