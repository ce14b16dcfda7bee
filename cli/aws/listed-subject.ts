import type { SecretListEntry } from '@aws-sdk/client-secrets-manager'
import type { Subject } from '../recognition/recognition.ts'

/** Returns everything that Secrets Manager's list says of a secret beside its dates: its name, its tags, and who made or rotates it. */
export function listedSubject({ Name: name = '', Tags: tags = [], ...entry }: SecretListEntry): Required<Subject> {
  const [, rotator = null] = /:function:([\w-]{1,140})(?::[\w$-]+)?$/.exec(entry.RotationLambdaARN ?? '') ?? []
  const service = /^[\w.-]{1,64}$/.exec(entry.OwningService ?? '')?.[0] ?? null
  return {
    name,
    tags: new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    // AWS rotates the secrets of its partners itself; their type names the partner.
    type: entry.Type ?? null,
    service,
    rotator,
  }
}
