import type { CheckKey } from '../model/check.ts'
import { type HostBinding, isBoundTo } from '../model/host-binding.ts'
import type { Log } from '../state/log.ts'
import type { AttemptDependencies } from './attempt.ts'
import type { Network } from './network/network.ts'

const notSent = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null, totalMs: 0 }

/**
 * The check whose requests are bound, and the bindings of its secrets that are known before they are read: none if no secret is bound, `null`
 * if nothing tells. Then the tags of each secret are read with it.
 */
export type BoundCheck = {
  readonly check: CheckKey
  readonly bindings: readonly HostBinding[] | null
  readonly log: Log
}

type Sending = Pick<AttemptDependencies, 'network' | 'readCredential'>

/** Senders of a probe, with what was read with its secrets; `null` while none was read. */
export type BoundSending = Sending & {
  readBindings(): readonly HostBinding[] | null
  /** Roles of its secrets whose values cannot be recognized in text. */
  readPlainRoles(): readonly string[] | null
}

/**
 * Returns a network that sends nothing to a host that the tag of a secret does not name, not even a request without a credential: what a
 * broken or a derived credential says is close to the real one. Each refusal is a security event. A store that reads tags with values binds
 * every request after the read.
 */
export function bound({ network, readCredential }: Sending, { check, bindings, log }: BoundCheck): BoundSending {
  const read = new Map<string, HostBinding | null>()
  const plain = new Map<string, readonly string[]>()
  const readBindings = () => [...read.values()].filter((one) => one !== null)
  const exchange: Network['exchange'] = async (request, signal) => {
    if (isBoundTo(request.url, [...(bindings ?? []), ...readBindings()])) return network.exchange(request, signal)
    log({ event: 'security', refused: 'host_not_bound', check })
    return { kind: 'failure', reason: 'host_not_allowed', code: 'host_not_bound', phase: 'dns', timings: notSent }
  }
  return {
    network: { exchange, close: () => network.close() },
    async readCredential(reference, options) {
      const credential = await readCredential(reference, bindings === null ? { ...options, tags: true } : options)
      if (credential.kind !== 'read') return credential
      const source = JSON.stringify(reference.source)
      if (credential.hosts !== undefined) read.set(source, credential.hosts)
      plain.set(JSON.stringify(reference), credential.credential.plainRoles())
      return credential
    },
    readBindings: () => (read.size === 0 ? null : readBindings()),
    readPlainRoles: () => (plain.size === 0 ? null : [...new Set([...plain.values()].flat())].toSorted()),
  }
}
