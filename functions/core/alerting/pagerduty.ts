import type { Pager } from '../model/audience.ts'
import type { IntegrationKey } from '../model/deployment.ts'
import { pagerDutyHosts } from '../model/pagerduty-hosts.ts'
import type { SecretReference } from '../model/secret-reference.ts'
import type { CredentialRead, SecretFailure } from '../model/secret-value.ts'
import type { ReadOptions } from '../probe/attempt.ts'
import type { Network, WireRequest } from '../probe/network/network.ts'
import type { PagerDutyEvent } from './pagerduty-event.ts'

/** Everything that sending to PagerDuty needs. */
export type PagerDutyDependencies = {
  readCredential(reference: SecretReference, options: ReadOptions): Promise<CredentialRead | SecretFailure>
  readonly network: Network
  /** Host and port on loopback that replace PagerDuty's; `null` for the real ones. */
  readonly pagerDutyHost: string | null
}

/** Time limit of one event, without the read of its key. */
const eventDeadlineMs = 10_000

/**
 * Sends one event. Resolves with `null` when PagerDuty accepted it, else with a failure code: of the secret store, of the network, or
 * the status as `http_429`. A code never contains a part of the key.
 */
export async function sendToPagerDuty(
  event: PagerDutyEvent,
  pager: Pager,
  { readCredential, network, pagerDutyHost }: PagerDutyDependencies,
): Promise<string | null> {
  const read = await readCredential(referenceTo(pager.integrationKey), { fresh: true })
  if (read.kind === 'failure') return read.code
  const routingKey = read.credential.open('token')
  if (!/^[A-Za-z0-9]{32}$/.test(routingKey)) return 'integration_key_malformed'
  const body = JSON.stringify({ routing_key: routingKey, ...event })
  const request = requestTo(pagerDutyHost ?? pagerDutyHosts[pager.region], body, pagerDutyHost === null ? [] : loopback)
  const outcome = await network.exchange(request, AbortSignal.timeout(eventDeadlineMs))
  if (outcome.kind === 'failure') return outcome.code
  return outcome.status === 202 ? null : `http_${outcome.status}`
}

const loopback = ['127.0.0.0/8', '::1/128']

function requestTo(host: string, body: string, allowPrivate: readonly string[]): WireRequest {
  return {
    method: 'POST',
    url: new URL(`https://${host}/v2/enqueue`),
    headers: { 'content-type': 'application/json', 'user-agent': 'tokenwatch', 'accept-encoding': 'identity' },
    body,
    allowPrivate,
    shareConnection: false,
  }
}

function referenceTo({ secretId, field, keyArn }: IntegrationKey): SecretReference {
  return {
    source: { from: 'secrets-manager', id: secretId },
    fields: { token: field },
    stage: 'AWSCURRENT',
    trimNewline: false,
    keyArn,
  }
}
