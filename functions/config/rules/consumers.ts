import { z } from 'zod'
import { secretNameOf } from '../../core/model/secret-name.ts'
import { type CheckRule, faultAt, maybe, rule } from '../rules.ts'
import { secretReference } from '../schema/secret.ts'

const looked = z.looseObject({
  secret: secretReference.optional().catch(undefined),
  consumers: z
    .array(z.looseObject({ kind: maybe, name: maybe, access: secretReference.optional().catch(undefined) }))
    .catch([]),
  overlap: maybe,
})

/** Allows consumers and overlap only for the current version of a secret in Secrets Manager. */
const versionsAreManaged = rule(looked, ({ secret, consumers, overlap }) => {
  const managed = secret?.source.from === 'secrets-manager' && secret.stage === 'AWSCURRENT'
  if (managed || secret === undefined) return []
  const message = "only possible for the current version of a secret in Secrets Manager: name one with secret('<name>')"
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
    return taken
      ? [faultAt(`consumers.${index}.name`, 'another consumer of this check has this name: choose another one')]
      : []
  })
})

/** Refuses overlap beside lastAccessed: a probe with the previous version reads it, and the store does not say who read. */
const previousIsLeftAlone = rule(looked, ({ consumers, overlap }) =>
  overlap !== undefined && consumers.some(({ kind }) => kind === 'lastAccessed')
    ? [
        faultAt(
          'overlap',
          'not possible with lastAccessed(), since a probe of the previous version counts as a read: drop one of them',
        ),
      ]
    : [],
)

/** Refuses the credential itself as the access to a cluster: a rotation would look with a token that it is about to replace. */
const accessIsAnother = rule(looked, ({ secret, consumers }) =>
  consumers.flatMap(({ access }, index) => {
    const [own, its] = [secret?.source, access?.source]
    if (own?.from !== 'secrets-manager' || its?.from !== 'secrets-manager') return []
    if (secretNameOf(own.id) !== secretNameOf(its.id)) return []
    const message = "this is the check's own secret: store the token for the cluster in a secret of its own"
    return [faultAt(`consumers.${index}.access`, message)]
  }),
)

/** Rules for consumers and for the overlap of versions. */
export const consumerRules: readonly CheckRule[] = [
  versionsAreManaged,
  consumersHaveNames,
  previousIsLeftAlone,
  accessIsAnother,
]
