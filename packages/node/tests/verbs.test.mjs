// Every verb, through the vendor's SDK where a call is made.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import {
  CloudauthLocal,
  ConductError,
  CoverageError,
  EmulatorError,
  RefusedError,
  UnusedRuleError,
  withCloudauth,
} from 'cloudauth-local';

import { call, checkResult, keepalive, signup } from './merchant.cjs';

let emulator;
before(async () => {
  emulator = await CloudauthLocal.start({ seed: 7 });
});
after(() => emulator.stop());

/** A test with an account whose rules are looked at by the test itself. */
const verb = (name, body) => test(name, () => emulator.run(body, { unusedOk: true }));

const codeOf = (promise) =>
  promise.then(
    () => 'Success',
    (error) => error.code,
  );

verb('config is what the SDK takes', async (cloudauth) => {
  assert.equal(emulator.seed, 7);
  assert.deepEqual(cloudauth.config(), {
    accessKeyId: cloudauth.accessKeyId,
    accessKeySecret: cloudauth.accessKeySecret,
    protocol: 'http',
    endpoint: cloudauth.endpoint,
  });
  assert.equal(cloudauth.url, `http://${cloudauth.endpoint}`);
  await keepalive(cloudauth.config());
  assert.deepEqual(await cloudauth.codes(), ['Success']);
});

verb('environment names the account to another process', async (cloudauth) => {
  assert.deepEqual(cloudauth.environment(), {
    CLOUDAUTH_LOCAL_URL: cloudauth.url,
    CLOUDAUTH_LOCAL_ENDPOINT: cloudauth.endpoint,
    CLOUDAUTH_LOCAL_ACCESS_KEY_ID: cloudauth.accessKeyId,
    CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET: cloudauth.accessKeySecret,
  });
});

verb('accounts do not meet', async (cloudauth) => {
  const other = emulator.account();
  await cloudauth.fail('InternalError');
  assert.equal(await codeOf(keepalive(cloudauth.config())), 'InternalError');
  assert.equal(await codeOf(keepalive(other.config())), 'Success');
  assert.deepEqual(await other.codes(), ['Success']);
});

verb('a failure says its status, message and wait', async (cloudauth) => {
  await cloudauth.fail('Throttling.Api', { retryAfter: 1500, message: 'Slow down.', status: 429 });
  const error = await keepalive(cloudauth.config()).catch((caught) => caught);
  assert.equal(error.code, 'Throttling.Api');
  assert.equal(error.retryAfter, 1500);
  assert.match(error.message, /Slow down\./);
  assert.equal((await cloudauth.requests())[0].answer.status, 429);
});

// How often a call fails, for each condition: six calls, then what was failed, by number.
for (const [which, failed] of [
  [{}, [1, 2, 3, 4, 5, 6]],
  [{ first: 2 }, [1, 2]],
  [{ nth: 3 }, [3]],
  [{ nth: [2, 5] }, [2, 5]],
  [{ every: 3 }, [3, 6]],
  [{ after: 4 }, [5, 6]],
  [{ operation: 'CheckResult' }, []],
  [{ operation: 'KeepaliveIntl', first: 1 }, [1]],
  [{ when: { calls: { first: 1 } } }, [1]],
]) {
  verb(`a rule acts on the calls of ${JSON.stringify(which)}`, async (cloudauth) => {
    const rule = await cloudauth.fail('InternalError', which);
    const codes = [];
    for (let number = 1; number <= 6; number += 1) codes.push(await codeOf(keepalive(cloudauth.config())));
    const numbers = codes.flatMap((code, index) => (code === 'InternalError' ? [index + 1] : []));
    assert.deepEqual(numbers, failed);
    assert.equal(await rule.acted(), failed.length);
  });
}

