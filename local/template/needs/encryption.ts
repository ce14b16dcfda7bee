import { accountId, region } from '../../aws/account.ts'
import type { Need } from './need.ts'

/** KMS actions that a service takes in the caller's name, by the caller's action on an encrypted resource. */
const usage: readonly (readonly [action: RegExp, service: string, kms: readonly string[]])[] = [
  [/^sqs:SendMessage$/, 'sqs', ['GenerateDataKey', 'Decrypt']],
  [/^sqs:ReceiveMessage$/, 'sqs', ['Decrypt']],
  [/^dynamodb:/, 'dynamodb', ['Decrypt']],
]

/** Returns the needs for the key of a resource that is encrypted under one. `keys` has the key of each such queue and table. */
export function underKeyOf({ action, resource }: Need, keys: ReadonlyMap<string, string>): readonly Need[] {
  const key = keys.get(resource.replace(/\/index\/.*$/, ''))
  if (key === undefined) return []
  const used = usage.filter(([pattern]) => pattern.test(action))
  return used.flatMap(([, service, actions]) =>
    actions.map((one) => ({
      action: `kms:${one}`,
      resource: key,
      context: { 'kms:ViaService': `${service}.${region}.amazonaws.com`, 'kms:CallerAccount': accountId },
    })),
  )
}
