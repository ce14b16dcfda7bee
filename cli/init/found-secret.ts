import type { Draft, DraftCheck, OpenSecret } from './draft.ts'
import { type Shape, shapeWords } from './shape.ts'

/** A secret of the account, as ListSecrets shows it. */
export type FoundSecret = { readonly name: string; readonly tags: ReadonlyMap<string, string>; readonly shape: Shape }

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

const unknownImpact = 'Not described yet: what breaks when this credential fails'

/** Drafts a config: a check for each secret whose tags or shape say how to probe it, a comment for each of the rest. */
export function draftOf(
  secrets: readonly FoundSecret[],
  { name, environment, mail }: Pick<Draft, 'name' | 'mail'> & { readonly environment: string },
): Draft {
  const sorted = secrets.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const checks = withoutDoubles(sorted.flatMap((secret) => checkOf(secret, environment) ?? []))
  const written = new Set(checks.map(({ secret }) => (secret.from === 'secrets-manager' ? secret.name : '')))
  const open = sorted.filter((secret) => !written.has(secret.name)).map(openSecret)
  const environments = [...new Set([environment, ...checks.map((check) => check.environment)])]
  return { name, mail, environments, checks, open }
}

function checkOf({ name, tags, shape }: FoundSecret, fallback: string): DraftCheck | null {
  const { id, environment } = placeOf(name, fallback)
  const [url, assert] = [tags.get(tagNames.ping), tags.get(tagNames.assert)]
  const ask =
    url !== undefined && assert !== undefined
      ? ({ kind: 'http', url, assert } as const)
      : shape.kind === 'jwt'
        ? ({ kind: 'jwt', jwks: null } as const)
        : null
  if (ask === null || id === '') return null
  return {
    id,
    environment,
    ask,
    secret: { from: 'secrets-manager', name, field: shape.kind === 'jwt' ? shape.field : null },
    impact: tags.get(tagNames.impact) ?? unknownImpact,
    owner: tags.get(tagNames.owner) ?? null,
    usedBy: (tags.get(tagNames.usedBy) ?? '').split(/\s+/).filter((service) => service !== ''),
  }
}

/** `production/billing/token` -> `billing-token` in `production`. */
function placeOf(name: string, fallback: string): { readonly id: string; readonly environment: string } {
  const parts = name.split('/').filter((part) => part !== '')
  const first = parts[0] ?? ''
  const isEnvironment =
    /^(prod|production|stag(e|ing)|dev|development|test|qa|sandbox)$/i.test(first) && parts.length > 1
  const rest = (isEnvironment ? parts.slice(1) : parts).join('-')
  const id = rest
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return { id, environment: isEnvironment ? first.toLowerCase() : fallback }
}

/** Keeps the first of several secrets whose names give the same id. The others stay comments. */
function withoutDoubles(checks: readonly DraftCheck[]): readonly DraftCheck[] {
  return [
    ...new Map(checks.toReversed().map((check) => [`${check.environment}/${check.id}`, check])).values(),
  ].toReversed()
}

function openSecret({ name, tags, shape }: FoundSecret): OpenSecret {
  const names = [...tags.keys()].toSorted()
  return { name, known: names.length === 0 ? shapeWords(shape) : `${shapeWords(shape)}, tagged ${names.join(', ')}` }
}
