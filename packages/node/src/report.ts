// What an account did, as text for the error of a failed test. It only asks and writes; it changes nothing.

import { types } from 'node:util';

import type { Account, RuleCount } from './account.js';
import type { Attempt, Call, Finding } from './admin-api.js';
import { EmulatorError } from './errors.js';

/** How many calls are shown, the newest ones. */
const CALLS = 40;
/** How long the value of a parameter may be. */
const VALUE_LENGTH = 60;
/** Parameters that say nothing about a test. */
const COMMON = new Set(
  (
    'AccessKeyId Action BearerToken Format RegionId SecurityToken Signature SignatureMethod SignatureNonce ' +
    'SignatureType SignatureVersion Timestamp Version ProductCode MetaInfo'
  ).split(' '),
);

/**
 * Calls, answers, rules that acted, hints, callbacks, conduct. It does not throw: where the emulator cannot be asked,
 * the reason stands in their place.
 */
export async function report(account: Account): Promise<string> {
  const head = `account ${account.accessKeyId} at ${account.url}`;
  try {
    const [calls, rules, callbacks, findings] = await Promise.all([
      account.requests(),
      account.rules(),
      account.callbacks(),
      account.conduct(),
    ]);
    return [
      head,
      calls.length === 0 ? 'no call was made with this access key' : `${counted(calls.length, 'call')}:`,
      ...(calls.length > CALLS ? [`  … ${calls.length - CALLS} earlier ones`] : []),
      ...calls.slice(-CALLS).flatMap(callLines),
      ...section('rules', rules.map(ruleLine)),
      ...section('callbacks', callbacks.slice(-CALLS).map(attemptLine)),
      ...section('conduct', findings.map(findingLine)),
    ].join('\n');
  } catch (error) {
    return `${head}\n${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The error of a failed test, with the report behind its message, where every test runner shows it. */
export async function withReport(error: unknown, account: Account): Promise<unknown> {
  // An error of an emulator that cannot be asked says all there is to say.
  if (error instanceof EmulatorError && !['refused', 'timeout'].includes(error.reason)) return error;
  const section = `cloudauth-local: ${await report(account)}`;
  if (!types.isNativeError(error)) return new Error(`${String(error)}\n\n${section}`, { cause: error });
  const { message, stack } = error;
  const longer = `${message}\n\n${section}\n`;
  error.message = longer;
  if (stack !== undefined) error.stack = stack.includes(message) ? stack.replace(message, () => longer) : stack;
  return error;
}

function attemptLine({ transactionId, try: number, url, sentTo, status, failure }: Attempt): string {
  return `${transactionId}  try ${number} to ${sentTo ?? url}: ${failure ?? `answered with ${status}`}`;
}

/** Every try of callbacks, a line each. */
export function attemptList(attempts: readonly Attempt[]): string {
  return attempts.length === 0 ? 'no callback was sent' : attempts.map((one) => `- ${attemptLine(one)}`).join('\n');
}

/** One finding about the client's conduct in one line. */
export function findingLine({ rule, seen, why }: Finding): string {
  return `${rule}: ${seen}. ${why}`;
}

function callLines({ id, operation, answer, transactionId, parameters, rules, hint }: Call): string[] {
  const words = [String(id), operation ?? '-', String(answer.status), answer.code, transactionId].filter(Boolean);
  const shown = Object.entries(parameters).filter(([name]) => !COMMON.has(name));
  return [
    `  ${words.join('  ')}`,
    ...(shown.length === 0 ? [] : [`       ${shown.map(([name, value]) => `${name}=${short(value)}`).join(' ')}`]),
    ...(answer.message ? [`       ${answer.message}`] : []),
    ...rules.map((rule) => `       ${rule}`),
    // The hint of a call that a rule answered is the rule.
    ...(hint && !rules.includes(hint) ? [`       hint: ${hint}`] : []),
  ];
}

function ruleLine({ name, acted }: RuleCount): string {
  return `${acted === 0 ? 'never acted' : `acted on ${counted(acted, 'call')}`}: ${name}`;
}

function section(name: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`${name}:`, ...lines.map((line) => `  ${line}`)];
}

function counted(number: number, what: string): string {
  return number === 1 ? `${number} ${what}` : `${number} ${what}s`;
}

function short(value: string): string {
  return value.length <= VALUE_LENGTH ? value : `${value.slice(0, VALUE_LENGTH - 1)}…`;
}
