// Compiled, not run: what the types allow and what they refuse.

import { type Account, type AdminApi, CloudauthLocal, EmulatorError, withCloudauth } from 'cloudauth-local';
import globalSetup from 'cloudauth-local/global-setup';

export const body = withCloudauth(async (cloudauth: Account, context: { name: string }) => {
  await cloudauth.fail('Throttling.Api', { first: 2, retryAfter: '1ms' });
  // @ts-expect-error no such code
  await cloudauth.fail('Throtling.Api');
  // @ts-expect-error no such operation
  await cloudauth.fail('Throttling.Api', { operation: 'Initialise' });
  await cloudauth.drop('closeEarly', { nth: [1, 3] });
  await cloudauth.drop({ stall: '2s' });
  await cloudauth.delay({ min: '1ms', max: '2ms' });
  await cloudauth.rule({ callback: { repeat: 2 } }, { when: { parameters: { MerchantUserId: { startsWith: 'a' } } } });
  // @ts-expect-error no such member of a rule
  await cloudauth.rule({ calback: { repeat: 2 } });
  const calls: AdminApi.Call[] = await cloudauth.requests('Initialize', { sceneCode: context.name });
  const status: number | undefined = calls[0]?.answer.status;
  return status;
});

export const passed: (context: { name: string }) => Promise<number | undefined> = body;

export async function parts(): Promise<void> {
  await using emulator = await CloudauthLocal.start({ seed: 7n });
  await using account = emulator.account({ name: 'a' });
  const receiver = await account.receiver();
  receiver.refuse(2, 503);
  const [callback] = await receiver.wait(1, { timeout: 100 });
  const subCode: string | undefined = callback?.subCode;
  if (subCode === undefined) throw new EmulatorError('timeout', 'no callback');
  const stop: () => Promise<void> = await globalSetup();
  await stop();
}
