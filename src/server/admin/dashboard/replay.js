// A scenario that gives the same answers again to the same calls in the same order.

// What a rule has to do for the answer of a call; null where the ordinary answer is the same.
function does(call, ended) {
  const { answer } = call;
  const then = {};
  if (answer.code === '-') then.reply = { status: answer.status, body: answer.message ?? '' };
  else if (answer.status >= 400) {
    then.error = answer.code;
    // The message of a wrong signature holds the string to sign of that one call.
    if (answer.message && answer.code !== 'SignatureDoesNotMatch') then.message = answer.message;
    if (answer.retryAfterMs) then.retryAfter = `${answer.retryAfterMs}ms`;
  } else if (ended.has(call.transactionId) && call.operation === 'Initialize') {
    then.verification = ended.get(call.transactionId);
  }
  if (call.delayMs) then.delay = `${call.delayMs}ms`;
  return Object.keys(then).length ? then : null;
}

// How the checks ended, by TransactionId, as CheckResult answered.
function endings(calls) {
  const results = calls.filter(call => call.operation === 'CheckResult' && call.answer.result?.Passed);
  return new Map(results.map(({ transactionId, answer: { result } }) => {
    const passed = result.Passed === 'Y';
    return [transactionId, passed ? { passed } : { passed, subCode: result.SubCode }];
  }));
}

// The calls are in the order of time. Those of one key and operation are counted as a rule counts them.
export function replay(calls, seed) {
  const known = calls.filter(call => call.operation);
  const ended = endings(known);
  const keys = new Set(known.map(call => call.accessKeyId));
  const counts = new Map();
  const rules = new Map();
  for (const call of known) {
    const when = keys.size > 1 && call.accessKeyId ? { operation: call.operation, accessKeyId: call.accessKeyId } : { operation: call.operation };
    const counted = JSON.stringify(when);
    const number = (counts.get(counted) ?? 0) + 1;
    counts.set(counted, number);
    const then = does(call, ended);
    if (!then) continue;
    const same = counted + JSON.stringify(then);
    const rule = rules.get(same) ?? { when: { ...when, calls: { nth: [] } }, then };
    rule.when.calls.nth.push(number);
    rules.set(same, rule);
  }
  // Refusals of the throttle are rules now, so that the pace of the calls makes no others.
  const limits = Object.fromEntries([...new Set(known.map(call => call.operation))].map(name => [name, { qps: 0 }]));
  const description = `Answers ${known.length} calls as they were answered.`;
  // A number of JavaScript holds not every seed.
  const same = Number.isSafeInteger(seed) ? { seed } : {};
  return write({ description, ...same, limits, rules: [...rules.values()] });
}

// As people write it: a rule takes few lines.
function write({ rules, ...rest }) {
  const head = JSON.stringify(rest, null, 2).replace(/\{\s+"qps": 0\s+\}/g, '{ "qps": 0 }').slice(0, -2);
  const spaced = value => JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ').replace(/\[ ([\d, ]+) \]/, '[$1]');
  const lines = rules.map(({ when, then }) => `    {\n      "when": ${spaced(when)},\n      "then": ${spaced(then)}\n    }`);
  return `${head},\n  "rules": [${lines.length ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`;
}
