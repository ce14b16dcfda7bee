import { expandConfig } from '../../functions/config/expand.ts'
import { formatProblem } from '../../functions/config/problems.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { SecretReference } from '../../functions/core/model/secret-reference.ts'
import { type CredentialRead, readSecret } from '../../functions/core/model/secret-value.ts'
import type { Provider } from '../../functions/providers/provider.ts'

/** One live check of a provider, with the credential that it is about. */
export type LiveSubject = { readonly check: Check; readonly read: CredentialRead }

/** Options of a check besides those of its provider: the facts that must be true of the credential. */
export const expectations = ['identity', 'environmentLabel', 'scopes'] as const

/** The variable that holds a role: `TOKENWATCH_LIVE_CLIENT_SECRET` for `clientSecret`. */
export function variableOf(role: string): string {
  return `TOKENWATCH_LIVE_${role.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** The check of the flags with the credential of the environment, or the sentence that names what is missing. */
export function liveSubject(
  { name, roles }: Provider,
  flags: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): LiveSubject | string {
  const missing = Object.keys(roles).filter((role) => environment[variableOf(role)] === undefined)
  if (missing.length > 0) return missing.map((role) => `${variableOf(role)} is not set: ${roles[role]}`).join('\n')
  const values = Object.fromEntries(Object.keys(roles).map((role) => [role, environment[variableOf(role)] ?? '']))
  const check = checkOf(name, Object.keys(roles), flags)
  if (typeof check === 'string') return check
  const read = readFrom(values, check.secret)
  return typeof read === 'string' ? read : { check, read }
}

function checkOf(profile: string, roles: readonly string[], flags: Readonly<Record<string, string>>): Check | string {
  const { scopes, ...options } = flags
  const secret = {
    from: 'environment',
    variable: variableOf('token'),
    fields: Object.fromEntries(roles.map((role) => [role, role])),
  }
  const written = {
    profile,
    id: profile,
    secret,
    impact: 'Nobody: this is a live test',
    ...options,
    ...(scopes === undefined ? {} : { scopes: scopes.split(',') }),
  }
  const expansion = expandConfig({ name: 'live', environments: { live: {} }, checks: [written] })
  if (!expansion.ok) return expansion.problems.map((problem) => formatProblem('flags', problem)).join('\n')
  return expansion.deployment.checks[0] ?? 'no check came of it'
}

/** Read like a secret of the store, so that a trailing line break is found here as well. */
function readFrom(
  values: Readonly<Record<string, string>>,
  reference: SecretReference | null,
): CredentialRead | string {
  if (reference === null) return 'it has no secret'
  const read = readSecret({ value: JSON.stringify(values), versionId: null }, reference, null)
  return read.kind === 'read' ? read : `the credential cannot be used: ${read.code}`
}
