import { z } from 'zod'
import { secretNameOf } from '../../core/model/secret-name.ts'
import { type CheckRule, faultAt, maybe, rule } from '../rules.ts'
import { secretReference } from '../schema/secret.ts'
import { consumerRules } from './consumers.ts'
import { graceOutlastsALook } from './grace.ts'
import { hostsAreAllowed } from './hosts.ts'
import { rotationCanBeProved } from './proof.ts'
import { rehearsalIsToSpare } from './rehearsal.ts'
import { rotationRules } from './rotation.ts'

const datesComeInPairs = rule(z.looseObject({ issuedAt: maybe, maxAge: maybe }), ({ issuedAt, maxAge }) => {
  if ((issuedAt === undefined) === (maxAge === undefined)) return []
  const [absent, present] = issuedAt === undefined ? ['issuedAt', 'maxAge'] : ['maxAge', 'issuedAt']
  return [faultAt(absent, `missing; ${present} has no meaning without it`)]
})

const fieldNeedsSecret = rule(z.looseObject({ secret: maybe, expiresField: maybe }), ({ secret, expiresField }) =>
  expiresField === undefined || secret !== undefined
    ? []
    : [faultAt('secret', 'missing; expiresField is read from it')],
)

const rotatedCheck = z.looseObject({
  secret: secretReference.optional(),
  rotation: z.looseObject({
    by: z.enum(['existing', 'managed', 'ours']),
    client: secretReference.optional().catch(undefined),
  }),
})

const rotationNeedsManagedSecret = rule(rotatedCheck, ({ secret }) =>
  secret?.source.from === 'secrets-manager'
    ? []
    : [
        faultAt(
          'rotation',
          secret?.source.from === 'parameter-store'
            ? "nothing rotates a parameter: store the value in Secrets Manager and name it with secret('<name>'), or set rotation: 'manual'"
            : "only a secret in Secrets Manager can be rotated: set secret to secret('<name>')",
        ),
      ],
)

const rotationKeepsItsClient = rule(rotatedCheck, ({ secret, rotation }) => {
  const [rotated, client] = [secret?.source, rotation.client?.source]
  if (rotated?.from !== 'secrets-manager' || client?.from !== 'secrets-manager') return []
  return secretNameOf(rotated.id) === secretNameOf(client.id)
    ? [faultAt('rotation.client', 'this is the secret that is rotated: store the client in a secret of its own')]
    : []
})

/** Rules for every check. */
export const commonRules: readonly CheckRule[] = [
  datesComeInPairs,
  fieldNeedsSecret,
  rotationNeedsManagedSecret,
  rotationKeepsItsClient,
  ...rotationRules,
  graceOutlastsALook,
  rehearsalIsToSpare,
  rotationCanBeProved,
  hostsAreAllowed,
  ...consumerRules,
]
