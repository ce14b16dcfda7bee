import type { Check, CheckKey } from '../../functions/core/model/check.ts'
import { hostsTag } from '../../functions/core/model/host-binding.ts'
import type { SecretSource } from '../../functions/core/model/secret-reference.ts'
import { addressesOf } from '../../functions/core/probe/calls/calls-of.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import { type DoctorFinding, ok } from './finding.ts'

/** Secrets without the tag that are named one by one. */
const mostNamed = 10

/** A secret or parameter that no tag binds, with the hosts of its checks. */
type Unbound = { readonly source: StoredSource; readonly hosts: Set<string> }

type StoredSource = Extract<SecretSource, { from: 'secrets-manager' | 'parameter-store' }>

/**
 * Tells of the secrets that no tag binds to hosts, each with the command that its owner would use. A secret without the tag is allowed:
 * whoever can change the config can then have it sent anywhere.
 */
export function bindingFindings(
  checks: readonly Check[],
  states: ReadonlyMap<CheckKey, CheckState>,
): readonly DoctorFinding[] {
  const unbound = new Map<string, Unbound>()
  for (const check of checks) {
    const source = storedIn(check)
    const state = states.get(check.key)
    // A secret that cannot be read may have a tag that cannot be read either.
    if (source === null || state === undefined || state.hosts !== undefined || state.reason.startsWith('secret_'))
      continue
    const place = JSON.stringify(source)
    const { hosts } = unbound.get(place) ?? { hosts: new Set() }
    for (const address of addressesOf(check.question)) hosts.add(new URL(address).host)
    if (hosts.size > 0) unbound.set(place, { source, hosts })
  }
  const named = [...unbound.values()].slice(0, mostNamed).map((one) => ok('secret hosts', sentenceFor(one)))
  const more = unbound.size - named.length
  return more > 0 ? [...named, ok('secret hosts', `and ${more} more secrets without the tag ${hostsTag}`)] : named
}

function storedIn({ secret }: Check): StoredSource | null {
  const source = secret?.source
  return source?.from === 'secrets-manager' || source?.from === 'parameter-store' ? source : null
}

function sentenceFor({ source, hosts }: Unbound): string {
  const tag = `'Key=${hostsTag},Value=${[...hosts].join(' ')}'`
  const [id, command] =
    source.from === 'secrets-manager'
      ? [source.id, `aws secretsmanager tag-resource --secret-id '${source.id}' --tags ${tag}`]
      : [
          source.name,
          `aws ssm add-tags-to-resource --resource-type Parameter --resource-id '${source.name}' --tags ${tag}`,
        ]
  return `${id} may be sent to any host that a config names; to bind it: ${command}`
}