// The same rule with another one added after two calls: the counts go on.
for (const [which, failed] of [
  [{ first: 3 }, [1, 2, 3]],
  [{ first: 2 }, [1, 2]],
  [{ nth: [2, 4] }, [2, 4]],
  [{ every: 2 }, [2, 4, 6]],
  [{ every: 3 }, [3, 6]],
  [{ after: 3 }, [4, 5, 6]],
  [{ after: 1 }, [2, 3, 4, 5, 6]],
]) {
  verb(`a rule of ${JSON.stringify(which)} counts on where a further one is added`, async (cloudauth) => {
    const rule = await cloudauth.fail('InternalError', { operation: 'KeepaliveIntl', ...which });
    const codes = [];
    for (let number = 1; number <= 6; number += 1) {
      if (number === 3) await cloudauth.fail('ServiceUnavailable', { operation: 'CheckResult' });
      codes.push(await codeOf(keepalive(cloudauth.config())));
    }
    const numbers = codes.flatMap((code, index) => (code === 'InternalError' ? [index + 1] : []));
    assert.deepEqual(numbers, failed);
    assert.equal(await rule.acted(), failed.length);
  });
}

verb('a rule that counts by contents takes no further one after a call', async (cloudauth) => {
  await cloudauth.fail('InternalError', { first: 2, when: { headers: { 'x-a': 'b' } } });
  await keepalive(cloudauth.config());
  await assert.rejects(cloudauth.fail('ServiceUnavailable'), /counts calls by their contents.*Add all rules before/s);
});

verb('rules that are added side by side all count', async (cloudauth) => {
  await Promise.all([cloudauth.fail('InternalError', { nth: 1 }), cloudauth.fail('ServiceUnavailable', { nth: 2 })]);
  const codes = [await codeOf(keepalive(cloudauth.config())), await codeOf(keepalive(cloudauth.config()))];
  assert.deepEqual(codes, ['InternalError', 'ServiceUnavailable']);
});

verb('a rule can be taken away', async (cloudauth) => {
  const rule = await cloudauth.fail('InternalError');
  assert.equal(await codeOf(keepalive(cloudauth.config())), 'InternalError');
  await rule.remove();
  assert.equal(await codeOf(keepalive(cloudauth.config())), 'Success');
  const [counted] = await cloudauth.rules();
  assert.equal(counted.acted, 1);
  assert.match(counted.name, /^fail\('InternalError'\) at verbs\.test\.mjs:\d+$/);
});

verb('a dropped connection is no answer', async (cloudauth) => {
  await cloudauth.drop();
  await assert.rejects(keepalive(cloudauth.config()), /ECONNRESET|socket hang up/);
  assert.equal((await cloudauth.requests())[0].answer.code, 'Success');
});

verb('a delay is noted, and the clock need not be waited for', async (cloudauth) => {
  await cloudauth.delay('10ms', { first: 1 });
  const start = performance.now();
  await keepalive(cloudauth.config());
  assert.ok(performance.now() - start >= 10);
});

verb('any rule of the format can be added', async (cloudauth) => {
  await cloudauth.rule({ verification: { passed: false } });
  await signup(cloudauth.config());
  assert.deepEqual(
    (await cloudauth.transactions()).map(({ passed }) => passed),
    [false],
  );
});

verb('a shipped scenario, a file and an object are played', async (cloudauth) => {
  const rule = { description: 'busy', when: { calls: { first: 1 } }, then: { error: 'ServiceUnavailable' } };
  const file = new URL('busy.json', import.meta.url).pathname;
  await writeFile(file, JSON.stringify({ rules: [rule] }));
  for (const [scenario, code, name] of [
    ['retry-ladder', 'InternalError', /^rule 1 of scenario retry-ladder$/],
    [file, 'ServiceUnavailable', /^rule 1 of scenario busy\.json: busy$/],
    [{ rules: [rule] }, 'ServiceUnavailable', /^rule 1 of the scenario: busy$/],
  ]) {
    const account = emulator.account();
    await account.play(scenario);
    assert.equal(await codeOf(signup({ ...account.config() }, { DocType: '1' })), 'InvalidParameter');
    assert.equal((await account.codes())[0], code);
    assert.match((await account.rules())[0].name, name);
  }
  assert.equal((await cloudauth.requests()).length, 0);
});

