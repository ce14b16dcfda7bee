import { randomUUID } from 'node:crypto'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { createRotations, type LabRotations, type RotationOptions } from './rotations.ts'
import { secretChanges, versionWriter } from './secret-changes.ts'
import { secretLifecycle } from './secret-lifecycle.ts'
import { secretLists } from './secret-lists.ts'
import { secretPolicies } from './secret-policies.ts'
import { secretReads } from './secret-reads.ts'
import { secretRotation } from './secret-rotation.ts'
import { createSecretStore, type RotationSettings } from './secret-store.ts'
import { stagesById } from './secret-versions.ts'

export type SecretsManagerOptions = RotationOptions & {
  readonly now?: () => number
  /** Milliseconds that reads may miss a write. Secrets Manager is eventually consistent. */
  readonly readDelayMs?: number
  /** Milliseconds that ListSecrets is behind. It may not show the changes of the last five minutes (API reference, ListSecrets). */
  readonly listDelayMs?: number
  /**
   * Refuses to read what does not exist with AccessDeniedException. AWS asks IAM first, and a grant by ARN does not match the name of a
   * secret that there is not.
   */
  readonly iamBeforeExistence?: boolean
}

/** Summary of a secret for the lab's operator, without its value. */
export type SecretSummary = {
  readonly name: string
  readonly arn: string
  readonly versionIdsToStages: Readonly<Record<string, readonly string[]>>
  readonly rotationFunctionArn: string | null
  /** Epoch milliseconds. */
  readonly rotatedAt: number | null
  readonly tags: Readonly<Record<string, string>>
}

/** Beside a value: the secret's tags, the partner that holds it where AWS rotates it itself, and the AWS service that made it. */
export type PutOptions = {
  readonly tags?: Readonly<Record<string, string>>
  readonly type?: string
  readonly service?: string
}

export type SecretsManager = Endpoint &
  Pick<LabRotations, 'events' | 'onEvent'> & {
    /** The operator's hand: a new secret, or a new AWSCURRENT version. Answers with the version's id. */
    readonly put: (name: string, value: string, options?: PutOptions) => string
    readonly putBinary: (name: string, bytes: Uint8Array) => string
    /** Configures rotation without starting one. */
    readonly enableRotation: (name: string, functionArn: string, rules?: RotationSettings['rules']) => void
    /** Sets the status of a copy in another Region: `InSync`, `InProgress` or `Failed`. The lab makes no copies. */
    readonly replicate: (name: string, region: string, status: string) => void
    readonly describe: (name: string) => SecretSummary
  }

/** A Secrets Manager on loopback, strict where the real one is. */
export async function startSecretsManager(options: SecretsManagerOptions): Promise<SecretsManager> {
  const now = options.now ?? Date.now
  const { readDelayMs = 0, listDelayMs = 0, iamBeforeExistence = false } = options
  const store = createSecretStore({ now, readDelayMs, listDelayMs })
  const rotations = createRotations(store, now, options)
  const write = versionWriter({ store, now, wrote: rotations.wrote })
  const operations = {
    ...secretReads(store, now, iamBeforeExistence),
    ...secretLists(store),
    ...secretChanges(store, write),
    ...secretLifecycle(store, now),
    ...secretRotation(store, rotations),
    ...secretPolicies(store),
  }
  const service = jsonService({ version: '1.1', operations, invalidCode: 'InvalidParameterException' })
  const endpoint = await startEndpoint(service, now)

  function put(
    name: string,
    value: Parameters<typeof write>[2],
    { tags = {}, type, service }: PutOptions = {},
  ): string {
    const secret = store.find(name) ? store.usable(name) : store.create(name)
    for (const [key, tag] of Object.entries(tags)) secret.tags.set(key, tag)
    if (type !== undefined) secret.type = type
    if (service !== undefined) secret.service = service
    const id = randomUUID()
    write(secret, id, value, ['AWSCURRENT'])
    return id
  }

  return {
    ...endpoint,
    events: rotations.events,
    onEvent: rotations.onEvent,
    put: (name, value, given) => put(name, { text: value }, given),
    putBinary: (name, bytes) => put(name, { base64: Buffer.from(bytes).toString('base64') }),
    enableRotation(name, functionArn, rules = {}) {
      store.usable(name).rotation = { functionArn, enabled: true, rules }
    },
    replicate(name, region, status) {
      store.usable(name).replicas.set(region, status)
    },
    describe(name) {
      const { arn, versions, rotation, rotatedAt, tags } = store.existing(name)
      const rotationFunctionArn = rotation?.enabled ? rotation.functionArn : null
      const versionIdsToStages = stagesById(versions)
      return { name, arn, versionIdsToStages, rotationFunctionArn, rotatedAt, tags: Object.fromEntries(tags) }
    },
    async close() {
      rotations.close()
      await endpoint.close()
    },
  }
}
