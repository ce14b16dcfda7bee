import type { Check } from '../model/check.ts'
import type { Consumer } from '../model/consumer.ts'
import { evaluate } from '../model/expression.ts'
import { parseAnswer } from '../probe/answer.ts'
import type { Network } from '../probe/network/network.ts'
import type { ConsumerEvidence } from './evidence.ts'

/** Wall-clock time of one look, in milliseconds. */
const withinMs = 5_000

/** As Secrets Manager takes it from whoever makes a version. What is no such name is not taken for one. */
const versionName = /^[A-Za-z0-9-]{32,64}$/

/**
 * Asks a consumer which version it uses: no credential travels, no redirect is followed, private addresses only as the check allows
 * them. Whatever the status, a page that names a version has said it.
 */
export async function askHealth(
  { url, version }: Extract<Consumer, { readonly kind: 'health' }>,
  { allowPrivate }: Pick<Check, 'allowPrivate'>,
  network: Network,
): Promise<ConsumerEvidence> {
  const headers = { accept: 'application/json', 'user-agent': 'tokenwatch', 'accept-encoding': 'identity' }
  const request = { method: 'GET', url: new URL(url), headers, body: null, allowPrivate, shareConnection: false }
  const wire = await network.exchange(request, AbortSignal.timeout(withinMs))
  if (wire.kind === 'failure') return { kind: 'unclear', why: wire.code }
  const answer = parseAnswer(wire)
  const said = typeof version === 'string' ? evaluate(version, answer.json) : answer.header(version.header)
  return typeof said === 'string' && versionName.test(said)
    ? { kind: 'reported', versionId: said }
    : { kind: 'unclear', why: 'names_no_version' }
}
