import { isDeepStrictEqual } from 'node:util'
import { AwsRefusal } from './refusal.ts'

export type SecretValue = { readonly text: string } | { readonly base64: string }

/** One version of a secret. Without a value it is the placeholder that a rotation makes before its first step. */
export type Version = {
  readonly id: string
  readonly value: SecretValue | null
  /** Its labels; a label sits on at most one version of a secret. */
  readonly stages: readonly string[]
  /** Epoch milliseconds. */
  readonly createdAt: number
}

/** All versions of one secret, oldest first. Never changed: each function below answers with the next state. */
export type Versions = readonly Version[]

/** Versions without a label may vanish: beyond this many, unless younger than a day. */
const keptUnlabelled = { versions: 100, ageMs: 24 * 60 * 60 * 1_000 }
const maxStagesPerVersion = 20

export function versionWithStage(versions: Versions, stage: string): Version | undefined {
  return versions.find((version) => version.stages.includes(stage))
}

export function versionOf(versions: Versions, id: string): Version | undefined {
  return versions.find((version) => version.id === id)
}

/** The placeholder that Secrets Manager makes at the start of a rotation. */
export function openPending(versions: Versions, id: string, at: number): Versions {
  return attach([...versions, { id, value: null, stages: [], createdAt: at }], 'AWSPENDING', id)
}

/**
 * Writes a value under an id, once: the same value again changes nothing (not even labels), another one is refused, and
 * a placeholder is filled.
 */
export function writeValue(
  versions: Versions,
  write: { id: string; value: SecretValue; stages: readonly string[]; at: number },
): Versions {
  const present = versionOf(versions, write.id)
  if (present?.value) {
    if (isDeepStrictEqual(present.value, write.value)) return versions
    throw new AwsRefusal('ResourceExistsException', 'A resource with the ID you requested already exists.')
  }
  const written = { id: write.id, value: write.value, stages: present?.stages ?? [], createdAt: write.at }
  let next: Versions = [...versions.filter(({ id }) => id !== write.id), written]
  for (const stage of write.stages) next = attach(next, stage, write.id)
  return forgetUnlabelled(next, write.at)
}

/** UpdateSecretVersionStage: a label that is somewhere moves only if the caller knows where. */
export function moveStage(
  versions: Versions,
  { stage, to, from }: { stage: string; to: string | undefined; from: string | undefined },
): Versions {
  for (const id of [to, from]) if (id !== undefined && !versionOf(versions, id)) throw noSuchVersion(id)
  const holder = versionWithStage(versions, stage)?.id
  if (holder !== from && holder !== to) throw wrongHolder(stage, holder)
  if (to !== undefined) return attach(versions, stage, to)
  if (stage === 'AWSCURRENT') throw currentMustStay()
  return detach(versions, stage)
}

/** Moving AWSCURRENT leaves AWSPREVIOUS behind on the version that had it. */
function attach(versions: Versions, stage: string, id: string): Versions {
  const holder = versionWithStage(versions, stage)?.id
  if (holder === id) return versions
  const next = detach(versions, stage).map((version) => (version.id === id ? labelled(version, stage) : version))
  return stage === 'AWSCURRENT' && holder !== undefined ? attach(next, 'AWSPREVIOUS', holder) : next
}

function labelled(version: Version, stage: string): Version {
  if (version.stages.length >= maxStagesPerVersion) {
    throw new AwsRefusal('LimitExceededException', 'The version has the maximum number of staging labels.')
  }
  return { ...version, stages: [...version.stages, stage] }
}

/** Takes a label from whichever version has it. */
export function detach(versions: Versions, stage: string): Versions {
  return versions.map((version) =>
    version.stages.includes(stage) ? { ...version, stages: version.stages.filter((one) => one !== stage) } : version,
  )
}

function forgetUnlabelled(versions: Versions, now: number): Versions {
  const unlabelled = versions.filter(({ stages }) => stages.length === 0)
  const surplus = unlabelled.slice(0, Math.max(0, unlabelled.length - keptUnlabelled.versions))
  const forgotten = new Set(surplus.filter(({ createdAt }) => now - createdAt > keptUnlabelled.ageMs))
  return versions.filter((version) => !forgotten.has(version))
}

/** `VersionIdsToStages`: the labelled versions. */
export function stagesById(versions: Versions): Record<string, readonly string[]> {
  return Object.fromEntries(versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]))
}

function noSuchVersion(id: string): AwsRefusal {
  return new AwsRefusal('ResourceNotFoundException', `Secrets Manager can't find the specified secret version: ${id}`)
}

function wrongHolder(stage: string, holder: string | undefined): AwsRefusal {
  const where =
    holder === undefined
      ? `Staging label ${stage} is not attached to any version.`
      : `Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`
  return new AwsRefusal('InvalidParameterException', `The parameter RemoveFromVersionId isn't right. ${where}`)
}

function currentMustStay(): AwsRefusal {
  const message =
    "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed."
  return new AwsRefusal('InvalidParameterException', message)
}
