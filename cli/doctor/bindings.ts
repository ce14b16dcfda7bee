import { secretIdOf } from '../../functions/aws/versions.ts'
import type { Check, CheckKey } from '../../functions/core/model/check.ts'
import { hostsTag } from '../../functions/core/model/host-binding.ts'
import { addressesOf } from '../../functions/core/probe/calls/calls-of.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import { type DoctorFinding, ok } from './finding.ts'

/** Secrets without the tag that are named one by one. */
const mostNamed = 10

/**
 * Tells of the secrets that no tag binds to hosts, each with the command that its owner would use. A secret without the tag is allowed:
 * whoever can change the config can then have it sent anywhere.
 */
export function bindingFindings(
  checks: readonly Check[],
  states: ReadonlyMap<CheckKey, CheckState>,
): readonly DoctorFinding[] {
  const unbound = new Map<string, Set<string>>()
  for (const check of checks) {
    const id = secretIdOf(check)
    if (id === null || !states.has(check.key) || states.get(check.key)?.hosts !== undefined) continue
    const hosts = unbound.get(id) ?? new Set()
    for (const address of addressesOf(check.question)) hosts.add(new URL(address).host)
    if (hosts.size > 0) unbound.set(id, hosts)
  }
  const named = [...unbound].slice(0, mostNamed).map(([id, hosts]) => ok('secret hosts', sentenceFor(id, hosts)))
  const more = unbound.size - named.length
  return more > 0 ? [...named, ok('secret hosts', `and ${more} more secrets without the tag ${hostsTag}`)] : named
}

function sentenceFor(id: string, hosts: ReadonlySet<string>): string {
  const tag = `Key=${hostsTag},Value=${[...hosts].join(' ')}`
  return `${id} may be sent to any host that a config names; to bind it: aws secretsmanager tag-resource --secret-id '${id}' --tags '${tag}'`
}
