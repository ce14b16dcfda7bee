import { expandConfig } from '../../functions/config/expand.ts'
import type { Check } from '../../functions/core/model/check.ts'
import { type HostBinding, isBoundTo } from '../../functions/core/model/host-binding.ts'
import { providers } from '../../functions/providers/providers.ts'
import { isInHost } from '../recognition/options.ts'
import type { FoundCredential } from '../recognition/recognition.ts'
import { wideScopes } from './wide-scopes.ts'

/** Rules for whom a credential may be sent to. */
export type AskingRules = {
  /** Hosts beside the catalogue's, which a person has named. */
  readonly hosts: ReadonlySet<string>
  /** True if providers that charge for a question are asked too. */
  readonly billed: boolean
}

/** A check that asks once, or the reason that nobody is asked. */
export type ScanCheck =
  | { readonly kind: 'check'; readonly check: Check; readonly hosts: readonly string[] }
  | { readonly kind: 'unasked'; readonly why: string; readonly todo: string }

/** Makes the check of a recognised credential. Its options are filled in, so it may hold a part of the secret beside the token. */
export function scanCheckOf(found: FoundCredential, binding: HostBinding | null, rules: AskingRules): ScanCheck {
  const obstacle = obstacleTo(found, rules)
  if (obstacle !== null) return { kind: 'unasked', ...obstacle }
  const check = expanded(found)
  if (check === null)
    return {
      kind: 'unasked',
      why: 'its options do not fit a check',
      todo: `write the check by hand: tokenwatch providers ${found.profile}`,
    }
  const addresses = askedAddresses(check)
  if (binding !== null && !addresses.every((url) => isBoundTo(url, [binding])))
    return {
      kind: 'unasked',
      why: 'its tag tokenwatch:hosts does not allow the host',
      todo: 'add the host to the tag, if it is right',
    }
  return { kind: 'check', check, hosts: shownHosts(found) }
}

type AskingObstacle = { readonly why: string; readonly todo: string }

function obstacleTo(found: FoundCredential, { hosts, billed }: AskingRules): AskingObstacle | null {
  const { profile, confidence, candidates, missing } = found
  const provider = providers.get(profile)
  if (candidates.length > 1)
    return {
      why: `it may be any of ${candidates.join(', ')}, and only one of them may see it`,
      todo: `tag the secret tokenwatch:profile=${candidates[0]}, or name it after its provider`,
    }
  if (confidence === 'low')
    return {
      why: 'it is not certain enough what it is',
      todo: `tag the secret tokenwatch:profile=${profile}, if it is one`,
    }
  if (missing.length > 0)
    return {
      why: `its check needs ${missing.join(' and ')}`,
      todo: `tag the secret ${missing.map((name) => `tokenwatch:${name}=...`).join(' and ')}`,
    }
  if (provider === undefined) return { why: 'no profile asks with it', todo: 'write a check with http({ ... })' }
  if (provider.cost === 'billed' && !billed)
    return { why: 'its provider charges for the question', todo: 'add --billed to ask it all the same' }
  const foreign = found.options.find(
    ({ name, from, value }) => from === 'field' && provider.options[name]?.kind === 'host' && !hosts.has(value()),
  )
  return foreign === undefined
    ? null
    : {
        why: `its host stands only in the field ${foreign.at} of the secret`,
        todo: 'name the host with --host <host>, or tag the secret tokenwatch:host=...',
      }
}

function expanded(found: FoundCredential): Check | null {
  const { profile, fields } = found
  const roles = Object.keys(fields)
  const isToken = roles.join() === 'token'
  const options = Object.fromEntries(found.options.map(({ name, value }) => [name, value()]))
  const wide = wideScopes[profile]
  const written = {
    id: 'scanned',
    profile,
    impact: 'not known yet',
    secret: {
      from: 'secrets-manager',
      id: 'scanned',
      ...(isToken ? {} : { fields: Object.fromEntries(roles.map((role) => [role, role])) }),
    },
    ...(wide === undefined ? {} : { scopes: { forbid: wide } }),
    ...options,
  }
  const expansion = expandConfig({ name: 'scan', environments: { scan: {} }, checks: [written] })
  const [check] = expansion.ok ? expansion.deployment.checks : []
  if (check?.secret == null) return null
  return { ...check, secret: { ...check.secret, fields }, controls: providers.get(profile)?.failuresCount !== true }
}

/** Every address that a check may send to, its token endpoint included. What a credential fills in is no part of a host. */
export function askedAddresses({ question }: Check): readonly URL[] {
  const text = JSON.stringify(question).replace(/\{\w+\}/g, 'x')
  const named = question.kind === 'registry' ? [`https://${question.tokenHost}/`] : []
  return [...named, ...[...text.matchAll(/"(https?:\/\/[^"\\]+)"/g)].map(([, address = '']) => address)].flatMap(
    (address) => URL.parse(address) ?? [],
  )
}

/** Names the hosts for people: `*.atlassian.net` where the rest stands in the secret. */
function shownHosts({ profile, options }: FoundCredential): readonly string[] {
  const provider = providers.get(profile)
  if (provider?.question == null) return []
  const hosts = [...JSON.stringify(provider.question).matchAll(/https:\/\/([^/"?]+)/g)].map(([, host = '']) => host)
  const filled = hosts.map((host) =>
    host.replace(/\{(\w+)\}/g, (_, name: string) => {
      const option = options.find((one) => one.name === name)
      const given = provider.options[name]
      if (option !== undefined && (option.from !== 'field' || given?.kind !== 'name'))
        return given?.kind === 'choice' ? (given.of[option.value()] ?? '') : option.value()
      if (option !== undefined && isInHost(name, provider)) return '*'
      return given?.kind === 'choice' ? (given.of[given.default ?? ''] ?? '*') : (given?.default ?? '*')
    }),
  )
  return [...new Set(filled)].filter((host) => !host.endsWith('.invalid'))
}