verb('rules that are added are asked before those of a scenario', async (cloudauth) => {
  await cloudauth.fail('Throttling.Api', { first: 1, retryAfter: '1ms' });
  await cloudauth.play('retry-ladder');
  await signup(cloudauth.config());
  const codes = await cloudauth.codes();
  assert.deepEqual(codes, ['Throttling.Api', 'ServiceUnavailable', 'Throttling.Api', 'Success']);
  assert.deepEqual(
    (await cloudauth.rules()).map(({ acted }) => acted),
    [1, 0, 1, 1],
  );
});

verb('signatures are checked on demand', async (cloudauth) => {
  const wrong = { ...cloudauth.config(), accessKeySecret: 'wrong' };
  assert.equal(await codeOf(keepalive(wrong)), 'Success');
  await cloudauth.verifySignatures();
  assert.equal(await codeOf(keepalive(wrong)), 'SignatureDoesNotMatch');
  assert.equal(await codeOf(keepalive(cloudauth.config())), 'Success');
  // A rule that is added leaves that as it is.
  await cloudauth.fail('InternalError', { first: 1 });
  assert.equal(await codeOf(keepalive(cloudauth.config())), 'InternalError');
  assert.equal(await codeOf(keepalive(wrong)), 'SignatureDoesNotMatch');
});

verb('a check ends as its user would end it', async (cloudauth) => {
  const passes = await signup(cloudauth.config(), { MerchantBizId: 'biz1' });
  const fails = await signup(cloudauth.config(), { MerchantBizId: 'biz2' });
  assert.equal(await codeOf(checkResult(cloudauth.config(), passes.TransactionId, 'biz1')), 'ProcessNotCompleted');
  const completed = await cloudauth.complete(passes.TransactionId);
  assert.equal(completed.state, 'completed');
  await cloudauth.complete(fails.TransactionId, { passed: false, subCode: 206 });
  assert.equal((await checkResult(cloudauth.config(), passes.TransactionId, 'biz1')).Passed, 'Y');
  assert.equal((await checkResult(cloudauth.config(), fails.TransactionId, 'biz2')).SubCode, '206');
  assert.deepEqual(
    (await cloudauth.transactions('completed')).map(({ merchantBizId }) => merchantBizId),
    ['biz1', 'biz2'],
  );
});

verb('the only open check need not be named', async (cloudauth) => {
  await assert.rejects(cloudauth.complete(), /the only check that is open, and none is open/);
  await signup(cloudauth.config());
  assert.equal((await cloudauth.complete()).passed, true);
  await signup(cloudauth.config());
  assert.equal((await cloudauth.complete({ passed: false, subCode: 201 })).subCode, '201');
  const open = [await signup(cloudauth.config()), await signup(cloudauth.config())];
  const names = open.map(({ TransactionId }) => TransactionId).join(', ');
  await assert.rejects(cloudauth.complete(), new RegExp(`and 2 are open: ${names}`));
});

verb('a check may end in the browser alone', async (cloudauth) => {
  const { TransactionId } = await signup(cloudauth.config(), { MerchantBizId: 'biz1' });
  await cloudauth.complete({ resultCode: '1006' });
  assert.equal(await codeOf(checkResult(cloudauth.config(), TransactionId, 'biz1')), 'ProcessNotCompleted');
});

verb('the clock moves by hand', async (cloudauth) => {
  const { TransactionId } = await signup(cloudauth.config());
  const before = Date.parse(await cloudauth.now());
  const moved = Date.parse(await cloudauth.advance('31m'));
  assert.ok(moved - before >= 31 * 60_000);
  await cloudauth.advance(60_000);
  assert.ok(Date.parse(await cloudauth.now()) - moved >= 60_000);
  assert.deepEqual(
    (await cloudauth.transactions('expired')).map((one) => one.transactionId),
    [TransactionId],
  );
});

