import { z } from 'zod'
import type { PingRequest, Placement, Question, SessionPlace } from '../../core/model/question.ts'
import { isLoginPlacement } from '../../core/probe/control-turn.ts'
import {
  answerRules,
  expectationsNeedPaths,
  headBringsNoBody,
  judgesStatus,
  secretHoldsWhatIsSent,
} from '../rules/answer.ts'
import { rulesOfLogin } from '../rules/login.ts'
import { absent, faultAt, maybe, rule } from '../rules.ts'
import { answerFields, commonFields } from '../schema/check.ts'
import { loginInput } from '../schema/login.ts'
import { bearerToken, pingRequest, placements } from '../schema/request.ts'
import { secretReference } from '../schema/secret.ts'
import { object } from '../schema/text.ts'
import { profileInput } from './profile-input.ts'

const schema = object('http(...)', {
  profile: z.literal('http'),
  ...commonFields,
  ...answerFields,
  /** Secret of the token. */
  secret: secretReference,
  /** Request that is sent with the token on every tick: `get('https://...')`. */
  ping: pingRequest,
  /** Request that is sent first with the credential: `login('https://...', { send, session })`. Its answer holds the token for the ping. */
  login: loginInput.optional(),
  /** Placement of the token in the ping; by default `bearer()`, and for a session in a cookie the same cookie. */
  send: placements.optional(),
})

/**
 * Requires an assertion or an identity where no broken credential is sent: a page to log in answers 200 as well. Beside a broken credential
 * the status alone tells.
 */
const looksIntoTheAnswer = rule(
  z.looseObject({
    assert: z.array(z.unknown()).max(0).optional(),
    identity: absent,
    controls: maybe,
    login: maybe,
    send: placements.optional().catch(undefined),
  }),
  ({ controls, login, send = [] }) => {
    if (login === undefined && (controls === true || (controls === undefined && !send.some(isLoginPlacement))))
      return []
    const wayOut =
      login === undefined
        ? `, or controls: true${controls === false ? '' : ', which fails a login with each probe'}`
        : ''
    return [
      faultAt(
        'assert',
        `missing; a status alone proves nothing: expected assert, or identity with read.identity${wayOut}`,
      ),
    ]
  },
)

/** Any API that takes a token. */
export const httpInput = profileInput(
  schema,
  [...answerRules, expectationsNeedPaths, headBringsNoBody, secretHoldsWhatIsSent, ...rulesOfLogin, looksIntoTheAnswer],
  ({ ping, login, send, ...fields }) => ({
    ...fields,
    question: login === undefined ? requestOf(ping, send, fields) : loginOf(ping, send, login),
  }),
)

type Fields = z.output<typeof schema>

/** Asks beside a broken credential where nothing else than the status is judged. */
function requestOf(
  ping: PingRequest,
  send: Fields['send'],
  { assert, identity }: Pick<Fields, 'assert' | 'identity'>,
): Question {
  const beside = judgesStatus({ assert, identity }) ? { besideBroken: true as const } : {}
  return { kind: 'request', ping, send: send ?? [bearerToken], ...beside }
}

function loginOf(ping: PingRequest, send: Fields['send'], login: NonNullable<Fields['login']>): Question {
  const { session, expires, keepsRefreshToken, send: loginSend, headers = {}, body = null, method, url } = login
  return {
    kind: 'login',
    login: { method, url, headers, body },
    loginSend,
    session,
    expires: expires ?? null,
    ...(keepsRefreshToken === undefined ? {} : { keepsRefreshToken }),
    ping,
    send: send ?? [sessionPlacement(session)],
  }
}

/** A session that came in a cookie goes back in it. */
function sessionPlacement(session: SessionPlace): Placement {
  const isCookie = typeof session !== 'string' && 'cookie' in session
  return isCookie ? { in: 'cookie', name: session.cookie, role: 'token' } : bearerToken
}
