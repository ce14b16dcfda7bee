import type { CheckKey } from '../model/check.ts'
import { type HostBinding, isBoundTo } from '../model/host-binding.ts'
import type { Log } from '../state/log.ts'
import type { Network } from './network/network.ts'

const notSent = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null, totalMs: 0 }

/** The check whose requests are bound, and the bindings of its secrets; none if no secret is bound. */
export type BoundCheck = { readonly check: CheckKey; readonly bindings: readonly HostBinding[]; readonly log: Log }

/**
 * Returns a network that sends nothing to a host that the tag of a secret does not name, not even a request without a credential: what a
 * broken or a derived credential says is close to the real one. Each refusal is a security event.
 */
export function boundNetwork(network: Network, { check, bindings, log }: BoundCheck): Network {
  if (bindings.length === 0) return network
  return {
    async exchange(request, signal) {
      if (isBoundTo(request.url, bindings)) return network.exchange(request, signal)
      log({ event: 'security', refused: 'host_not_bound', check })
      return { kind: 'failure', reason: 'host_not_allowed', code: 'host_not_bound', phase: 'dns', timings: notSent }
    },
    close: () => network.close(),
  }
}
