import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../../functions/core/model/credential.ts'
import { interpret } from '../../../functions/core/probe/interpret.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aCheck } from '../../support/check.ts'
import { echoes } from '../../support/echoes.ts'
import { anObserver, aToken } from '../../support/observer.ts'
import { aWireAnswer } from '../../support/wire.ts'

/** Tokens that hold the letters of a word which would name another cause, by the word. */
const tokens: Readonly<Record<string, string>> = {
  ip: 'k9QaIpX3vd7LmRt2',
  vpn: 'r4.vpn.Zq81nnWkE0',
  otp: 'aa-otp-77f1c9d0e2b4',
  geo: 'tok_geo_5Jd92kQpLx',
  '2fa': 'x81/2fa/92bd71ccf04a',
  'rate limit': 'key:rate-limit:4471af',
  maintenance: 'svc-maintenance-8c1d',
  role: 'deploy.role.6fa91be4',
  expired: 'was-expired-0c7d19e6',
}

/** A part of ten characters may be a word of the answer itself. */
const wholeEchoes = Object.entries(echoes).filter(([form]) => form !== 'in part')

/** Leaves the hashes out, where an echo is not whole. */
function unhashed({ words, refusal, ...answered }: ReturnType<typeof read>, isCut: boolean) {
  if (!isCut) return { words, refusal, ...answered }
  return { ...answered, namesCredential: refusal?.namesCredential }
}

/** The ends of base64 depend on what stands beside the value, and stay in the answer. */
const isCut = (form: string): boolean => form.startsWith('in base64')

type Answer = readonly [how: string, answer: (echo: string) => Parameters<typeof aWireAnswer>]

/** Refusals that repeat what they got, and say nothing but that it is not accepted. */
const answers: readonly Answer[] = [
  ['in a message', (echo) => [401, JSON.stringify({ message: `Refused: ${echo}` })]],
  ['deep in the body', (echo) => [401, JSON.stringify({ errors: [{ extensions: { got: [echo] } }] })]],
  ['in a text', (echo) => [401, `refused ${echo}`]],
  ['in a page', (echo) => [401, `<!doctype html><p>Refused ${echo}</p>`, { 'content-type': 'text/html' }]],
  [
    'in a challenge',
    (echo) => [401, '{}', { 'www-authenticate': `Bearer error_description="refused ${quoted(echo)}"` }],
  ],
  ['of an unlisted status', (echo) => [404, JSON.stringify({ message: `Refused: ${echo}` })]],
  ['of a lack', (echo) => [403, JSON.stringify({ message: `Refused: ${echo}` })]],
  ['under a good status', (echo) => [200, JSON.stringify({ ok: false, error: `Refused: ${echo}` })]],
]

