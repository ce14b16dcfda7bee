import { z } from 'zod'
import { type CheckRule, faultAt, maybe, rule } from '../rules.ts'
import { secretReference } from '../schema/secret.ts'

const looked = z.looseObject({
  secret: secretReference.optional().catch(undefined),
  consumers: z.array(z.looseObject({ kind: maybe, name: maybe })).catch([]),
  overlap: maybe,
})

/** What is known of versions is known of the current one of a secret in Secrets Manager. */
const versionsAreManaged = rule(looked, ({ secret, consumers, overlap }) => {
  const managed = secret?.source.from === 'secrets-manager' && secret.stage === 'AWSCURRENT'
  if (managed || secret === undefined) return []
  const message = "only of a secret in Secrets Manager, in its current version: name one with secret('<name>')"
  return [
    ...(consumers.length > 0 ? [faultAt('consumers', message)] : []),
    ...(overlap === undefined ? [] : [faultAt('overlap', message)]),
  ]
})

const consumersHaveNames = rule(looked, ({ consumers }) => {
  const names = new Set<unknown>()
  return consumers.flatMap(({ name }, index) => {
    if (name === undefined) return []
    const taken = names.has(name)
    names.add(name)
    return taken ? [faultAt(`consumers.${index}.name`, 'another consumer of this check has this name')] : []
  })
})

/** Asking with the previous version reads it, and the store tells nobody who did. */
const previousIsLeftAlone = rule(looked, ({ consumers, overlap }) =>
  overlap !== undefined && consumers.some(({ kind }) => kind === 'lastAccessed')
    ? [
        faultAt(
          'overlap',
          'not beside lastAccessed(): looking whether the previous version works reads it; drop one of them',
        ),
      ]
    : [],
)

/** Rules for what is said of a secret's versions and of those who use it. */
export const consumerRules: readonly CheckRule[] = [versionsAreManaged, consumersHaveNames, previousIsLeftAlone]
