import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type JWTPayload, SignJWT } from 'jose'
import { refutes } from '../../../../functions/core/alerting/incidents/refuted.ts'
import { checkReport } from '../../../../functions/core/alerting/messages/check-report.ts'
import { checksReport } from '../../../../functions/core/alerting/messages/group-reports.ts'
import { transition } from '../../../../functions/core/alerting/transition.ts'
import type { Check } from '../../../../functions/core/model/check.ts'
import { askNothing } from '../../../../functions/core/probe/ask/declared.ts'
import { assess } from '../../../../functions/core/probe/assess.ts'
import { normalContext } from '../../../../functions/core/state/alert-context.ts'
import type { CheckState } from '../../../../functions/core/state/state.ts'
import { aCheck, aPing, aSecret, bearerInHeader, declaring, expecting } from '../../../support/check.ts'
import { type Script, startHostileServer } from '../../../support/hostile-server.ts'
import { onLoopback, startProber } from '../../../support/probing.ts'
import { down, good, refusing } from '../../../support/probing-api.ts'
import { nowMs } from '../../../support/reading.ts'
import { anIncident, aState, pendingMessage } from '../../../support/verdict.ts'

const nowSeconds = Math.floor(Date.now() / 1_000)
const day = 86_400
const signing = aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/signing' } })
const place = { deployment: 'acme', accountId: '1', region: 'eu-west-1', partition: 'aws', logGroup: null } as const
const asked = { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, ping: null, send: [] } as const

/** One look at the check: how it is defined by then, what is stored, and how its API answers. */
type Look = {
  readonly as: 'pinged' | 'keyed' | 'read' | 'declared'
  readonly claims?: JWTPayload | 'garbage' | 'missing'
  readonly api?: Script
  readonly parts?: Partial<Check>
}

/** Probes one look after the other, through the state of the check. Returns every message with the number of its look. */
async function story(looks: readonly Look[]): Promise<readonly string[]> {
  let api: Script = good
  const server = await startHostileServer((request, count) => (typeof api === 'function' ? api(request, count) : api))
  const prober = startProber()
  prober.store('production/signing', 'another-shared-secret-of-32-bytes')
  let state: CheckState | null = null
  const said: string[] = []
  try {
    for (const [index, look] of looks.entries()) {
      api = look.api ?? good
      await store(prober, look.claims ?? {}, `version-${index}`)
      const check = checkOf(look, server.url)
      const { verdict } = await prober.probe(check)
      const judged = {
        check,
        verdict: { ...verdict, at: verdict.at + index * 300_000 },
        tick: (index + 1) * 300_000,
        judgedBefore: null,
        questionHash: 'a-question',
        alertContext: normalContext,
      }
      const next: CheckState = transition(state, judged)
      for (const pending of next.pending.slice(state?.pending.length ?? 0)) {
        const { headline } = checkReport({ pending, check, state: next }, place)
        said.push(`${index + 1}: ${pending.kind} ${pending.incident.reason}`)
        if (pending.kind === 'resolve') said.push(headline.replace(/, after \w+/, ''))
      }
      state = next
    }
    return [...said, state?.incident === null ? 'closed' : `open: ${state?.incident?.reason}`]
  } finally {
    await prober.close()
    await server.close()
  }
}

async function store(prober: ReturnType<typeof startProber>, claims: Look['claims'], version: string): Promise<void> {
  if (claims === 'missing') {
    prober.lose('production/ci', { reason: 'secret_missing', code: 'ResourceNotFoundException' })
    return
  }
  const token =
    typeof claims === 'string'
      ? claims
      : await new SignJWT(claims ?? {}).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1))
  prober.store('production/ci', token, version)
}

function checkOf({ as, parts }: Look, url: string): Check {
  const base = { ...onLoopback, ...parts }
  if (as === 'declared')
    return aCheck({ profile: 'declared', question: { kind: 'declared' }, secret: null, proof: 'declared', ...base })
  const key = as === 'keyed' ? { key: { kind: 'shared', secret: signing } as const } : {}
  const ping = as === 'pinged' ? { ping: aPing(url), send: [bearerInHeader] } : {}
  return aCheck({ profile: 'jwt', question: { ...asked, ...key, ...ping }, proof: 'declared', ...base })
}

