import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { type HostBinding, hostsTag } from '../core/model/host-binding.ts'
import type { SecretReference } from '../core/model/secret-reference.ts'
import { type CredentialRead, readSecret, type SecretFailure, type StoredSecret } from '../core/model/secret-value.ts'
import type { ReadOptions } from '../core/probe/attempt.ts'
import type { ProbingDependencies } from '../core/tick/probing.ts'
import { errorName } from './clients.ts'
import { openHeldValues } from './held-values.ts'
import { openTogether } from './secrets-together.ts'

/** Reasons by the error of GetSecretValue (docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html). */
const reasons: ReadonlyMap<string, SecretFailure['reason']> = new Map([
  ['ResourceNotFoundException', 'secret_missing'],
  // The secret is marked for deletion: consumers cannot read it either.
  ['InvalidRequestException', 'secret_missing'],
  ['AccessDeniedException', 'secret_denied'],
  ['AccessDenied', 'secret_denied'],
  ['UnrecognizedClientException', 'secret_denied'],
  ['ExpiredTokenException', 'secret_denied'],
  ['DecryptionFailure', 'secret_denied'],
  ['InvalidParameterException', 'secret_missing'],
  ['ValidationException', 'secret_missing'],
])

/** Reads credentials for one container, with a cache of ten minutes. No value stays in memory beyond them. */
export type Secrets = {
  readCredential(reference: SecretReference, options: ReadOptions): Promise<CredentialRead | SecretFailure>
}

/** Secrets that may also be read before anybody asks for them. */
export type SecretsAhead = Secrets & Required<Pick<ProbingDependencies, 'readAhead'>>

export type SecretsOptions = {
  readonly heldForMs?: number
  /** Reads ahead with few calls. By default, each secret costs a call of its own. */
  readonly together?: boolean
}

export function openSecrets(
  client: SecretsManagerClient,
  now: () => number,
  { heldForMs, together = false }: SecretsOptions = {},
): SecretsAhead {
  const { read, usable } = openHeldValues(now, heldForMs)
  const readTogether = openTogether(client, now)
  return {
    readAhead(wanted) {
      if (!together) return
      const unread = wanted.flatMap(({ reference: { source, stage }, versionId }) => {
        if (source.from !== 'secrets-manager' || stage !== 'AWSCURRENT') return []
        return usable(keyOf(source.id, stage), versionId) === null ? [source.id] : []
      })
      for (const [id, group] of readTogether([...new Set(unread)])) {
        const found = async () => (await group).get(id) ?? fetchSecret(client, id, 'AWSCURRENT')
        void read(keyOf(id, 'AWSCURRENT'), { fresh: true }, found)
      }
    },
    async readCredential(reference, { unlisted = false, tags = false, expiryField = null, ...options }) {
      if (reference.source.from !== 'secrets-manager')
        return { kind: 'failure', reason: 'secret_missing', code: 'not_in_secrets_manager' }
      const { id } = reference.source
      const stored = await read(keyOf(id, reference.stage), options, () => fetchSecret(client, id, reference.stage))
      if ('kind' in stored) return unlisted && isAccessDenied(stored) ? notListed : stored
      if (!tags) return readSecret(stored, reference, expiryField)
      const hosts = await fetchHosts(client, id)
      return 'kind' in hosts ? hosts : readSecret({ ...stored, ...hosts }, reference, expiryField)
    },
  }
}

const keyOf = (id: string, stage: string): string => JSON.stringify([id, stage])

/** Reads the tag of a secret. The owner of a secret in another account, which has an ARN here, may allow the value and no more. */
async function fetchHosts(
  client: SecretsManagerClient,
  id: string,
): Promise<{ readonly hosts: HostBinding | null } | SecretFailure> {
  try {
    const { Tags = [] } = await client.send(new DescribeSecretCommand({ SecretId: id }))
    return { hosts: Tags.find(({ Key }) => Key === hostsTag)?.Value ?? null }
  } catch (error) {
    const failure = secretFailure(error)
    if (!isAccessDenied(failure)) return failure
    return id.startsWith('arn:') ? { hosts: null } : { ...failure, code: 'tags_denied' }
  }
}

/** Returns true if IAM refused: it is asked before existence, and a grant by ARN does not match a secret that does not exist. */
export const isAccessDenied = ({ code }: SecretFailure): boolean =>
  code === 'AccessDeniedException' || code === 'AccessDenied'

/** Failure of a secret that complete listings do not show. */
export const notListed: SecretFailure = { kind: 'failure', reason: 'secret_missing', code: 'not_listed' }

/** Reads a secret by its stage: the grant allows no read without one. */
async function fetchSecret(
  client: SecretsManagerClient,
  id: string,
  stage: string,
): Promise<StoredSecret | SecretFailure> {
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: id, VersionStage: stage }))
    return { value: answer.SecretString ?? answer.SecretBinary ?? '', versionId: answer.VersionId ?? null }
  } catch (error) {
    return secretFailure(error)
  }
}

/** Returns the failure for an error of GetSecretValue. An unlisted error means that the store cannot be read right now. */
export function secretFailure(error: unknown): SecretFailure {
  const name = errorName(error)
  return { kind: 'failure', reason: reasons.get(name) ?? 'secret_unavailable', code: name }
}
