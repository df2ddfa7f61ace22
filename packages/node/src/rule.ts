// One rule of a scenario that a test added: what it does, where it stands in the test, and how far its count has come.

import type { Call, Scenario, Then, When } from './admin-api.js';

type CallsCondition = NonNullable<When['calls']>;
type RuleDocument = NonNullable<Scenario['rules']>[number];

/** Which calls a rule acts on; without any, on every call. */
export interface Which {
  /** The first so many calls. */
  first?: number;
  /** Exactly these calls, counted from 1. */
  nth?: number | number[];
  /** Every so many calls. */
  every?: number;
  /** All calls after so many. */
  after?: number;
  /** Only calls of this operation. */
  operation?: NonNullable<When['operation']>;
  /** Further conditions, in the scenario format. */
  when?: When;
  /** Whether the test passes where the rule never acts. */
  unusedOk?: boolean;
}

export interface Rule {
  when: When;
  then: Then;
  /** Its call in the test, or its description in the scenario. */
  description: string;
  unusedOk: boolean;
  /** On how many calls it acted. */
  acted: number;
  /** How many calls it had counted when it was last sent to the emulator. */
  counted: number;
}

/** The `when` of a rule, from the options of the verbs. */
export function conditions({ first, nth, every, after, operation, when = {} }: Which): When {
  const counts = { first, nth: typeof nth === 'number' ? [nth] : nth, every, after };
  const calls = Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined));
  const counted = Object.keys(calls).length > 0;
  if (counted && when.calls) {
    throw new TypeError(`the number of calls is given twice: as ${Object.keys(calls).join(', ')} and as when.calls`);
  }
  if (operation !== undefined && when.operation) {
    throw new TypeError('the operation is given twice: as operation and as when.operation');
  }
  return { ...when, ...(counted && { calls }), ...(operation !== undefined && { operation }) };
}

/** The rule in the scenario format, counting on from where it is. */
export function ruleDocument({ when, then, description, counted }: Rule): RuleDocument {
  const { calls, ...rest } = when;
  const left = calls && counted > 0 ? countingOn(calls, counted) : calls;
  const conditions: When = { ...rest, ...(left && Object.keys(left).length > 0 && { calls: left }) };
  return { description, ...(Object.keys(conditions).length > 0 && { when: conditions }), then };
}

/** Whether it can act on no further call. */
export function isSpent({ when: { calls }, counted }: Rule): boolean {
  const last = Math.min(calls?.first ?? Infinity, calls?.nth ? Math.max(...calls.nth) : Infinity);
  return counted >= last;
}

/**
 * Notes calls that came since the rule was sent.
 *
 * @throws TypeError where only the emulator knows how many of them the rule has counted.
 */
export function countCalls(rule: Rule, calls: readonly Call[]): void {
  if (!rule.when.calls || isSpent(rule) || calls.length === 0) return;
  const { calls: _calls, operation, probability: _probability, ...contents } = rule.when;
  if (Object.keys(contents).length > 0) throw new TypeError(countedAnew(rule, 'counts calls by their contents'));
  rule.counted += calls.filter((call) => call.operation && (operation ?? call.operation) === call.operation).length;
}

/** The condition on counted calls, of a rule that has counted so many already. */
function countingOn({ first, nth, every, after }: CallsCondition, by: number): CallsCondition {
  return {
    ...(first && { first: first - by }),
    ...(nth && { nth: nth.filter((number) => number > by).map((number) => number - by) }),
    ...(after && after > by && { after: after - by }),
    // The format has no offset for `every`: what is left are the next thousand, one by one.
    ...(every && (by % every === 0 ? { every } : { nth: everyFrom(every, by % every) })),
  };
}

function everyFrom(every: number, done: number): number[] {
  return Array.from({ length: 1000 }, (_, index) => every * (index + 1) - done);
}

function countedAnew(rule: Rule, why: string): string {
  return (
    `${rule.description} ${why}, and calls have come since it was added: a further rule would start its count anew. ` +
    'Add all rules before the first call.'
  );
}

/** A verb as its call in the test, with the line that it stands in. */
export function described(verb: string, ...args: unknown[]): string {
  const words = args.filter((arg) => arg !== undefined && !isEmptyObject(arg)).map((arg) => literal(arg));
  const call = `${verb}(${words.join(', ')})`;
  const short = call.length > 200 ? `${call.slice(0, 199)}…` : call;
  const line = callerLine();
  return line === undefined ? short : `${short} at ${line}`;
}

/** The file and line outside of this package that called it. */
function callerLine(): string | undefined {
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  const caller = frames.find((frame) => !frame.includes(__dirname) && !frame.includes('node:'));
  return caller?.match(/([^/\\]+:\d+):\d+\)?$/)?.[1];
}

function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, member]) => `${name}: ${literal(member)}`);
  return `{ ${members.join(', ')} }`;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
