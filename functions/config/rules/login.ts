import { z } from 'zod'
import { type CheckRule, faultAt, rule } from '../rules.ts'
import { placements, rolesOf } from '../schema/request.ts'
import { rolesFault, secretReference } from '../schema/secret.ts'
import { bodyFaults } from './body.ts'

const request = z.looseObject({ method: z.string().default('POST'), body: z.string().optional(), send: placements })

const loginHoldsWhatIsSent = rule(z.looseObject({ secret: secretReference, login: request }), ({ secret, login }) => {
  const message = rolesFault(secret, rolesOf(login.send))
  return message === undefined ? [] : [faultAt('secret', message)]
})

const bodyTakesLogin = rule(z.looseObject({ login: request }), ({ login }) =>
  bodyFaults(login, login.send, { request: 'login', send: 'login.send' }),
)

const sessionIsSent = rule(z.looseObject({ login: z.looseObject({}), send: placements }), ({ send }) =>
  rolesOf(send).every((role) => role === 'token')
    ? []
    : [faultAt('send', 'the session is the role token, and the secret is sent by login.send: drop role')],
)

/** Rules for a check that logs in first. */
export const rulesOfLogin: readonly CheckRule[] = [loginHoldsWhatIsSent, bodyTakesLogin, sessionIsSent]
