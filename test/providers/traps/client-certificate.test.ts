import assert from 'node:assert/strict'
import { it } from 'node:test'
import { makeCertificates } from '../../support/certificates.ts'
import { aCheck, aSecret } from '../../support/check.ts'
import { shown, startProber } from '../../support/probing.ts'

it('a certificate with the key of another is no credential', async () => {
  const { valid, expired } = await makeCertificates()
  const prober = startProber(JSON.stringify({ certificate: valid.cert, privateKey: expired.key }))
  const secret = { ...aSecret({ certificate: 'certificate', privateKey: 'privateKey' }), trimNewline: true }
  const check = aCheck({ profile: 'client-certificate', question: { kind: 'certificate' }, secret })
  assert.deepEqual(shown(await prober.probe(check)), ['secret_malformed', 'key_of_another_certificate'])
  await prober.close()
})
