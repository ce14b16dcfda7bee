import type { Check } from '../model/check.ts'
import type { Consumer } from '../model/consumer.ts'
import { evaluate } from '../model/expression.ts'
import { parseAnswer } from '../probe/answer.ts'
import type { Network } from '../probe/network/network.ts'
import type { ConsumerEvidence } from './evidence.ts'

/** Wall-clock time of one health request. */
const healthDeadlineMs = 5_000

/** Version ids that Secrets Manager accepts; other text is not taken for one. */
const versionIdPattern = /^[A-Za-z0-9-]{32,64}$/

/**
 * Asks the health page of a consumer for the version that it uses. Sends no credential, follows no redirect, and reaches private
 * addresses only as the check allows. A page that names a version counts whatever its status.
 */
export async function askHealth(
  { url, version }: Extract<Consumer, { readonly kind: 'health' }>,
  { allowPrivate }: Pick<Check, 'allowPrivate'>,
  network: Network,
): Promise<ConsumerEvidence> {
  const headers = { accept: 'application/json', 'user-agent': 'tokenwatch', 'accept-encoding': 'identity' }
  const request = { method: 'GET', url: new URL(url), headers, body: null, allowPrivate, shareConnection: false }
  const wire = await network.exchange(request, AbortSignal.timeout(healthDeadlineMs))
  if (wire.kind === 'failure') return { kind: 'unclear', why: wire.code }
  const answer = parseAnswer(wire)
  const named = typeof version === 'string' ? evaluate(version, answer.json) : answer.header(version.header)
  return typeof named === 'string' && versionIdPattern.test(named)
    ? { kind: 'reported', versionId: named }
    : { kind: 'unclear', why: 'names_no_version' }
}
