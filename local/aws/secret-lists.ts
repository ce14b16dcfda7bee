import { z } from 'zod'
import { type Operations, operation } from './operation.ts'
import { pageOf } from './paging.ts'
import { describe, secretAnswer } from './secret-description.ts'
import { secretId } from './secret-parameters.ts'
import type { Secret, SecretStore } from './secret-store.ts'
import type { Versions } from './secret-versions.ts'

const paging = { MaxResults: z.int().min(1).max(100).optional(), NextToken: z.string().optional() }

const filters = z.array(
  z.strictObject({ Key: z.enum(['name', 'tag-key', 'tag-value']), Values: z.array(z.string().min(1)).min(1).max(10) }),
)

/** The operations that tell about secrets without their values. */
export function secretLists(store: SecretStore): Operations {
  return {
    DescribeSecret: operation(z.strictObject({ SecretId: secretId }), ({ SecretId }) => {
      const secret = store.existing(SecretId)
      const { labels, ...description } = describe(secret, store.visible(secret))
      return { ...description, VersionIdsToStages: labels }
    }),
    ListSecrets: operation(
      z.strictObject({
        ...paging,
        IncludePlannedDeletion: z.boolean().optional(),
        Filters: filters.optional(),
        SortOrder: z.enum(['asc', 'desc']).optional(),
      }),
      (input) => {
        const listed = store
          .all()
          .flatMap((secret) => shownAs(secret, store.listed(secret)))
          .filter(({ secret }) => input.IncludePlannedDeletion || secret.deletion === null)
          .filter(({ secret }) => (input.Filters ?? []).every((filter) => passes(secret, filter)))
        const { page, nextToken } = pageOf(input.SortOrder === 'asc' ? listed : listed.toReversed(), input)
        const secretList = page.map(({ secret, versions }) => {
          const { labels, ...description } = describe(secret, versions)
          return { ...description, SecretVersionsToStages: labels }
        })
        return { SecretList: secretList, NextToken: nextToken }
      },
    ),
    ListSecretVersionIds: operation(
      z.strictObject({ SecretId: secretId, ...paging, IncludeDeprecated: z.boolean().optional() }),
      (input) => {
        const secret = store.existing(input.SecretId)
        const listed = store.visible(secret).filter(({ stages }) => input.IncludeDeprecated || stages.length > 0)
        const { page, nextToken } = pageOf(listed, input)
        const versions = page.map(({ id, stages, createdAt }) => ({
          VersionId: id,
          VersionStages: stages,
          CreatedDate: createdAt / 1_000,
          LastAccessedDate: secondsOf(secret.readDays.get(id)),
        }))
        return { ...secretAnswer(secret), Versions: versions, NextToken: nextToken }
      },
    ),
  }
}

const shownAs = (secret: Secret, versions: Versions | null) => (versions === null ? [] : [{ secret, versions }])

/** Values are beginnings; `!` turns one around. */
function passes(secret: Secret, { Key, Values }: z.output<typeof filters>[number]): boolean {
  const texts = { name: [secret.name], 'tag-key': [...secret.tags.keys()], 'tag-value': [...secret.tags.values()] }[Key]
  return Values.some((value) =>
    value.startsWith('!')
      ? !texts.some((text) => text.startsWith(value.slice(1)))
      : texts.some((text) => text.startsWith(value)),
  )
}

function secondsOf(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1_000
}
