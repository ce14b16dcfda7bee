import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Certificate, makeCertificates } from '../../support/certificates.ts'
import { aCheck, aSecret, expecting } from '../../support/check.ts'
import { type Prober, shownProbe, startProber } from '../../support/probing.ts'

const check = aCheck({
  profile: 'client-certificate',
  question: { kind: 'certificate' },
  secret: { ...aSecret({ certificate: 'certificate', privateKey: 'privateKey' }), trimNewline: true },
})

describe('a client certificate', () => {
  let prober: Prober
  let made: Awaited<ReturnType<typeof makeCertificates>>
  before(async () => {
    prober = startProber()
    made = await makeCertificates()
  })
  after(() => prober.close())

  const probe = (certificate: string, privateKey: string, of = check) => {
    prober.store('production/ci', JSON.stringify({ certificate, privateKey }))
    return prober.probe(of)
  }
  const probeOf = ({ cert, key }: Certificate, of = check) => probe(cert, key, of)

  it('is unproved while it holds, and says itself when it ends', async () => {
    const { verdict } = await probeOf(made.valid, { ...check, warnSeconds: 0 })
    assert.equal(verdict.reason, 'unproved')
    assert.equal(verdict.evidence.expiry?.source, 'certificate')
  })

  it('is expiring before its end', async () => {
    const probed = await probeOf(made.valid, { ...check, warnSeconds: 400 * 86_400 })
    assert.equal(probed.verdict.reason, 'expiring')
  })

  it('is expired after its end, confirmed by a second read', async () => {
    assert.deepEqual(shownProbe(await probeOf(made.expired)), ['expired', 'not-after-passed', 'not-after-passed'])
  })

  it('must have the expected subject', async () => {
    const other = { ...check, warnSeconds: 0, expect: expecting({ identity: 'CN=elsewhere' }) }
    assert.equal((await probeOf(made.valid, other)).verdict.reason, 'wrong_identity')
  })

  it('is malformed if it is not a certificate, and nothing of it is shown', async () => {
    assert.deepEqual(shownProbe(await probe('CANARY-no-certificate', made.valid.key)), [
      'secret_malformed',
      'not_a_certificate',
    ])
  })
})
