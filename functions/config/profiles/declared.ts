import { z } from 'zod'
import { commonRules } from '../rules/common.ts'
import { absent, faultAt, rule } from '../rules.ts'
import { commonFields } from '../schema/check.ts'
import { secretReference } from '../schema/secret.ts'
import { object } from '../schema/text.ts'
import { nothingExpected, profileInput } from './profile-input.ts'

const schema = object('declared(...)', {
  profile: z.literal('declared'),
  ...commonFields,
  /** Optional, since nothing is asked. */
  secret: secretReference.optional(),
})

const someDateIsKnown = rule(
  z.looseObject({ expires: absent, issuedAt: absent, maxAge: absent, expiresField: absent }),
  () => [faultAt('expires', 'missing; expected expires, or issuedAt with maxAge, or expiresField')],
)

/** A credential that no request can prove: only its dates are watched. */
export const declaredInput = profileInput(schema, [...commonRules, someDateIsKnown], (fields) => ({
  ...nothingExpected,
  ...fields,
  question: { kind: 'declared' },
}))
