import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { controlOnce } from '../../../functions/core/probe/controlled.ts'
import { aCheck, aRequest, expecting, reading } from '../../support/check.ts'
import { type Behaviour, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, startProber } from '../../support/probing.ts'
import { alive, jsonReply, watching } from '../../support/watched-api.ts'

const token = 'marked-7f3a9c-token'
const hourly = { everySeconds: 3_600, controls: true } as const

const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
/** An id without the two signs that cut it: a piece of it may look like a word, and then it is compared as one. */
const base64 = (bytes: number): string => randomBytes(bytes).toString('base64').replaceAll(/[+/]/g, '7')
/** An id with a digit in it. */
const base62 = (length: number): string =>
  `7${randomBytes(2 * length)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '')}`.slice(0, length)
const text = (body: string): Behaviour => ({
  kind: 'answer',
  status: 401,
  headers: { 'content-type': 'text/plain' },
  body,
})

let count = 41_000_000
const next = (): number => (count += 7)

/** Refusals that carry an id of their own, each time another one. `why` is what they say. */
const servers: readonly (readonly [what: string, refuse: (why: string) => Behaviour])[] = [
  ['eight digits of hex', (why) => jsonReply(401, { message: why, request: hex(4) })],
  [
    'Spring WebFlux',
    (why) =>
      jsonReply(401, {
        timestamp: new Date(Date.now() + next()).toISOString(),
        path: '/me',
        status: 401,
        error: 'Unauthorized',
        message: why,
        requestId: `${hex(4)}-${next() % 97}`,
      }),
  ],
  ['Kestrel', (why) => jsonReply(401, { title: why, traceId: `0HM${base62(10).toUpperCase()}:0000000${next() % 9}` })],
  [
    'problem+json of ASP.NET',
    (why) =>
      jsonReply(401, {
        type: 'https://tools.ietf.org/html/rfc9110#section-15.5.2',
        title: 'Unauthorized',
        detail: why,
        traceId: `00-${hex(16)}-${hex(8)}-01`,
      }),
  ],
  ['CloudFront', (why) => text(`${why}\nRequest ID: ${base64(42)}`)],
  ['Envoy', (why) => text(`${why} (${randomUUID()})`)],
  ['Cloudflare', (why) => text(`${why} | Ray ID: ${hex(8)}`)],
  ['ids of letters and digits', (why) => jsonReply(401, { error: why, rid: base62(10) })],
  ['ids in the URL alphabet', (why) => jsonReply(401, { error: why, ref: `7${randomBytes(9).toString('base64url')}` })],
  ['a counter', (why) => jsonReply(401, { error: why, n: next() })],
  ['a short counter and a duration', (why) => jsonReply(401, { error: why, id: next() % 10_000, took: next() % 89 })],
  ['a port of the caller', (why) => text(`${why}: 10.0.0.1:${40_000 + (next() % 9_000)}`)],
  ['an id before the words', (why) => text(`[${hex(4)}] ${why}`)],
  ['XML of a store', (why) => text(`<Error><Code>${why}</Code><HostId>${base64(56)}</HostId></Error>`)],
]

const reasonFor = async (real: () => Behaviour, broken: () => Behaviour, first: 'alive' | 'new'): Promise<unknown> => {
  let seen: unknown
  await watching(
    (caller) => (caller === 'real' ? (first === 'alive' ? alive : real()) : broken()),
    hourly,
    async ({ become, tick, state }) => {
      await tick(60)
      become((caller) => (caller === 'real' ? real() : broken()))
      await tick(60)
      seen = state()?.reason
    },
  )
  return seen
}

/** Two answers of the real one that differ are settling. */
const assertNoDeath = (reason: unknown): void => assert.match(String(reason), /^(?:unrecognized|settling)$/)

for (const first of ['alive', 'new'] as const)
  describe(`a bare 401 with an id that changes, of a credential that was ${first}`, () => {
    for (const [what, refuse] of servers) {
      // Once in a hundred times an id looks like a word, and the answer is compared with it: that proves nothing, in either direction.
      it(`is a death where the id alone differs: ${what}`, async () => {
        const seen = [
          await reasonFor(
            () => refuse('E_1042'),
            () => refuse('E_1042'),
            first,
          ),
        ]
        if (seen[0] !== 'rejected')
          seen.push(
            await reasonFor(
              () => refuse('E_1042'),
              () => refuse('E_1042'),
              first,
            ),
          )
        assert.equal(seen.at(-1), 'rejected')
      })

      it(`is none where a code differs: ${what}`, async () =>
        assertNoDeath(
          await reasonFor(
            () => refuse('E_1042'),
            () => refuse('E_1043'),
            first,
          ),
        ))

      it(`is none where a word differs: ${what}`, async () =>
        assertNoDeath(
          await reasonFor(
            () => refuse('NoSeat'),
            () => refuse('NoUser'),
            first,
          ),
        ))
    }

    it('is none where nothing of the answers can be compared', async () =>
      assert.equal(
        await reasonFor(
          () => text('refused'),
          () => text(hex(4).replaceAll(/\d/g, 'x')),
          first,
        ),
        'unrecognized',
      ))

    it('is none where the words to a broken one change', async () => {
      const tips = ['try again', 'ask the owner of the team', 'read the manual', 'see you']
      const tip = () => jsonReply(401, { message: tips[next() % tips.length] })
      assert.equal(await reasonFor(() => jsonReply(401, { message: 'no seat' }), tip, first), 'unrecognized')
    })
  })

describe('a bare 401 with a mark of the credential itself', () => {
  /** Marks that a server makes of what it got. */
  const marks: readonly (readonly [what: string, markOf: (sent: string) => string])[] = [
    ['a fingerprint', (sent) => createHash('sha256').update(sent).digest('hex')],
    ['a short fingerprint', (sent) => createHash('sha256').update(sent).digest('hex').slice(0, 8)],
    ['the last six characters', (sent) => `...${sent.slice(-6)}${sent.length}`],
    ['an encoding of its own', (sent) => `9${[...sent].map((one) => (one.codePointAt(0) ?? 0) + 7).join('-')}`],
    [
      'a checksum',
      (sent) => String([...sent].reduce((sum, one) => (sum * 31 + (one.codePointAt(0) ?? 0)) % 99_991, 7)),
    ],
  ]

  const shown = async (markOf: (sent: string) => string, why: readonly [real: string, broken: string]) => {
    const server = await startHostileServer(({ headers }) => {
      const sent = String(headers['authorization'] ?? headers['private-token'] ?? '')
      return jsonReply(401, { message: sent.endsWith(token) ? why[0] : why[1], key: markOf(sent) })
    })
    const prober = startProber(token)
    try {
      const check = aCheck({
        question: aRequest(`${server.url}/me`),
        paths: reading({ identity: 'login' }),
        expect: expecting({ identity: 'bot' }),
        controls: true,
        ...onLoopback,
      })
      const { probed } = await controlOnce(check, await prober.probe(check), prober.dependencies)
      return probed.verdict.reason
    } finally {
      await prober.close()
      await server.close()
    }
  }

  for (const [what, markOf] of marks) {
    it(`is a death where that alone differs: ${what}`, async () =>
      assert.equal(await shown(markOf, ['E_1042', 'E_1042']), 'rejected'))
    it(`is none where a code differs: ${what}`, async () =>
      assert.equal(await shown(markOf, ['E_1042', 'E_1043']), 'unrecognized'))
  }
})
