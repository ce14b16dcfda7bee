import { randomInt } from 'node:crypto'
import { arnOf } from './account.ts'
import { AwsRefusal } from './refusal.ts'
import type { Versions } from './secret-versions.ts'

/** Rotation of a secret. Cancelling keeps the function and sets `enabled` to false. */
export type RotationSettings = {
  readonly functionArn: string
  readonly enabled: boolean
  readonly rules: {
    readonly AutomaticallyAfterDays?: number
    readonly ScheduleExpression?: string
    readonly Duration?: string
  }
}

/** A secret as its store keeps it; all instants are epoch milliseconds. */
export type Secret = {
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly tags: Map<string, string>
  /** Day of the last read by version id, the precision that AWS gives. */
  readonly readDays: Map<string, number>
  /** Status of the copies in other Regions, by Region. */
  readonly replicas: Map<string, string>
  versions: Versions
  description: string | undefined
  /** The partner that holds it, for secrets that AWS rotates itself. */
  type: string | undefined
  /** AWS service that made it; others cannot. */
  service: string | undefined
  kmsKeyId: string | undefined
  rotation: RotationSettings | null
  changedAt: number
  rotatedAt: number | null
  deletion: { readonly at: number; readonly endsAt: number } | null
  /** The resource policy, as it was put; null where there is none. */
  policy: string | null
}

export type SecretStore = {
  readonly all: () => readonly Secret[]
  readonly create: (name: string) => Secret
  /** By name, ARN, or ARN without the random ending. */
  readonly find: (id: string) => Secret | undefined
  /** The same, refusing what does not exist and what is marked for deletion. */
  readonly usable: (id: string) => Secret
  /** The same, for the few operations that also serve what is marked for deletion. */
  readonly existing: (id: string) => Secret
  readonly write: (secret: Secret, versions: Versions) => void
  /** The versions as a reader sees them, who may be a little behind the last write. */
  readonly visible: (secret: Secret) => Versions
  /** The versions as a listing shows them, which may be minutes behind; null for a secret that it does not show yet. */
  readonly listed: (secret: Secret) => Versions | null
}

export type StoreDelays = {
  readonly now: () => number
  /** Milliseconds of the monotonic clock that reads may miss a write. */
  readonly readDelayMs: number
  /** Milliseconds of `now` that listings are behind. */
  readonly listDelayMs: number
}

export function createSecretStore({ now, readDelayMs, listDelayMs }: StoreDelays): SecretStore {
  const secrets = new Map<string, Secret>()
  /** Every write with its time, newest last. */
  const history = new WeakMap<Secret, { readonly versions: Versions; readonly at: number }[]>()
  /** Writes within the read delay, newest last. Timed by the monotonic clock. */
  const writes = new WeakMap<Secret, { versions: Versions; visibleAt: number }[]>()

  function find(id: string): Secret | undefined {
    const found = secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id || arn.slice(0, -7) === id)
    if (found?.deletion && found.deletion.endsAt <= now()) secrets.delete(found.name)
    return found && secrets.get(found.name)
  }

  function existing(id: string): Secret {
    const secret = find(id)
    if (secret) return secret
    throw new AwsRefusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
  }

  return {
    all: () => [...secrets.keys()].flatMap((name) => find(name) ?? []),
    find,
    existing,
    create(name) {
      const secret = newSecret(name, now())
      secrets.set(name, secret)
      return secret
    },
    usable(id) {
      const secret = existing(id)
      if (secret.deletion === null) return secret
      const message = "You can't perform this operation on the secret because it was marked for deletion."
      throw new AwsRefusal('InvalidRequestException', message)
    },
    write(secret, versions) {
      const pending = writes.get(secret) ?? [{ versions: secret.versions, visibleAt: 0 }]
      writes.set(secret, [...settled(pending), { versions, visibleAt: performance.now() + readDelayMs }])
      secret.versions = versions
      secret.changedAt = now()
      if (listDelayMs > 0) history.set(secret, [...(history.get(secret) ?? []), { versions, at: now() }])
    },
    listed(secret) {
      if (listDelayMs === 0) return settled(writes.get(secret) ?? [])[0]?.versions ?? secret.versions
      return history.get(secret)?.findLast(({ at }) => at + listDelayMs <= now())?.versions ?? null
    },
    visible: (secret) => settled(writes.get(secret) ?? [])[0]?.versions ?? secret.versions,
  }
}

/** Drops what a newer visible write has replaced; the first that is left is what readers see. */
function settled<T extends { visibleAt: number }>(writes: readonly T[]): readonly T[] {
  const newest = writes.findLastIndex(({ visibleAt }) => visibleAt <= performance.now())
  return writes.slice(Math.max(0, newest))
}

function newSecret(name: string, at: number): Secret {
  return {
    name,
    arn: arnOf('secretsmanager', `secret:${name}-${randomEnding()}`),
    createdAt: at,
    tags: new Map(),
    readDays: new Map(),
    replicas: new Map(),
    versions: [],
    description: undefined,
    type: undefined,
    service: undefined,
    kmsKeyId: undefined,
    rotation: null,
    changedAt: at,
    rotatedAt: null,
    deletion: null,
    policy: null,
  }
}

function randomEnding(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  return Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('')
}
