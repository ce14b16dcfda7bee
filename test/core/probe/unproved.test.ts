import assert from 'node:assert/strict'
import { createServer, type ServerOptions } from 'node:https'
import { before, describe, it } from 'node:test'
import { TLSSocket } from 'node:tls'
import { alertAfter } from '../../../functions/core/alerting/incidents/alerting.ts'
import { decide } from '../../../functions/core/gate/decide.ts'
import { probedJudgement } from '../../../functions/core/gate/judgement.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { askNothing } from '../../../functions/core/probe/ask/declared.ts'
import { assess } from '../../../functions/core/probe/assess.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import { probe } from '../../../functions/core/probe/probe.ts'
import { normalContext } from '../../../functions/core/state/alert-context.ts'
import { type Certificates, makeCertificates } from '../../support/certificates.ts'
import { aCheck, aSecret, declaring } from '../../support/check.ts'
import { onLoopback, startProber } from '../../support/probing.ts'
import { nowMs, nowSeconds } from '../../support/reading.ts'

const day = 86_400
const reading = { ...askNothing, at: nowMs, versionId: null, retried: false }
const terms = { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null }

/** A declared check, the verdict on it, and what the gate says. */
function judged(expires: number | null, parts: Partial<Check> = {}) {
  const check = aCheck({
    profile: 'declared',
    question: { kind: 'declared' },
    secret: null,
    expiry: declaring({ expires }),
    ...parts,
  })
  const verdict = assess(check, [reading, reading], nowMs)
  const judgement = {
    ...probedJudgement(check, { verdict, readings: [reading] }, { previous: null, unreliable: false }),
    suppression: null,
  }
  const { ruling } = decide({ at: nowMs, pulses: [], judgements: [judgement] }, terms)
  return { check, verdict, said: [verdict.standing, verdict.reason, verdict.severity, ruling] }
}

describe('a credential that nothing was asked about', () => {
  const sunset = { what: 'Old keys', at: nowSeconds + day }
  const cases: [string, number | null, Partial<Check>, readonly string[]][] = [
    ['without an end', null, {}, ['unknown', 'unproved', 'metric', 'cannot_tell']],
    ['that ends next year', nowSeconds + 365 * day, {}, ['unknown', 'unproved', 'metric', 'cannot_tell']],
    ['that ends this month', nowSeconds + 20 * day, {}, ['unknown', 'expiring', 'notice', 'cannot_tell']],
    ['that ends tomorrow', nowSeconds + day, {}, ['unknown', 'expiring', 'page', 'cannot_tell']],
    ['that ended', nowSeconds - 1, {}, ['invalid', 'expired', 'page', 'refuse']],
    ['of a kind that ends', null, { sunset }, ['unknown', 'type_sunset', 'notice', 'cannot_tell']],
    ['that is declared', null, { proof: 'declared' }, ['unknown', 'unproved', 'metric', 'pass']],
    [
      'that is declared and near its end',
      nowSeconds + day,
      { proof: 'declared' },
      ['unknown', 'expiring', 'page', 'pass'],
    ],
    ['that is declared and ended', nowSeconds - 1, { proof: 'declared' }, ['invalid', 'expired', 'page', 'refuse']],
  ]
  for (const [what, expires, parts, said] of cases)
    it(`is ${said[1]} for one ${what}`, () => assert.deepEqual(judged(expires, parts).said, said))

  const alerts = (...judgements: readonly ReturnType<typeof judged>[]) => {
    let state: ReturnType<typeof alertAfter> | null = null
    for (const [index, { check, verdict }] of judgements.entries())
      state = alertAfter(state, {
        check,
        verdict: { ...verdict, at: verdict.at + index * 300_000 },
        judgedBefore: null,
        alertContext: normalContext,
      })
    return state
  }
  it('opens no incident, however often', () => {
    const silent = judged(null)
    assert.equal(alerts(silent, silent, silent, silent)?.incident ?? null, null)
  })
  it('pages an expiry at once, and closes it after a new date', () => {
    const [near, far] = [judged(nowSeconds + day), judged(nowSeconds + 365 * day)]
    assert.equal(alerts(near)?.incident?.reason, 'expiring')
    assert.equal(alerts(near)?.pending[0]?.kind, 'open')
    assert.equal(alerts(near, far, far)?.incident ?? null, null)
  })
  it('rotates as an expiry wants it', () => {
    const rotation = { by: 'managed', rotateWithinSeconds: 40 * day } as const
    assert.equal(judged(nowSeconds + 39 * day, { rotation }).verdict.rotationDue, true)
    assert.equal(judged(nowSeconds + 41 * day, { rotation }).verdict.rotationDue, false)
  })
})

describe('a client certificate and its host', () => {
  let made: Certificates
  before(async () => {
    made = await makeCertificates()
  })

  async function shownTo(options: ServerOptions, status: (authorized: boolean) => number): Promise<string> {
    const server = createServer({ key: made.valid.key, cert: made.valid.cert, ...options }, (request, response) => {
      response.writeHead(status(request.socket instanceof TLSSocket && request.socket.authorized)).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : address
    const prober = startProber(JSON.stringify({ certificate: made.valid.cert, privateKey: made.valid.key }))
    const network = openNetwork({ trust: [made.ca.cert] })
    const check = aCheck({
      profile: 'client-certificate',
      question: { kind: 'certificate', url: `https://127.0.0.1:${port}/` },
      secret: { ...aSecret({ certificate: 'certificate', privateKey: 'privateKey' }), trimNewline: true },
      warnSeconds: 0,
      ...onLoopback,
    })
    try {
      const { verdict } = await probe(check, { ...prober.dependencies, network })
      assert.doesNotMatch(JSON.stringify(verdict), /BEGIN/)
      return `${verdict.standing} ${verdict.reason} ${verdict.evidence.rule}`
    } finally {
      await network.close()
      await prober.close()
      server.closeAllConnections()
      server.close()
    }
  }

  const asked = { requestCert: true, rejectUnauthorized: true }
  const cases: [string, () => ServerOptions, status: (authorized: boolean) => number, said: string][] = [
    ['is proved', () => ({ ...asked, ca: made.ca.cert }), () => 404, 'valid healthy handshake-required-it'],
    [
      'is proved with TLS 1.2',
      () => ({ ...asked, ca: made.ca.cert, maxVersion: 'TLSv1.2' }),
      () => 200,
      'valid healthy handshake-required-it',
    ],
    [
      'is proved where a status refuses the others',
      () => ({ requestCert: true, rejectUnauthorized: false, ca: made.ca.cert }),
      (authorized) => (authorized ? 200 : 400),
      'valid healthy certificate-required',
    ],
    ['is unproved where anybody may enter', () => ({}), () => 200, 'unknown unproved certificate-not-required'],
    [
      'is not proved by another authority',
      () => ({ ...asked, ca: made.selfSigned.cert }),
      () => 200,
      'unknown unreachable null',
    ],
    [
      'is not proved by a refusal behind the handshake',
      () => ({ ...asked, ca: made.ca.cert }),
      () => 403,
      'unknown unrecognized refused-after-handshake',
    ],
  ]
  for (const [what, options, status, said] of cases)
    it(what, async () => assert.equal(await shownTo(options(), status), said))
})
