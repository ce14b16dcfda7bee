import type { Deployment } from '../functions/core/model/deployment.ts'
import { fieldOf } from '../functions/core/model/field-of.ts'
import { writtenAtMost } from './written-size.ts'

/** Part of a config that makes the permissions of a role long. */
type Cause = 'parameters' | 'parameterKeys' | 'secrets' | 'secretKeys'

/** Share of the characters from which on a cause is worth a way out. */
const worthNaming = 1 / 4

/** Returns the field and the way out for a role whose permissions are too long, by what takes most of their characters. */
export function policyWayOut(
  documents: readonly unknown[],
  grants: Deployment['grants'],
): { readonly field: string; readonly wayOut: string } {
  const statements = documents.flatMap((document) => listed(fieldOf(document, 'Statement')))
  const weighed = [...Map.groupBy(statements, causeOf)].map(
    ([cause, some]) => [cause, writtenAtMost(some).length] as const,
  )
  const all = weighed.reduce((sum, [, characters]) => sum + characters, 0)
  const causes = weighed
    .filter(([, characters]) => characters >= all * worthNaming)
    .toSorted(([, a], [, b]) => b - a)
    .flatMap(([cause]) => cause ?? [])
  return {
    field: causes[0] === 'secrets' && grants === 'each' ? 'grants' : 'checks',
    wayOut: [...causes.map((cause) => wayOut(cause, grants)), 'split the config into two deployments'].join(', or '),
  }
}

function causeOf(statement: unknown): Cause | null {
  const actions = listed(fieldOf(statement, 'Action')).map(String)
  const isOf = (service: string) => actions.every((action) => action.startsWith(`${service}:`))
  if (isOf('ssm')) return 'parameters'
  if (isOf('secretsmanager')) return 'secrets'
  if (!isOf('kms')) return null
  return writtenAtMost(fieldOf(statement, 'Condition') ?? '').includes('"ssm.') ? 'parameterKeys' : 'secretKeys'
}

function wayOut(cause: Cause, grants: Deployment['grants']): string {
  switch (cause) {
    case 'parameters':
      return "give the parameters shorter names, keep several in one JSON object with parameter('<name>', '<field>'), or store some with secret(...)"
    case 'secrets':
      return grants === 'each'
        ? 'set grants: { namePrefix } or { tag } in the config'
        : 'let Tokenwatch rotate fewer of the secrets, which roles list by name'
    case 'parameterKeys':
      return 'encrypt the parameters under fewer customer keys'
    case 'secretKeys':
      return 'encrypt the secrets under fewer customer keys'
  }
}

const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]
