import type { RotationSettings, Secret } from './secret-store.ts'
import { stagesById, type Versions, versionWithStage } from './secret-versions.ts'

const hourMs = 60 * 60 * 1_000

/** Returns the fields that most answers begin with. */
export function secretAnswer(secret: Secret): { ARN: string; Name: string } {
  return { ARN: secret.arn, Name: secret.name }
}

/** Returns the fields that DescribeSecret and ListSecrets share. Dates are epoch seconds; absent fields are undefined. */
export function describe(secret: Secret, versions: Versions) {
  return {
    ...secretAnswer(secret),
    Type: secret.type,
    OwningService: secret.service,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    ...rotationAnswer(secret, versions),
    CreatedDate: secret.createdAt / 1_000,
    LastChangedDate: secret.changedAt / 1_000,
    LastAccessedDate: secondsOf(secret.readDays.size === 0 ? null : Math.max(...secret.readDays.values())),
    DeletedDate: secondsOf(secret.deletion?.at ?? null),
    ReplicationStatus: [...secret.replicas].map(([Region, Status]) => ({ Region, Status })),
    Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })),
    labels: stagesById(versions),
  }
}

function rotationAnswer({ rotation, rotatedAt }: Secret, versions: Versions) {
  if (rotation === null) return {}
  const everyMs = rotation.enabled ? intervalMs(rotation.rules) : null
  // A value that somebody puts by hand counts as a rotation too; a rotation that fails lets the date pass.
  const lastMs = versionWithStage(versions, 'AWSCURRENT')?.createdAt
  return {
    RotationEnabled: rotation.enabled,
    RotationLambdaARN: rotation.functionArn,
    RotationRules: rotation.rules,
    LastRotatedDate: secondsOf(rotatedAt),
    NextRotationDate: secondsOf(everyMs === null || lastMs === undefined ? null : lastMs + everyMs),
  }
}

/** Returns the interval in milliseconds; `null` for cron expressions, which the lab stores but does not read. */
function intervalMs({ AutomaticallyAfterDays, ScheduleExpression }: RotationSettings['rules']): number | null {
  if (AutomaticallyAfterDays !== undefined) return AutomaticallyAfterDays * 24 * hourMs
  const [, count, unit] = /^rate\((\d+) (day|hour)s?\)$/.exec(ScheduleExpression ?? '') ?? []
  return count === undefined ? null : Number(count) * (unit === 'day' ? 24 : 1) * hourMs
}

function secondsOf(milliseconds: number | null): number | undefined {
  return milliseconds === null ? undefined : milliseconds / 1_000
}