describe('an incident of a check that nothing proves any more', () => {
  const soon = { exp: nowSeconds + day }
  const far = { exp: nowSeconds + 365 * day }
  const year: Partial<Check> = { expiry: declaring({ expires: nowSeconds + 365 * day }) }
  const bot: Partial<Check> = { expect: expecting({ identity: 'bot' }) }
  const twice = (look: Look): readonly Look[] => [look, look]
  const thrice = (look: Look): readonly Look[] => [look, look, look]
  const cases: [string, readonly Look[], readonly string[]][] = [
    [
      'stays open: refused by its API, then only read',
      [{ as: 'pinged', api: refusing }, ...thrice({ as: 'read', claims: far })],
      ['1: open rejected', 'open: rejected'],
    ],
    [
      'stays open: refused by its key, then only read',
      [{ as: 'keyed', claims: far }, ...thrice({ as: 'read', claims: far })],
      ['1: open rejected', 'open: rejected'],
    ],
    [
      'stays open: refused by its API, then only declared',
      [{ as: 'pinged', api: refusing }, ...thrice({ as: 'declared', parts: year })],
      ['1: open rejected', 'open: rejected'],
    ],
    [
      'stays open, and keeps its cause beside an expiry',
      [{ as: 'pinged', api: refusing }, ...twice({ as: 'read', claims: soon }), ...twice({ as: 'read', claims: far })],
      ['1: open rejected', 'open: rejected'],
    ],
    [
      'stays open: its end was read, then nothing is known of its end',
      [{ as: 'read', claims: soon }, ...thrice({ as: 'declared' })],
      ['1: open expiring', 'open: expiring'],
    ],
    [
      'stays open: it has expired, then nothing is known of its end',
      [{ as: 'read', claims: { exp: nowSeconds - day } }, ...thrice({ as: 'declared' })],
      ['1: open expired', 'open: expired'],
    ],
    [
      'stays open: its API called it expired, then it has another date',
      [
        { as: 'pinged', api: refusing, parts: { expiry: declaring({ expires: nowSeconds - day }) } },
        ...thrice({ as: 'declared', parts: year }),
      ],
      ['1: open expired', 'open: expired'],
    ],
    [
      'stays open: its secret is missing, then none is read',
      [...thrice({ as: 'read', claims: 'missing' }), ...thrice({ as: 'declared', parts: year })],
      ['3: open secret_missing', 'open: secret_missing'],
    ],
    [
      'stays open: its secret cannot be used, then none is read',
      [...thrice({ as: 'read', claims: 'garbage' }), ...thrice({ as: 'declared', parts: year })],
      ['3: open secret_malformed', 'open: secret_malformed'],
    ],
    [
      'stays open: it belongs to another, then nothing is compared',
      [{ as: 'read', claims: { ...far, sub: 'other' }, parts: bot }, ...thrice({ as: 'declared', parts: year })],
      ['1: open wrong_identity', 'open: wrong_identity'],
    ],
    [
      'closes after an answer, and only then',
      [{ as: 'pinged', api: refusing }, ...twice({ as: 'read', claims: far }), ...twice({ as: 'pinged', claims: far })],
      ['1: open rejected', '5: resolve rejected', headlineOf('is good again (rejected)'), 'closed'],
    ],
    [
      'closes after a later end, and calls nothing good',
      [{ as: 'read', claims: soon }, ...twice({ as: 'read', claims: far })],
      ['1: open expiring', '3: resolve expiring', unprovedHeadlineOf('expiring'), 'closed'],
    ],
    [
      'closes after a new version in place of an expired one',
      [{ as: 'read', claims: { exp: nowSeconds - day } }, ...twice({ as: 'read', claims: far })],
      ['1: open expired', '3: resolve expired', unprovedHeadlineOf('expired'), 'closed'],
    ],
    [
      'closes after the secret is back',
      [...thrice({ as: 'read', claims: 'missing' }), ...twice({ as: 'read', claims: far })],
      ['3: open secret_missing', '5: resolve secret_missing', unprovedHeadlineOf('secret_missing'), 'closed'],
    ],
    [
      'closes after claims of the right identity',
      [
        { as: 'read', claims: { ...far, sub: 'other' }, parts: bot },
        ...twice({ as: 'read', claims: { ...far, sub: 'bot' }, parts: bot }),
      ],
      ['1: open wrong_identity', '3: resolve wrong_identity', unprovedHeadlineOf('wrong_identity'), 'closed'],
    ],
    [
      'closes without a word after an outage of its API',
      [...thrice({ as: 'pinged', api: down }), ...twice({ as: 'read', claims: far })],
      ['closed'],
    ],
  ]
  for (const [what, looks, said] of cases) it(what, async () => assert.deepEqual(await story(looks), said))
})

describe('an incident that an earlier version of Tokenwatch stored', () => {
  const check = checkOf({ as: 'read', claims: {} }, 'https://api.example/')
  const verdict = assess(check, [{ ...askNothing, rule: 'claims', at: nowMs, versionId: null, retried: false }], nowMs)
  for (const reason of ['rejected', 'expired', 'wrong_identity', 'unrecognized'] as const)
    it(`is taken for an answer: ${reason}`, () => {
      assert.equal(refutes(verdict, anIncident({ reason }), check), false)
      assert.equal(refutes({ ...verdict, standing: 'valid', reason: 'healthy' }, anIncident({ reason }), check), true)
    })
})

it('several ends of which one is unproved call nothing good again', () => {
  const news = (state: Partial<CheckState>) => ({
    check: aCheck(),
    pending: pendingMessage('resolve'),
    state: aState(state),
  })
  const saidOf = (...all: readonly [ReturnType<typeof news>, ...ReturnType<typeof news>[]]) =>
    checksReport({ about: 'checks', news: all }, place).headline
  const [proved, unproved] = [news({ standing: 'valid' }), news({ standing: 'unknown', reason: 'unproved' })]
  assert.equal(saidOf(proved, proved), '2 credentials of production are good again')
  assert.equal(saidOf(proved, unproved), '2 credentials of production no longer need attention')
})

function headlineOf(said: string): string {
  return `The credential production/ci-bot ${said}`
}

function unprovedHeadlineOf(reason: string): string {
  return headlineOf(`is no longer ${reason}; it is unproved: nothing was asked that could prove it`)
}