verb('a receiver gets the callback', async (cloudauth) => {
  const receiver = await cloudauth.receiver();
  const { TransactionId } = await signup(cloudauth.config(), { CallbackUrl: receiver.url, CallbackToken: 't 1' });
  assert.deepEqual(receiver.received, []);
  await cloudauth.complete(TransactionId, { passed: false });
  const [callback] = await receiver.wait();
  assert.deepEqual(
    [callback.method, callback.path, callback.transactionId, callback.passed, callback.subCode, callback.token],
    ['GET', '/callback', TransactionId, false, (await cloudauth.transactions())[0].subCode, 't 1'],
  );
  assert.deepEqual(
    (await cloudauth.callbacks(TransactionId)).map(({ accepted }) => accepted),
    [true],
  );
});

verb('a receiver refuses, and the callback comes again', async (cloudauth) => {
  const receiver = await cloudauth.receiver();
  receiver.refuse(2, 503);
  const { TransactionId } = await signup(cloudauth.config(), { CallbackUrl: receiver.url });
  await cloudauth.complete(TransactionId);
  for (let count = 1; count <= 3; count += 1) {
    await receiver.wait(count);
    await cloudauth.advance('1m');
  }
  assert.deepEqual(
    (await cloudauth.callbacks()).map(({ status }) => status),
    [503, 503, 200],
  );
});

verb('a callback that does not come is said with what the emulator knows', async (cloudauth) => {
  const receiver = await cloudauth.receiver();
  await assert.rejects(receiver.wait(1, { timeout: 10 }), (error) => {
    assert.ok(error instanceof EmulatorError);
    assert.equal(error.reason, 'timeout');
    assert.match(error.message, /0 of 1 callbacks came within 10 ms; the emulator says:\nno callback was sent/);
    return true;
  });
});

verb('a callback that nobody accepts is said with its tries', async (cloudauth) => {
  const receiver = await cloudauth.receiver();
  receiver.refuse(9, 503);
  await signup(cloudauth.config(), { CallbackUrl: receiver.url });
  await cloudauth.complete();
  await receiver.wait();
  const waiting = cloudauth.waitForCallbacks(1, { timeout: 50 });
  await assert.rejects(
    waiting,
    /no 1 callbacks were accepted within 50 ms; the emulator says:\n- hks.*answered with 503/,
  );
});

verb('two receivers and a server of the merchant side by side', async (cloudauth) => {
  const paths = [];
  const shop = createServer((request, response) => {
    paths.push(new URL(request.url, 'http://shop').pathname);
    response.end();
  });
  shop.unref();
  await new Promise((resolve) => shop.listen(0, '127.0.0.1', resolve));
  await cloudauth.mapCallbacks('https://shop.example', `http://127.0.0.1:${shop.address().port}`);
  const receivers = [await cloudauth.receiver(), await cloudauth.receiver()];
  for (const url of ['https://shop.example/verified', ...receivers.map((receiver) => receiver.url)]) {
    await cloudauth.complete((await signup(cloudauth.config(), { CallbackUrl: url })).TransactionId);
  }
  await Promise.all(receivers.map((receiver) => receiver.wait()));
  const tries = await cloudauth.waitForCallbacks(3);
  assert.equal(tries.length, 3);
  assert.deepEqual(paths, ['/verified']);
});