const quoted = (text: string): string => text.replaceAll(/["\\]/g, '')

/** Interprets an answer to a token; leaves out the time that it took. */
function read(token: string, answer: Parameters<typeof aWireAnswer>) {
  const { timings: _, ...answered } = interpret(
    aWireAnswer(...answer),
    profileOf('http').rules,
    anObserver({ credentials: [aToken(token)] }),
  )
  return answered
}

describe('a refusal that repeats the token', () => {
  for (const [how, answer] of answers)
    it(`${how} says the same whatever letters the token has`, () => {
      const plain = read('0123456789abcdef', answer('0123456789abcdef'))
      for (const [word, token] of Object.entries(tokens))
        for (const [form, encode] of wholeEchoes)
          assert.deepEqual(
            unhashed(read(token, answer(encode(token, ''))), isCut(form)),
            unhashed(plain, isCut(form)),
            `${word} ${form}`,
          )
    })

  it('still names the cause that it has beside the token', () => {
    for (const [words, meaning] of [
      ['is blocked for your IP', 'blocked_from_here'],
      ['too many requests for', 'rate_limited'],
      ['service unavailable for', 'provider_error'],
    ] as const)
      assert.equal(
        read(tokens['otp'] ?? '', [401, JSON.stringify({ message: `${words} ${tokens['otp']}` })]).meaning,
        meaning,
      )
  })

  it('is read without every credential of the question', () => {
    const credentials = [
      aToken('0123456789abcdef'),
      new Credential({ user: 'ops-vpn-user-7', password: 'pw-otp-18ab9' }, null),
    ]
    const { meaning } = interpret(
      aWireAnswer(401, JSON.stringify({ message: 'refused ops-vpn-user-7 pw-otp-18ab9' })),
      profileOf('http').rules,
      anObserver({ credentials }),
    )
    assert.equal(meaning, 'rejected')
  })
})

/** Answers of an error or a cause that stands beside an echo, or looks like one. Each stays as bad as it is. */
const token = 'ed7c0a91b2f4'
const besides: readonly (readonly [status: number, body: unknown, said: string])[] = [
  [200, `expired=${token}`, 'unrecognized'],
  [200, `/keys/${token}/revoked`, 'unrecognized'],
  [200, { message: `revoked-${token}` }, 'unrecognized'],
  [200, 'Key has expired...', 'unrecognized'],
  [200, { message: `API key ${'eyJhbGciOi'.repeat(40)}... has been disabled` }, 'unrecognized'],
  [200, `request_id=${'5f0c1a9e'.repeat(4)}&error=invalid_token`, 'unrecognized'],
  [200, { status: 'disabled' }, 'unrecognized'],
  [200, { status: 'token_expired' }, 'unrecognized'],
  [200, { enabled: false }, 'unrecognized'],
  [200, { revoked: true, id: 7 }, 'unrecognized'],
  [200, { valid: false, id: 1, name: 'x' }, 'unrecognized'],
  [200, { status: 'revoked', key: 'ci' }, 'unrecognized'],
  [401, { message: 'Unauthorized', login: { password: true, saml: true } }, 'rejected'],
  [200, `API key ${token.repeat(22)} has been disabled`, 'unrecognized'],
  [401, 'Account locked...', 'unrecognized'],
  [401, 'Request throttled…', 'rate_limited'],
  [401, { message: `ip-not-allowed/${token}` }, 'blocked_from_here'],
  [401, { message: `${token}/locked` }, 'unrecognized'],
  [401, { message: `${token}-locked` }, 'unrecognized'],
  [401, { message: `key=${token}/reason=vpn` }, 'blocked_from_here'],
]
for (const [status, body, said] of besides)
  it(`${status} ${JSON.stringify(body).slice(0, 60)} is ${said} with the token in it`, () => {
    const { meaning } = interpret(
      aWireAnswer(status, body),
      profileOf('http').rules,
      anObserver({ credentials: [aToken(token), aToken(token.repeat(22))] }),
    )
    assert.equal(meaning, said)
  })

it('a value that may be a word of the answer is not taken out', () => {
  const user = new Credential({ user: 'maintenance', password: 'unavailable' }, null)
  const observer = anObserver({ credentials: [user] })
  const said = (status: number, body: unknown) =>
    interpret(aWireAnswer(status, body), profileOf('http').rules, observer).meaning
  assert.equal(said(401, 'Closed for maintenance'), 'provider_error')
  assert.equal(said(200, { status: 'unavailable' }), 'unrecognized')
})

it('a declared answer is read as it came', () => {
  const answers = [
    { status: 403, when: "user == 'deploy-bot-7'", means: 'under_scoped' },
    { status: 400, when: "contains(message, 'revoked')", means: 'revoked' },
  ] as const
  const observer = anObserver({ check: aCheck({ answers }), credentials: [aToken('deploy-bot-7')] })
  const said = (status: number, body: unknown) =>
    interpret(aWireAnswer(status, body), profileOf('http').rules, observer).meaning
  assert.equal(said(403, { user: 'deploy-bot-7' }), 'under_scoped')
  assert.equal(said(400, { message: 'deploy-bot-7/revoked' }), 'revoked')
})

it('fields that are true name a cause where no word says that the credential is dead', () => {
  const said = (body: unknown) => read('0123456789abcdef', [401, JSON.stringify(body)]).meaning
  assert.equal(said({ locked: true }), 'unrecognized')
  assert.equal(said({ error: 'API key revoked', account: { blocked: true } }), 'rejected')
})

it('names of codes are words, digits among them or not', () => {
  for (const code of [
    'IpAddressNotAllowed',
    'OAuth2-VpnRequired',
    'NotOnVpnOrIpList',
    'IPNotOnAllowlist',
    'E403-CountryBlocked',
    'VpnV2IsNotUsed',
  ])
    assert.equal(read('0123456789abcdef', [401, JSON.stringify({ code })]).meaning, 'blocked_from_here', code)
})
