import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { type JWTPayload, SignJWT } from 'jose'
import { checkReport } from '../../../functions/core/alerting/messages/check-report.ts'
import { transition } from '../../../functions/core/alerting/transition.ts'
import { decide } from '../../../functions/core/gate/decide.ts'
import { probedJudgement } from '../../../functions/core/gate/judgement.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Question } from '../../../functions/core/model/question.ts'
import { normalContext } from '../../../functions/core/state/alert-context.ts'
import type { CheckState } from '../../../functions/core/state/state.ts'
import { aCheck, aPing, aSecret, bearerInHeader } from '../../support/check.ts'
import { type Behaviour, startHostileServer } from '../../support/hostile-server.ts'
import { startLab } from '../../support/oauth-lab.ts'
import { onLoopback, type Prober, startProber } from '../../support/probing.ts'

type Asks = Partial<Extract<Question, { kind: 'jwt' }>>

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ours: Asks = { key: { kind: 'public', pem: String(publicKey.export({ type: 'spki', format: 'pem' })) } }
const shared: Asks = {
  key: {
    kind: 'shared',
    secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/signing' } }),
  },
}
const far = Math.floor(Date.now() / 1_000) + 365 * 86_400

function asking(asks: Asks): Check {
  const question = { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, ping: null, send: [], ...asks } as const
  return aCheck({ profile: 'jwt', question, ...onLoopback })
}

async function store(prober: Prober, claims: JWTPayload, asks: Asks = ours): Promise<void> {
  const text = 'a-shared-secret-of-thirty-two-bytes'
  prober.store('production/signing', text)
  const isShared = asks.key?.kind === 'shared'
  const token = new SignJWT(claims).setProtectedHeader({ alg: isShared ? 'HS256' : 'ES256' })
  prober.store('production/ci', await token.sign(isShared ? Buffer.from(text) : privateKey))
}

/** Returns the sentences of the verdict that call the token healthy. */
async function saidOf(claims: JWTPayload, asks: Asks): Promise<readonly string[]> {
  const prober = startProber()
  try {
    await store(prober, claims, asks)
    const { verdict } = await prober.probe(asking(asks))
    return [
      verdict.reason,
      ...verdict.findings.filter(({ reason }) => reason === 'healthy').map(({ detail }) => detail),
    ]
  } finally {
    await prober.close()
  }
}

const unasked = 'revocation was not asked about'

describe('a JWT whose signature was verified, and that no API was asked about', () => {
  const cases: readonly (readonly [what: string, claims: JWTPayload, asks: Asks, said: readonly string[]])[] = [
    [
      'its expiry',
      { exp: far },
      ours,
      ['healthy', `verified offline: its signature and expiry are good now; ${unasked}`],
    ],
    [
      'no expiry where it names none',
      {},
      ours,
      ['healthy', `verified offline: its signature is good now; it names no expiry; ${unasked}`],
    ],
    [
      'its issuer',
      { exp: far, iss: 'https://id.example' },
      { ...ours, issuer: 'https://id.example' },
      ['healthy', `verified offline: its signature, issuer and expiry are good now; ${unasked}`],
    ],
    [
      'its audience',
      { aud: ['a', 'b'] },
      { ...ours, audience: 'b' },
      ['healthy', `verified offline: its signature and audience are good now; it names no expiry; ${unasked}`],
    ],
    [
      'all four, with a shared secret',
      { exp: far, iss: 'https://id.example', aud: 'b' },
      { ...shared, issuer: 'https://id.example', audience: 'b' },
      ['healthy', `verified offline: its signature, issuer, audience and expiry are good now; ${unasked}`],
    ],
    [
      'no issuer and audience that the check does not name',
      { exp: far, iss: 'https://id.example', aud: 'b' },
      ours,
      ['healthy', `verified offline: its signature and expiry are good now; ${unasked}`],
    ],
    [
      'no expiry that cannot be read',
      { exp: 1e18 },
      ours,
      ['expiry_unreadable', `verified offline: its signature is good now; its expiry cannot be read; ${unasked}`],
    ],
    ['nothing where only claims were read', { exp: far }, {}, ['unproved']],
    ['nothing of another issuer', { iss: 'x' }, { ...ours, issuer: 'y' }, ['wrong_environment']],
  ]
  for (const [what, claims, asks, said] of cases)
    it(`says ${what}`, async () => assert.deepEqual(await saidOf(claims, asks), said))

  const answers: readonly (readonly [what: string, Behaviour, string])[] = [
    ['an answer', { kind: 'json', body: {} }, 'healthy'],
    ['a refusal', { kind: 'json', status: 401, body: {} }, 'rejected'],
    ['an outage', { kind: 'json', status: 503, body: {} }, 'provider_error'],
  ]
  for (const [what, behaviour, reason] of answers)
    it(`says nothing beside ${what} of the API`, async () => {
      const server = await startHostileServer(behaviour)
      try {
        assert.deepEqual(await saidOf({ exp: far }, { ...ours, ping: aPing(server.url), send: [bearerInHeader] }), [
          reason,
        ])
      } finally {
        await server.close()
      }
    })

  it('says the same of the key set of an issuer', async () => {
    const lab = await startLab()
    try {
      const token = await lab.oauth.mint({
        clientId: 'billing',
        scope: 'invoices:read',
        format: 'jwt',
        ttlSeconds: 9e6,
      })
      lab.prober.store('production/ci', token.accessToken)
      const { verdict } = await lab.prober.probe(asking({ jwksUrl: lab.oauth.jwksUrl }))
      assert.deepEqual(verdict.findings, [
        { reason: 'healthy', detail: `verified offline: its signature and expiry are good now; ${unasked}` },
      ])
    } finally {
      await lab.close()
    }
  })
})

describe('the gate and the messages about such a JWT', () => {
  it('say what was verified, and what was not', async () => {
    const prober = startProber()
    try {
      await store(prober, { exp: far })
      const check = asking(ours)
      const said = `verified offline: its signature and expiry are good now; ${unasked}`
      const probed = await prober.probe(check)
      const judgement = { ...probedJudgement(check, probed, { previous: null, unreliable: false }), suppression: null }
      const terms = { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null }
      const { ruling, ruled } = decide({ at: Date.now(), pulses: [], judgements: [judgement] }, terms)
      assert.deepEqual([ruling, ruled[0]?.because], ['pass', `healthy: ${said}`])

      prober.store('production/ci', 'not-a-jwt')
      let state: CheckState | null = null
      for (const tick of [1, 2, 3, 4, 5]) {
        if (tick === 4) await store(prober, { exp: far })
        const { verdict } = await prober.probe(check)
        state = transition(state, {
          check,
          verdict: { ...verdict, at: verdict.at + tick * 300_000 },
          tick: tick * 300_000,
          judgedBefore: null,
          questionHash: 'a-question',
          alertContext: normalContext,
        })
      }
      const pending = state?.pending.at(-1) ?? assert.fail('no message')
      const place = {
        deployment: 'acme',
        accountId: '1',
        region: 'eu-west-1',
        partition: 'aws',
        logGroup: null,
      } as const
      const report = checkReport({ pending, check, state: state ?? assert.fail() }, place)
      assert.match(report.headline, /^The credential production\/ci-bot is good again, after .*; verified offline: /)
      assert.ok(report.headline.endsWith(`(secret_malformed); ${said}`), report.headline)
    } finally {
      await prober.close()
    }
  })
})
