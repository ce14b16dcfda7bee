import { z } from 'zod'
import type { AwsExchange } from './endpoint.ts'
import { type Operations, operation } from './operation.ts'
import { AwsRefusal } from './refusal.ts'
import { secretId, versionId } from './secret-parameters.ts'
import { refuseDenied } from './secret-policies.ts'
import type { Secret, SecretStore } from './secret-store.ts'
import { type Version, type Versions, versionOf, versionWithStage } from './secret-versions.ts'

const dayMs = 24 * 60 * 60 * 1_000

/** The operations that hand out values. */
export function secretReads(store: SecretStore, now: () => number, iamBeforeExistence: boolean): Operations {
  type Wanted = { versionId?: string | undefined; stage?: string | undefined }
  function read(id: string, wanted: Wanted, { call }: AwsExchange) {
    if (iamBeforeExistence && store.find(id) === undefined) throw notAuthorized(id)
    const secret = store.usable(id)
    refuseDenied(secret, call.accessKeyId, now())
    const version = select(store.visible(secret), wanted)
    secret.readDays.set(version.id, Math.floor(now() / dayMs) * dayMs)
    return valueAnswer(secret, version)
  }

  /** One secret's trouble does not spoil the batch. */
  function readOne(id: string, exchange: AwsExchange) {
    try {
      exchange.refusePart('GetSecretValue', { SecretId: id })
      return { value: read(id, {}, exchange) }
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error
      return { error: { SecretId: id, ErrorCode: error.code, Message: error.message } }
    }
  }

  return {
    GetSecretValue: operation(
      z.strictObject({
        SecretId: secretId,
        VersionId: versionId.optional(),
        VersionStage: z.string().min(1).optional(),
      }),
      ({ SecretId, VersionId, VersionStage }, exchange) =>
        read(SecretId, { versionId: VersionId, stage: VersionStage }, exchange),
    ),
    BatchGetSecretValue: operation(
      z.strictObject({ SecretIdList: z.array(secretId).min(1).max(20) }),
      (input, exchange) => {
        const read = input.SecretIdList.map((id) => readOne(id, exchange))
        return {
          SecretValues: read.flatMap(({ value }) => value ?? []),
          Errors: read.flatMap(({ error }) => error ?? []),
        }
      },
    ),
  }
}

const notAuthorized = (id: string) =>
  new AwsRefusal(
    'AccessDeniedException',
    `not authorized to perform: secretsmanager:GetSecretValue on resource: ${id} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
  )

/** An id and a label have to agree; a label alone, AWSCURRENT unless named, picks the version that has it. */
function select(
  versions: Versions,
  { versionId, stage }: { versionId?: string | undefined; stage?: string | undefined },
) {
  const version =
    versionId === undefined ? versionWithStage(versions, stage ?? 'AWSCURRENT') : versionOf(versions, versionId)
  const wanted = versionId === undefined ? `staging label: ${stage ?? 'AWSCURRENT'}` : `VersionId: ${versionId}`
  if (!version?.value) {
    const message = `Secrets Manager can't find the specified secret value for ${wanted}`
    throw new AwsRefusal('ResourceNotFoundException', message)
  }
  if (stage !== undefined && !version.stages.includes(stage)) {
    const message = 'You provided a VersionStage that is not associated to the provided VersionId.'
    throw new AwsRefusal('InvalidRequestException', message)
  }
  return version
}

function valueAnswer(secret: Secret, { id, value, stages, createdAt }: Version) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: id,
    SecretString: value && 'text' in value ? value.text : undefined,
    SecretBinary: value && 'base64' in value ? value.base64 : undefined,
    VersionStages: stages,
    CreatedDate: createdAt / 1_000,
  }
}
