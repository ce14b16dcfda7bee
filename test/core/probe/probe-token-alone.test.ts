import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { oauthClientCredentials, secret } from 'tokenwatch'
import { refutes } from '../../../functions/core/alerting/incidents/refuted.ts'
import { decide } from '../../../functions/core/gate/decide.ts'
import { probedJudgement } from '../../../functions/core/gate/judgement.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Reason } from '../../../functions/core/model/reason.ts'
import { control } from '../../../functions/core/probe/control.ts'
import { reviewOverlap } from '../../../functions/core/probe/versions/overlap.ts'
import { expandedCheck } from '../../config/reading.ts'
import { declaring } from '../../support/check.ts'
import { type Behaviour, type ReceivedRequest, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, type Prober, startProber } from '../../support/probing.ts'
import { jsonReply } from '../../support/watched-api.ts'

const client = (secretText = 'marked-7f3a9c-current') => JSON.stringify({ id: 'billing-client', secret: secretText })
const given = jsonReply(200, { access_token: 'minted', token_type: 'bearer', expires_in: 60 })
const refused = jsonReply(401, { error: 'invalid_client' })

type Options = Partial<Parameters<typeof oauthClientCredentials>[0]>

/** An issuer that gives its token to clients whose secrets end so, and answers others otherwise. */
const issuer = (knows: readonly string[], other: Behaviour) => (request: ReceivedRequest) => {
  const header = String(request.headers['authorization'] ?? '').replace('Basic ', '')
  const [, shown = ''] = Buffer.from(header, 'base64').toString().split(':')
  return knows.some((end) => decodeURIComponent(shown).endsWith(end)) ? given : other
}

type Lab = { readonly prober: Prober; readonly check: Check; readonly requests: readonly ReceivedRequest[] }

async function atIssuer<Result>(
  script: (request: ReceivedRequest) => Behaviour,
  options: Options,
  use: (lab: Lab) => Promise<Result>,
): Promise<Result> {
  const server = await startHostileServer(script)
  const prober = startProber()
  prober.store('production/billing', client())
  try {
    const check = expandedCheck(
      oauthClientCredentials({
        id: 'billing',
        secret: secret('production/billing', { clientId: 'id', clientSecret: 'secret' }),
        tokenUrl: `${server.url}/token`,
        impact: 'No invoices',
        ...onLoopback,
        ...options,
      }),
    )
    return await use({ prober, check, requests: server.requests })
  } finally {
    await prober.close()
    await server.close()
  }
}

/** Returns the verdict and what the gate says of it. */
const judged = ({ prober, check }: Lab) =>
  prober.probe(check).then((probed) => {
    const judgement = { ...probedJudgement(check, probed, { previous: null, unreliable: false }), suppression: null }
    const terms = { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null }
    const { ruling, ruled } = decide({ at: Date.now(), pulses: [], judgements: [judgement] }, terms)
    const { standing, reason, evidence, findings } = probed.verdict
    return { said: [standing, reason, evidence.rule, ruling], detail: findings[0]?.detail ?? '', todo: ruled[0]?.todo }
  })

const everybody = ['']
const current = ['current']

