import type { Deployment, HeartbeatUrl } from '../model/deployment.ts'
import type { SecretReference } from '../model/secret-reference.ts'
import type { CredentialRead, SecretFailure } from '../model/secret-value.ts'
import type { ReadOptions } from '../probe/attempt.ts'
import type { Network, WireRequest } from '../probe/network/network.ts'

export type HeartbeatDependencies = {
  readonly deployment: Pick<Deployment, 'heartbeatUrl' | 'heartbeatHost'>
  readCredential(reference: SecretReference, options: ReadOptions): Promise<CredentialRead | SecretFailure>
  readonly network: Network
}

/** Wall-clock time of one heartbeat, without the time to read its URL. */
const heartbeatDeadlineMs = 10_000

/**
 * Calls the heartbeat URL, whose service raises an alarm if the calls stop. Returns null if it was called or there is none, else a code:
 * of Tokenwatch, of the secret store, of the network, or the status as `http_302`. The code never holds a part of the URL: whoever
 * knows the URL can keep the alarm quiet.
 */
export async function sendHeartbeat({
  deployment,
  readCredential,
  network,
}: HeartbeatDependencies): Promise<string | null> {
  const { heartbeatUrl, heartbeatHost } = deployment
  if (heartbeatUrl === null) return null
  const address = await addressOf(heartbeatUrl, readCredential)
  if (typeof address === 'string') return address
  const request = requestTo(address.url, heartbeatHost)
  const outcome = await network.exchange(request, AbortSignal.timeout(heartbeatDeadlineMs))
  if (outcome.kind === 'failure') return outcome.code
  return outcome.status >= 200 && outcome.status < 300 ? null : `http_${outcome.status}`
}

async function addressOf(
  heartbeatUrl: HeartbeatUrl,
  readCredential: HeartbeatDependencies['readCredential'],
): Promise<{ readonly url: URL } | string> {
  if ('url' in heartbeatUrl) return { url: new URL(heartbeatUrl.url) }
  const stored = await readCredential(heartbeatUrl.secret, {})
  if (stored.kind === 'failure') return stored.code
  const url = URL.parse(stored.credential.open('token'))
  const usable = url !== null && url.protocol === 'https:' && url.username === '' && url.password === ''
  return usable ? { url } : 'heartbeat_url_malformed'
}

const loopback = ['127.0.0.0/8', '::1/128']

/** Makes the request. No redirect is followed, and no private address is reached, unless it is the stand-in on loopback. */
function requestTo(url: URL, standIn: string | null): WireRequest {
  const asked = new URL(url)
  if (standIn !== null) asked.host = standIn
  return {
    method: 'GET',
    url: asked,
    headers: { 'user-agent': 'tokenwatch', 'accept-encoding': 'identity' },
    body: null,
    allowPrivate: standIn === null ? [] : loopback,
    shareConnection: false,
  }
}
