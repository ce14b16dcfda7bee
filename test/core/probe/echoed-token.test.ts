import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { Credential } from '../../../functions/core/model/credential.ts'
import { interpret } from '../../../functions/core/probe/interpret.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
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
          assert.deepEqual(read(token, answer(encode(token, ''))), plain, `${word} ${form}`)
    })

  it('says the same where it covers a part of it', () => {
    const masked = (token: string) =>
      read(token, [401, JSON.stringify({ message: `Wrong key ${token.slice(0, 4)}****${token.slice(-3)}` })])
    const plain = masked('0123456789abcdef')
    for (const token of ['sk-x81bd71ccf0aIp', 'otp-9d0e2b4aa77f1', 'q7:vpn-18ab:2fa', 'vpn.4c81e90d7:ips'])
      assert.deepEqual(masked(token), plain, token)
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
      new Credential({ user: 'ops-vpn-user', password: 'pw-otp-18ab9' }, null),
    ]
    const { meaning } = interpret(
      aWireAnswer(401, JSON.stringify({ message: 'refused ops-vpn-user pw-otp-18ab9' })),
      profileOf('http').rules,
      anObserver({ credentials }),
    )
    assert.equal(meaning, 'rejected')
  })
})

/** Ids that hold the letters of a word between others. */
const ids = Array.from({ length: 200 }, (_, at) => {
  const random = createHash('sha512').update(`id ${at}`).digest('base64').replaceAll(/[+/=]/g, '')
  return `${random.slice(0, 9)}aIpX${random.slice(9, 14 + (at % 20))}`
})

it('random ids of a refusal are hardly ever words', () => {
  const said = ids.map((requestId) => read('0123456789abcdef', [401, JSON.stringify({ requestId })]).meaning)
  assert.ok(said.filter((meaning) => meaning !== 'rejected').length <= ids.length / 10, said.join(' '))
})

it('names of codes are words, digits among them or not', () => {
  for (const code of [
    'IpAddressNotAllowed',
    'OAuth2-VpnRequired',
    'NotOnVpnOrIpList',
    'IPNotOnAllowlist',
    'E403-CountryBlocked',
  ])
    assert.equal(read('0123456789abcdef', [401, JSON.stringify({ code })]).meaning, 'blocked_from_here', code)
})