describe('a token alone, of an issuer that nothing documents', () => {
  const unproved = ['unknown', 'unproved', 'token-issued', 'cannot_tell']
  const cases: readonly (readonly [
    what: string,
    knows: readonly string[],
    other: Behaviour,
    options: Options,
    said: readonly (string | null)[],
  ])[] = [
    ['that gives one to everybody', everybody, given, {}, unproved],
    ['that knows its clients', current, refused, {}, unproved],
    ['that knows its clients, without controls', current, refused, { controls: false }, unproved],
    [
      'as its operator declares',
      everybody,
      given,
      { proof: 'declared' },
      ['unknown', 'unproved', 'token-issued', 'pass'],
    ],
    [
      'that gives one to everybody, beside a broken client',
      everybody,
      given,
      { controls: true },
      ['misconfigured', 'vacuous', 'broken-accepted', 'cannot_tell'],
    ],
    [
      'that knows its clients, beside a broken one',
      current,
      refused,
      { controls: true },
      ['valid', 'healthy', 'token-issued', 'pass'],
    ],
    [
      'that refuses with 200',
      current,
      jsonReply(200, { error: 'invalid_client' }),
      { controls: true },
      ['valid', 'healthy', 'token-issued', 'pass'],
    ],
    [
      'that gives one to everybody with 201, as declared, beside a broken client',
      [],
      jsonReply(201, { access_token: 'minted' }),
      { controls: true, answers: [{ status: 201, means: 'alive' }] },
      ['misconfigured', 'vacuous', 'broken-accepted', 'cannot_tell'],
    ],
    [
      'that refuses with 400 and words of its own',
      current,
      jsonReply(400, { error: 'unauthorized_client' }),
      { controls: true },
      ['valid', 'healthy', 'token-issued', 'pass'],
    ],
  ]
  for (const [what, knows, other, options, said] of cases)
    it(`is ${said[1]}: one ${what}`, () =>
      atIssuer(issuer(knows, other), options, async (lab) => assert.deepEqual((await judged(lab)).said, said)))

  const mute: readonly (readonly [string, Behaviour])[] = [
    ['trouble', jsonReply(503, {})],
    ['a wish to wait', jsonReply(429, {})],
    ['too many attempts', jsonReply(401, { error: 'invalid_client', error_description: 'Too many attempts' })],
    ['a locked account', jsonReply(403, { error: 'invalid_client', error_description: 'Account locked' })],
    ['a redirect', { kind: 'redirect', to: '/sign-in' }],
    ['a blocked address', jsonReply(401, { error: 'access_denied', hint: 'Your IP is not on the allowlist' })],
    ['nothing', { kind: 'hang_up' }],
  ]
  for (const [what, other] of mute)
    it(`is not proved by a broken client that gets ${what}`, () =>
      atIssuer(issuer(current, other), { controls: true }, async (lab) =>
        assert.deepEqual((await judged(lab)).said, ['unknown', 'unrecognized', 'broken-unanswered', 'cannot_tell']),
      ))

  it('says what to add', () =>
    atIssuer(issuer(everybody, given), {}, async (lab) => {
      const { detail, todo } = await judged(lab)
      assert.equal(
        detail,
        'a token was issued, and the issuer may give one to everybody: name a `ping` that needs the token, or set `controls: true`',
      )
      assert.match(todo ?? '', /`ping`.*`proof: 'declared'`/)
    }))

  it('is asked for once, and twice with a broken client', async () => {
    const count = (options: Options) =>
      atIssuer(issuer(current, refused), options, async (lab) => {
        await lab.prober.probe(lab.check)
        return lab.requests.length
      })
    assert.deepEqual([await count({}), await count({ controls: true })], [1, 2])
  })

  it('is asked about once an hour with a broken client, which is accepted or refused as such', async () => {
    const outcomeOf = (script: (request: ReceivedRequest) => Behaviour) =>
      atIssuer(script, { controls: true }, async ({ prober, check }) => {
        const { outcome } = await control(check, 'broken', prober.dependencies, {})
        return outcome
      })
    assert.equal(await outcomeOf(issuer(everybody, given)), 'accepted')
    assert.equal(await outcomeOf(issuer(current, refused)), 'refused')
  })

  it('is rejected if the issuer refuses it', () =>
    atIssuer(issuer([], refused), {}, async (lab) =>
      assert.deepEqual((await judged(lab)).said, ['invalid', 'rejected', 'invalid-client', 'refuse']),
    ))

  it('is overdue, and not dead, after a declared end', () =>
    atIssuer(issuer(everybody, given), {}, async ({ prober, check }) => {
      const { verdict } = await prober.probe({ ...check, expiry: declaring({ expires: 1_600_000_000 }) })
      assert.deepEqual([verdict.standing, verdict.reason], ['unknown', 'overdue'])
    }))

  it('speaks against what its issuer said of the client before', () =>
    atIssuer(issuer(everybody, given), {}, async ({ prober, check }) => {
      const { verdict } = await prober.probe(check)
      const reasons: readonly Reason[] = [
        'rejected',
        'revoked',
        'suspended',
        'half_rotated',
        'unrecognized',
        'settling',
      ]
      for (const reason of reasons)
        assert.equal(refutes(verdict, { reason, answered: true, suppressedBy: null }, check), true, reason)
      assert.equal(refutes(verdict, { reason: 'overdue', answered: true, suppressedBy: null }, check), false)
    }))
})

describe('another version of a client whose issuer nothing documents', () => {
  const withOthers = ({ prober }: Lab) => {
    prober.store('production/billing', client('marked-7f3a9c-pending'), 'P', 'AWSPENDING')
    prober.store('production/billing', client('marked-7f3a9c-previous'), 'V', 'AWSPREVIOUS')
  }

  for (const [end, what] of [
    ['pending', 'AWSPENDING works'],
    ['previous', 'AWSPREVIOUS still works'],
  ] as const)
    it(`works if the issuer refuses the current one beside it: ${end}`, () =>
      atIssuer(issuer([end], refused), {}, async (lab) => {
        withOthers(lab)
        const { verdict } = await lab.prober.probe(lab.check)
        assert.equal(verdict.reason, 'half_rotated')
        assert.ok(verdict.findings[0]?.detail.includes(what))
      }))

  const overlaps = [
    [{}, 0],
    [{ controls: true }, 1],
  ] as const
  for (const [options, found] of overlaps)
    it(`is found to work after its overlap only beside a broken client: ${JSON.stringify(options)}`, () =>
      atIssuer(issuer(['current', 'previous'], refused), options, async (lab) => {
        withOthers(lab)
        const history = {
          arn: 'arn',
          name: 'production/billing',
          currentId: 'version-1',
          previousId: 'V',
          knownIds: ['version-1', 'V'],
          promotedAt: 0,
          previousReadOn: null,
          replicas: new Map<string, string>(),
        }
        const check = { ...lab.check, overlapSeconds: 60 }
        assert.equal((await reviewOverlap(check, history, lab.prober.dependencies)).length, found)
      }))
})