verb('the journal is filtered, and longer than one page', async (cloudauth) => {
  await cloudauth.play({ limits: { KeepaliveIntl: { qps: 0 } } });
  const body = new URLSearchParams({
    Action: 'KeepaliveIntl',
    Version: '2022-08-09',
    AccessKeyId: cloudauth.accessKeyId,
  });
  for (let done = 0; done < 1010; done += 101) {
    await Promise.all(Array.from({ length: 101 }, () => fetch(cloudauth.url, { method: 'POST', body })));
  }
  await signup(cloudauth.config(), { SceneCode: 'a' });
  const all = await cloudauth.requests();
  assert.equal(all.length, 1011);
  assert.ok(all.every((one, index) => index === 0 || one.id > all[index - 1].id));
  assert.equal((await cloudauth.requests('Initialize')).length, 1);
  assert.equal((await cloudauth.requests(undefined, { sceneCode: 'a' })).length, 1);
  assert.equal((await cloudauth.requests(undefined, { code: 'Throttling.Api' })).length, 0);
});

verb('coverage, conduct and retries are told', async (cloudauth) => {
  await cloudauth.fail('ServiceUnavailable', { first: 1 });
  await signup(cloudauth.config());
  const { codes } = await cloudauth.coverage();
  assert.deepEqual(
    codes.filter(({ count }) => count > 0).map(({ name }) => name),
    ['Success', 'ServiceUnavailable'],
  );
  assert.deepEqual(
    (await cloudauth.conduct()).map(({ rule }) => rule),
    ['hastyRetry'],
  );
  assert.deepEqual(
    (await cloudauth.retries()).map(({ code, inTime }) => [code, inTime]),
    [['ServiceUnavailable', false]],
  );
  await assert.rejects(cloudauth.verifyConduct(), ConductError);
});

test('what the tests must have met is demanded at their end', async () => {
  const own = await CloudauthLocal.start({ seed: 7 });
  await keepalive(own.account().config());
  await own.verifyCoverage(['Success']);
  await assert.rejects(own.verifyCoverage(['Success', 'Throttling.Api', 'nope']), (error) => {
    assert.ok(error instanceof CoverageError);
    assert.match(
      error.message,
      /:\n- Throttling\.Api was never met\n- nope is no code, outcome or callback situation$/,
    );
    return true;
  });
  await own.stop();
});

test('a rule that never acts fails its test, by name and line', async () => {
  const run = (options, ruleOptions) =>
    emulator.run((cloudauth) => cloudauth.fail('InternalError', ruleOptions), options);
  await assert.rejects(run({}, {}), (error) => {
    assert.ok(error instanceof UnusedRuleError);
    assert.match(error.message, /This rule never acted.*\n- fail\('InternalError'\) at verbs\.test\.mjs:\d+\n/);
    return true;
  });
  await run({ unusedOk: true }, {});
  await run({}, { unusedOk: true });
});

test('a rule whose await is missing fails its test, by line', async () => {
  for (const body of [
    (cloudauth) => void cloudauth.fail('ServiceUnavailable'),
    (cloudauth) => void cloudauth.play({ rules: [] }),
  ]) {
    const run = emulator.run(body);
    await assert.rejects(
      run,
      /await is missing.*\n- (fail\('ServiceUnavailable'\)|play\(\)) at verbs\.test\.mjs:\d+\n/,
    );
  }
});

test('rules of a scenario that never act fail their test too', async () => {
  const run = emulator.run(() => {}, { scenario: 'retry-ladder' });
  await assert.rejects(run, /These 3 rules never acted.*- rule 1 of scenario retry-ladder/s);
});

test('conduct fails a test that demands it', async () => {
  const client = async (cloudauth) => {
    await cloudauth.fail('ServiceUnavailable', { first: 1 });
    await signup(cloudauth.config());
  };
  await emulator.run(client);
  await assert.rejects(emulator.run(client, { conduct: true }), /ConductError|fails in production:\nhastyRetry/);
});

