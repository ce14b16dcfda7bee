import { z } from 'zod'
import { needsValue } from '../../core/model/assertion.ts'
import { evaluate } from '../../core/model/expression.ts'
import { fieldOf } from '../../core/model/field-of.ts'
import { absent, type CheckRule, faultAt, maybe, rule, says } from '../rules.ts'
import { condition } from '../schema/expression.ts'
import { placements, rolesOf, unsafePost } from '../schema/request.ts'
import { rolesFault, secretReference } from '../schema/secret.ts'
import { bodyTakesCredential } from './body.ts'
import { commonRules } from './common.ts'

const request = z.looseObject({ method: z.enum(['GET', 'HEAD', 'POST']), body: maybe, sideEffects: maybe })

const postIsDeclared = rule(z.looseObject({ ping: request }), ({ ping }) => faultsOfRequest('ping', ping))

/** Requires of each need what is required of a ping: nothing may change at the provider. */
export const needsAreHarmless = rule(z.looseObject({ needs: z.array(request) }), ({ needs }) =>
  needs.flatMap((need, index) => faultsOfRequest(`needs.${index}`, need)),
)

function faultsOfRequest(field: string, { method, body, sideEffects }: z.output<typeof request>) {
  if (method === 'POST') return sideEffects === undefined ? [faultAt(`${field}.sideEffects`, unsafePost)] : []
  return body === undefined ? [] : [faultAt(`${field}.body`, 'only POST has a body: use post(...) or drop the body')]
}

const labelNeedsPath = rule(z.looseObject({ environmentLabel: z.string(), read: maybe }), ({ read }) =>
  says(read, 'environment')
    ? []
    : [faultAt('read.environment', 'missing; environmentLabel cannot be compared without it')],
)

/** Requires an assertion or an identity that an answer with nothing in it cannot meet: others may state an absence beside it. */
const somethingNeedsValue = rule(
  z.looseObject({
    assert: z.array(condition).min(1),
    identity: z.string().optional(),
    read: z.looseObject({ identity: z.string().optional() }).optional(),
  }),
  ({ assert, identity, read }) => {
    const place = read?.identity
    const isNamed =
      identity !== undefined &&
      place !== undefined &&
      [null, {}, []].every((empty) => evaluate(place, empty) !== identity)
    if (isNamed || assert.some((expression) => needsValue(expression))) return []
    return [
      faultAt(
        'assert',
        "an answer with nothing in it would meet all of them: add one that needs a value, such as login == 'bot', or identity with read.identity",
      ),
    ]
  },
)

/** Rules for every check that sends a request and says where to look in the answers. */
export const answerRules: readonly CheckRule[] = [
  ...commonRules,
  postIsDeclared,
  bodyTakesCredential,
  needsAreHarmless,
  labelNeedsPath,
  somethingNeedsValue,
]

/** Requires `read` for an expected identity or scope, where the profile knows no place for them. */
export const expectationsNeedPaths = rule(z.looseObject({ read: maybe }), (check) =>
  ['identity', 'scopes']
    .filter((name) => says(check, name) && !says(check.read, name))
    .map((name) => faultAt(`read.${name}`, `missing; ${name} cannot be compared without it`)),
)

const isEmpty = (list: unknown): boolean => list === undefined || (Array.isArray(list) && list.length === 0)

/** Refuses `assert` and `read` for HEAD, whose answer has no body. */
export const headBringsNoBody = rule(
  z.looseObject({ ping: z.looseObject({ method: z.literal('HEAD') }), assert: maybe, read: maybe }),
  ({ assert, read }) =>
    isEmpty(assert) && read === undefined
      ? []
      : [faultAt('ping', 'the answer to HEAD has no body for assert or read: use get(...)')],
)

/** Requires a secret with the roles that the request sends; without `send` that is `bearer()`. */
export const secretHoldsWhatIsSent = rule(
  z.looseObject({ secret: secretReference, send: placements.optional(), login: absent }),
  ({ secret, send }) => {
    const message = rolesFault(secret, send === undefined ? ['token'] : rolesOf(send))
    return message === undefined ? [] : [faultAt('secret', message)]
  },
)

/** Requires a ping for fields that describe its answer. */
export const needPing = (...fields: readonly string[]): CheckRule =>
  rule(z.looseObject({ ping: absent }), (check) =>
    fields.filter((field) => says(check, field)).map((field) => faultAt('ping', `missing; ${field} needs it`)),
  )

/** Returns true if a check reads nothing of the answer to its ping, so that its status alone is judged. */
export const judgesStatus = ({
  assert,
  identity,
}: {
  readonly assert: readonly unknown[]
  readonly identity?: string | undefined
}): boolean => assert.length === 0 && identity === undefined

/** Requires one of the fields that read an answer, where controls are off: beside a broken credential the status alone tells. */
export const statusNeedsControls = (...reading: readonly ('assert' | 'identity')[]): CheckRule =>
  rule(z.looseObject({ ping: z.looseObject({}), controls: z.literal(false) }), (check) =>
    reading.every((field) => isEmpty(fieldOf(check, field)))
      ? [
          faultAt(
            'assert',
            `missing; a status alone proves nothing: expected ${reading.map((field) => (field === 'identity' ? 'identity with read.identity' : field)).join(', or ')}, or controls: true`,
          ),
        ]
      : [],
  )
