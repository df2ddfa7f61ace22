// The journal as the emulator keeps it: searched there, as far back as it goes.
import { ask, key } from '/_emulator/dashboard/api.js';

// A call of the journal in the form in which the stream tells it.
const brief = call => ({ ...call, status: call.answer.status, code: call.answer.code, message: call.answer.message,
  merchantBizId: call.parameters.MerchantBizId, sceneCode: call.parameters.SceneCode });

// The newest calls that have all the words, older than `before` where it is given; newest first.
export async function journal({ words = '', before = '', limit = 200 }) {
  const query = { search: words, cursor: before && String(before), limit: String(limit), accessKeyId: key() };
  const { ok, answer } = await ask('requests', { query });
  if (!ok) return { problem: answer.message, calls: [] };
  return { ...answer, calls: answer.requests.map(brief) };
}
