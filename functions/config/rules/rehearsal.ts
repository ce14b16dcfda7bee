import { z } from 'zod'
import { faultAt, rule } from '../rules.ts'
import { rotation } from '../schema/rotation.ts'
import { rolesFault, secretReference } from '../schema/secret.ts'
import { sameSecret } from './rotation.ts'

const rehearsed = z.looseObject({ secret: secretReference, rotation })

/** Refuses a secret to spare that is not to spare, or that does not hold what the check's own holds. */
export const rehearsalIsToSpare = rule(rehearsed, ({ secret, rotation }) => {
  const rehearsal = rotation.by === 'ours' ? rotation.terms.rehearsal : null
  if (rotation.by !== 'ours' || rehearsal === null) return []
  const isTaken = sameSecret(rehearsal, secret) || (rotation.client !== null && sameSecret(rehearsal, rotation.client))
  const spare = 'expected a secret of its own, whose credential nobody needs: a rehearsal rotates it'
  const message = isTaken ? spare : rolesFault(rehearsal, Object.keys(secret.fields))
  return message === undefined ? [] : [faultAt('rotation.rehearsal', message)]
})
