import { z } from 'zod'
import { fieldOf } from '../../core/model/field-of.ts'
import { parseJson } from '../../core/model/json-field.ts'
import { type CheckRule, faultAt, maybe, rule } from '../rules.ts'
import { placements, rolesOf } from '../schema/request.ts'
import { rolesFault, secretReference } from '../schema/secret.ts'
import { bodyFaults } from './body.ts'

const request = z.looseObject({ method: z.string().default('POST'), body: z.string().optional(), send: placements })

const exchange = z.looseObject({ body: z.string().optional() })

const loginHoldsWhatIsSent = rule(z.looseObject({ secret: secretReference, login: request }), ({ secret, login }) => {
  const message = rolesFault(secret, rolesOf(login.send))
  return message === undefined ? [] : [faultAt('secret', message)]
})

const bodyTakesLogin = rule(z.looseObject({ login: request }), ({ login }) =>
  bodyFaults(login, login.send, { request: 'login', send: 'login.send' }),
)

/** Requires the token of a first answer to be sent alone: the secret itself went into the first request. */
const sentRole = (what: string): CheckRule =>
  rule(z.looseObject({ send: placements }), ({ send }) =>
    rolesOf(send).every((role) => role === 'token')
      ? []
      : [faultAt('send', `${what} is sent here, as the role token: drop role`)],
  )

/** Requires the placement of an access token. */
export const sessionIsToken = sentRole('the access token')

const sessionIsSent: CheckRule = (written) =>
  z.looseObject({ login: z.looseObject({}) }).safeParse(written).success ? sentRole('the session')(written) : []

const spends =
  'this exchanges a refresh token, which may use it up: introspect it with oauthRefreshToken(...), or rotate it with ours(...)'

/** Refuses the exchange of a refresh token in a probe, unless the check says that the token stays valid. */
const refreshTokenStays = rule(
  z.looseObject({ ping: exchange, login: exchange.extend({ keepsRefreshToken: maybe }).optional() }),
  ({ ping, login }) => [
    ...(isRefresh(ping.body) ? [faultAt('ping.body', spends)] : []),
    ...(isRefresh(login?.body) && login?.keepsRefreshToken === undefined
      ? [faultAt('login.body', `${spends}; if the server documents that it stays valid, set keepsRefreshToken: true`)]
      : []),
  ],
)

function isRefresh(body: string | undefined): boolean {
  const grant = fieldOf(parseJson(body ?? ''), 'grant_type') ?? new URLSearchParams(body ?? '').get('grant_type')
  return grant === 'refresh_token'
}

/** Rules for a check that logs in first. */
export const rulesOfLogin: readonly CheckRule[] = [
  loginHoldsWhatIsSent,
  bodyTakesLogin,
  sessionIsSent,
  refreshTokenStays,
]
