import type { VersionStore } from '../../functions/core/rotation/versions.ts'

/** The versions of one secret in memory, each with its stages and its value, if it has one yet. */
export type Versions = VersionStore & {
  readonly values: ReadonlyMap<string, string>
  readonly stages: ReadonlyMap<string, readonly string[]>
}

/** `version-1` is current; `version-2` is pending and empty, as the store makes it before the first step. */
export function openVersions(name: string, current: string): Versions {
  const values = new Map([['version-1', current]])
  const stages = new Map<string, readonly string[]>([
    ['version-1', ['AWSCURRENT']],
    ['version-2', ['AWSPENDING']],
  ])
  return {
    values,
    stages,
    describe: async (arn) => ({ name, arn, managedByAws: false, stages: new Map(stages) }),
    read: async (_arn, { stage, versionId }) => {
      const found = [...stages].find(([id, labels]) => labels.includes(stage) && id === (versionId ?? id))?.[0] ?? ''
      const value = values.get(found)
      return value === undefined ? 'empty' : { value, versionId: found }
    },
    putPending: async (_arn, versionId, value) => {
      if (values.has(versionId)) throw new Error('a version is written once')
      values.set(versionId, value)
    },
    promote: async (_arn, versionId, from) => {
      stages.set(versionId, ['AWSCURRENT'])
      stages.set(from, ['AWSPREVIOUS'])
    },
  }
}
