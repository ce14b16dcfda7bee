import { camelCase } from '../../functions/config/profiles/template.ts'
import { shown } from '../../functions/config/secrecy.ts'
import { providers } from '../../functions/providers/providers.ts'
import type { FoundCredential, Recognition, Subject } from '../recognition/recognition.ts'
import { environmentOfSubject, ownerOfSubject } from '../recognition/setting-of.ts'
import type { Draft, DraftCheck, DraftSecret, OpenSecret } from './draft.ts'

/** A secret of the account with what recognition says of it. */
export type FoundSecret = Pick<Subject, 'name' | 'tags'> & {
  readonly from: 'secrets-manager' | 'parameter-store' | 'environment' | 'elsewhere'
  readonly recognition: Recognition
  /** Description for the comment of a secret without a check. */
  readonly known: string
  /** Hosts that a person has named: only these are repeated from a secret. */
  readonly hosts?: ReadonlySet<string>
}

/** Tags with which the owner of a secret describes its check. */
export const tagNames = {
  /** The URL that a valid token may read. */
  ping: 'tokenwatch:ping',
  /** A JMESPath expression that is true of the answer. */
  assert: 'tokenwatch:assert',
  impact: 'tokenwatch:impact',
  owner: 'tokenwatch:owner',
  /** Services, separated by spaces. */
  usedBy: 'tokenwatch:used-by',
} as const

/** A question that the person who deploys the config has to answer. */
const unknownImpact = 'What breaks when this credential fails?'

/** Drafts a config: a check for each credential whose tags, form or name say how to probe it, a comment for each other secret. */
export function draftOf(
  secrets: readonly FoundSecret[],
  { name, environment, mail }: Pick<Draft, 'name' | 'mail'> & { readonly environment: string },
): Draft {
  const sorted = secrets.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const drafted = sorted.map((secret) => ({ secret, checks: checksOf(secret, environment) }))
  const checks = withoutDoubles(drafted.flatMap((one) => one.checks))
  const kept = new Set(checks)
  const open = drafted
    .filter((one) => !one.checks.some((check) => kept.has(check)))
    .map(({ secret }) => openSecret(secret))
  const environments = [...new Set([environment, ...checks.map((check) => check.environment)])]
  return { name, mail, environments, checks, open }
}

function checksOf(secret: FoundSecret, fallback: string): readonly DraftCheck[] {
  const { tags, recognition } = secret
  const [url, assert] = [tags.get(tagNames.ping), tags.get(tagNames.assert)]
  const jwt = recognition.credentials.find(({ profile }) => profile === 'jwt')
  if (url !== undefined && assert !== undefined && secret.from !== 'elsewhere')
    return [draftCheck(secret, fallback, { kind: 'http', url, assert }, jwt ?? null, '')].flatMap(
      (check) => check ?? [],
    )
  const known = recognition.credentials.filter(
    ({ confidence, candidates }) => confidence !== 'low' && candidates.length === 1,
  )
  return known.flatMap(
    (found) => draftCheck(secret, fallback, askOf(found, secret), found, known.length > 1 ? suffixOf(found) : '') ?? [],
  )
}

function askOf(found: FoundCredential, { hosts }: FoundSecret): DraftCheck['ask'] {
  if (found.profile === 'jwt') return { kind: 'jwt', jwks: null }
  const options: Record<string, string> = {}
  const blanks: Record<string, string> = Object.fromEntries(
    found.missing.map((name) => [name, providers.get(found.profile)?.options[name]?.says ?? 'fill it in']),
  )
  for (const { name, from, at, value } of found.options) {
    const isChoice = providers.get(found.profile)?.options[name]?.kind === 'choice'
    // A value of a secret is never written into a file, unless it is one of the catalogue's own words or a host that a person named.
    if (from === 'tag' || from === 'catalogue' || isChoice || hosts?.has(value()) === true) options[name] = value()
    else
      blanks[name] =
        at === null
          ? 'it stands in the credential itself'
          : `it stands in the field ${shown(at) ?? '[hidden]'} of the secret`
  }
  return { kind: 'provider', builder: camelCase(found.profile), options, blanks }
}

function draftCheck(
  { name, tags, from }: FoundSecret,
  fallback: string,
  ask: DraftCheck['ask'],
  found: FoundCredential | null,
  suffix: string,
): DraftCheck | null {
  const secret = secretFor(name, from, found)
  const { id, environment } = placeOf({ name, tags }, fallback)
  if (secret === null || id === '') return null
  return {
    id: suffix === '' ? id : `${id}-${suffix}`.slice(0, 60),
    environment,
    ask,
    secret,
    impact: plainTag(tags, tagNames.impact) ?? unknownImpact,
    owner: plainTag(tags, tagNames.owner) ?? ownerOfSubject({ tags }),
    usedBy: (plainTag(tags, tagNames.usedBy) ?? '').split(/\s+/).filter((service) => service !== ''),
  }
}

/** Returns a tag's text if it is one line that people can read. A config takes no other. */
function plainTag(tags: ReadonlyMap<string, string>, name: string): string | null {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,300}$/u.exec(tags.get(name) ?? '')?.[0] ?? null
}

/** Returns the reference of a check; null where no check can name the place, or a field that may be a secret itself. */
function secretFor(name: string, from: FoundSecret['from'], found: FoundCredential | null): DraftSecret | null {
  const fields = Object.entries(found?.fields ?? {}).flatMap(([role, field]) =>
    field === null ? [] : [[role, field] as const],
  )
  const [first] = fields
  if (found?.isNested === true || fields.some(([, field]) => shown(field) === undefined)) return null
  switch (from) {
    case 'elsewhere':
      return null
    case 'environment':
      return fields.length === 1 && first !== undefined ? { from, variable: first[1] } : null
    case 'secrets-manager':
    case 'parameter-store':
      return {
        from,
        name,
        fields:
          first === undefined
            ? null
            : first[0] === 'token' && fields.length === 1
              ? first[1]
              : Object.fromEntries(fields),
      }
  }
}

const suffixOf = (found: FoundCredential): string => slug(Object.values(found.fields)[0] ?? found.profile)

/** `production/billing/token` -> `billing-token` in `production`. */
function placeOf(
  subject: Pick<Subject, 'name' | 'tags'>,
  fallback: string,
): { readonly id: string; readonly environment: string } {
  const parts = subject.name.split('/').filter((part) => part !== '')
  const isEnvironment = parts.length > 1 && environmentOfSubject({ name: parts[0] ?? '', tags: new Map() }) !== null
  const id = slug((isEnvironment ? parts.slice(1) : parts).join('-'))
  return { id: id.slice(0, 60), environment: environmentOfSubject(subject) ?? fallback }
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')

/** Keeps the first of several checks whose names give the same id. The others stay comments. */
function withoutDoubles(checks: readonly DraftCheck[]): readonly DraftCheck[] {
  return [
    ...new Map(checks.toReversed().map((check) => [`${check.environment}/${check.id}`, check])).values(),
  ].toReversed()
}

function openSecret({ name, tags, known }: FoundSecret): OpenSecret {
  const names = [...tags.keys()].toSorted()
  return { name, known: names.length === 0 ? known : `${known}, tagged ${names.join(', ')}` }
}
