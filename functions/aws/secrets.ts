import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { SecretReference } from '../core/model/secret-reference.ts'
import { type CredentialRead, readSecret, type SecretFailure, type StoredSecret } from '../core/model/secret-value.ts'
import type { ReadOptions } from '../core/probe/attempt.ts'
import { errorName } from './clients.ts'

/** A value is cached this long under its version. Another version from the sweep, or `fresh`, ends that at once. */
const holdMs = 600_000

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

type Held = { readonly stored: StoredSecret; readonly untilMs: number; readonly end: NodeJS.Timeout }

/** Reads credentials for one container, with a cache of ten minutes. No value stays in memory beyond them. */
export type Secrets = {
  readCredential(reference: SecretReference, options: ReadOptions): Promise<CredentialRead | SecretFailure>
}

export function openSecrets(
  client: SecretsManagerClient,
  now: () => number,
  { heldForMs = holdMs }: { readonly heldForMs?: number } = {},
): Secrets {
  const held = new Map<string, Held>()

  const hold = (key: string, stored: StoredSecret) => {
    clearTimeout(held.get(key)?.end)
    // Lambda stops the timers of a container that waits. It runs them first when it goes on.
    const end = setTimeout(() => held.delete(key), heldForMs).unref()
    held.set(key, { stored, untilMs: now() + heldForMs, end })
  }
  const reading = new Map<string, Promise<StoredSecret | SecretFailure>>()

  /** Shares one running read among checks of the same secret. */
  const read = (key: string, id: string, stage: string) => {
    const underWay = reading.get(key) ?? fetchSecret(client, id, stage).finally(() => reading.delete(key))
    reading.set(key, underWay)
    return underWay
  }

  return {
    async readCredential(reference, { versionId, fresh = false, unlisted = false, expiryField = null }) {
      if (reference.source.from !== 'secrets-manager')
        return { kind: 'failure', reason: 'secret_missing', code: 'not_in_secrets_manager' }
      const { id } = reference.source
      const key = JSON.stringify([id, reference.stage])
      const known = held.get(key)
      const usable =
        !fresh &&
        known !== undefined &&
        known.untilMs > now() &&
        (versionId === undefined || known.stored.versionId === versionId)
      const stored = usable ? known.stored : await read(key, id, reference.stage)
      if ('kind' in stored) return unlisted && isRefused(stored) ? missing : stored
      if (!usable) hold(key, stored)
      return readSecret(stored, reference, expiryField)
    },
  }
}

/** IAM is asked before existence: a grant by ARN does not match the name of a secret that does not exist. */
const isRefused = ({ code }: SecretFailure): boolean => code === 'AccessDeniedException' || code === 'AccessDenied'

const missing: SecretFailure = { kind: 'failure', reason: 'secret_missing', code: 'not_listed' }

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