test('options of a test are applied before its body', async () => {
  await emulator
    .run(
      async (cloudauth) => {
        const wrong = { ...cloudauth.config(), accessKeySecret: 'wrong' };
        assert.equal(await codeOf(call(wrong, 'KeepaliveIntl')), 'SignatureDoesNotMatch');
        await signup(cloudauth.config());
        assert.deepEqual(await cloudauth.codes(), [
          'SignatureDoesNotMatch',
          'InternalError',
          'ServiceUnavailable',
          'Throttling.Api',
        ]);
      },
      { verify: true, scenario: 'retry-ladder' },
    )
    .catch((error) => assert.match(error.message, /Throttling\.Api/));
});

test('the error of a test that fails holds its report', async () => {
  const run = emulator.run(
    async (cloudauth) => {
      await cloudauth.fail('ServiceUnavailable', { first: 1 });
      await signup(cloudauth.config());
      throw new RangeError('no luck');
    },
    { name: 'report of a test' },
  );
  await assert.rejects(run, (error) => {
    assert.ok(error instanceof RangeError);
    for (const text of [error.message, error.stack]) {
      assert.match(text, /no luck\n\ncloudauth-local: account report-of-a-test at http:/);
      assert.match(text, /\n2 calls:\n  \d+  Initialize  503  ServiceUnavailable\n/);
      assert.match(
        text,
        /\nrules:\n  acted on 1 call: fail\('ServiceUnavailable', \{ first: 1 \}\) at verbs\.test\.mjs:\d+\n/,
      );
      assert.match(text, /\nconduct:\n  hastyRetry: /);
    }
    assert.match(error.stack, /\n    at .*verbs\.test\.mjs/);
    return true;
  });
});

test('what is thrown and is no error gets its report too', async () => {
  const run = emulator.run(() => Promise.reject('a string'));
  await assert.rejects(run, (error) => {
    assert.equal(error.cause, 'a string');
    assert.match(error.message, /^a string\n\ncloudauth-local: account/);
    return true;
  });
});

test('what the emulator refuses is said with the line of the test', async () => {
  const account = emulator.account();
  for (const [refused, words] of [
    [() => account.fail('Nope'), /^fail\('Nope'\) at verbs\.test\.mjs:\d+: .*"Nope".*NoPermission/s],
    [() => account.play('nope'), /^play\('nope'\) at verbs\.test\.mjs:\d+: .*nope.*retry-ladder/],
    [() => account.play({ rules: [{ then: { x: 1 } }] }), /^play\(\) at verbs\.test\.mjs:\d+: .*`x`/s],
    [() => account.complete('hks'), /hks/],
  ]) {
    await assert.rejects(refused(), (error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, words);
      return true;
    });
  }
  await assert.rejects(account.play('missing.json'), /ENOENT.*missing\.json/);
  await assert.rejects(async () => account.advance(-1), /not negative, not -1|that is not negative/);
  await assert.rejects(account.fail('InternalError', { first: 1, when: { calls: { nth: [1] } } }), /given twice/);
  assert.deepEqual(await account.rules(), []);
});

test('await using ends a rule, an account and an emulator', async () => {
  const own = await CloudauthLocal.start({ seed: 7 });
  const account = own.account();
  const rule = await account.fail('InternalError');
  await rule[Symbol.asyncDispose]();
  assert.equal(await codeOf(keepalive(account.config())), 'Success');
  await assert.rejects(account[Symbol.asyncDispose](), UnusedRuleError);
  await own[Symbol.asyncDispose]();
  await assert.rejects(account.codes(), (error) => error.reason === 'died');
});

test('a seed gives the same identifiers for the same tests', async () => {
  const identifiers = async () => {
    const own = await CloudauthLocal.start({ seed: 11 });
    const results = [await own.run((one) => signup(one.config())), await own.run((one) => signup(one.config()))];
    await own.stop();
    return results.map(({ TransactionId }) => TransactionId);
  };
  const [first, again] = [await identifiers(), await identifiers()];
  assert.deepEqual(first, again);
  assert.notEqual(first[0], first[1]);
});

test('withCloudauth has no parameters, whatever its body has', () => {
  assert.equal(withCloudauth((cloudauth, done) => done).length, 0);
});
