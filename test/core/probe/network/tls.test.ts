import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { TlsOptions } from 'node:tls'
import type { NetworkOptions } from '../../../../functions/core/probe/network/lanes.ts'
import { wayOutOf } from '../../../../functions/core/probe/ways-out.ts'
import { type Certificates, makeCertificates, makeFaultyCertificates } from '../../../support/certificates.ts'
import { meeting, summaryOf } from '../../../support/exchange.ts'
import { onlyTls11 } from '../../../support/hostile-server.ts'

const answers = { kind: 'json', body: {} } as const
const toLoopback: NetworkOptions = { resolve: async () => [{ address: '127.0.0.1', family: 4 }] }

let certificates: Certificates
let faulty: Awaited<ReturnType<typeof makeFaultyCertificates>>
before(async () => {
  certificates = await makeCertificates()
  faulty = await makeFaultyCertificates()
})

/** The result of a request, and the number of bytes that the server could read. */
async function visit(tls: TlsOptions, trust = [certificates.ca.cert]) {
  const seen: (string | number)[] = []
  await meeting(
    answers,
    async ({ ask, server }) => {
      seen.push(...summaryOf(await ask()), server.bytesReceived())
    },
    { tls, trust, ...toLoopback },
  )
  return seen
}

describe('a server with TLS', () => {
  it('is accepted if a trusted authority signed a certificate for its name', async () => {
    const [status, bytes] = await visit(certificates.valid)
    assert.equal(status, 200)
    assert.ok(Number(bytes) > 0)
  })

  it('is accepted by its address too, if the certificate names that', () =>
    meeting(
      answers,
      async ({ ask, server }) => {
        assert.deepEqual(summaryOf(await ask({ url: new URL(`https://127.0.0.1:${server.port}/`) })), [200])
      },
      { tls: certificates.valid, trust: [certificates.ca.cert] },
    ))
})

describe('a server that receives no byte', () => {
  const servers: [string, () => TlsOptions, string][] = [
    ['has an expired certificate', () => certificates.expired, 'certificate_expired'],
    ['has a certificate for another name', () => certificates.wrongName, 'certificate_for_another_name'],
    ['signed its certificate itself', () => certificates.selfSigned, 'certificate_not_trusted'],
    ['speaks only TLS 1.1', () => ({ ...certificates.valid, ...onlyTls11 }), 'handshake_failed'],
  ]
  for (const [what, tls, code] of servers)
    it(`because it ${what}: ${code}`, async () => {
      assert.deepEqual(await visit(tls()), ['tls_failed', code, 'tls', 0])
    })

  it('because no trusted authority signed its certificate', async () => {
    assert.deepEqual(await visit(certificates.valid, []), ['tls_failed', 'certificate_not_trusted', 'tls', 0])
  })
})

describe('a certificate that OpenSSL refuses', () => {
  const faults: [keyof typeof faulty, code: string][] = [
    ['weakKey', 'certificate_refused'],
    ['sha1', 'certificate_refused'],
    ['forClients', 'certificate_refused'],
    ['forMail', 'certificate_refused'],
    ['byNoAuthority', 'certificate_not_trusted'],
    ['notYet', 'certificate_expired'],
  ]
  for (const [fault, code] of faults)
    it(`is tls_failed and not unreachable: ${fault}`, async () => {
      // The server has to be allowed to load such a certificate.
      const seen = await visit({ ...faulty[fault], ciphers: 'DEFAULT@SECLEVEL=0' }, [faulty.ca.cert])
      assert.deepEqual(seen, ['tls_failed', code, 'tls', 0])
    })
})

it('an unknown authority has a way out, and no other failure does', () => {
  assert.match(wayOutOf('certificate_not_trusted') ?? '', /`privateCa`/)
  for (const code of ['certificate_refused', 'certificate_expired', 'handshake_failed', 'connection_lost'])
    assert.doesNotMatch(wayOutOf(code) ?? '', /privateCa/)
})

describe('a server that is taken for another kind', () => {
  it('speaks no TLS although the URL says so: no HTTP reaches it', () =>
    meeting(answers, async ({ ask, server }) => {
      const outcome = summaryOf(await ask({ url: new URL(`https://127.0.0.1:${server.port}/`) }))
      assert.deepEqual(outcome, ['tls_failed', 'handshake_failed', 'tls'])
      assert.equal(server.requests.length, 0)
    }))

  it('speaks TLS although the URL is http', () =>
    meeting(
      answers,
      async ({ ask, server }) => {
        const [reason] = summaryOf(await ask({ url: new URL(`http://127.0.0.1:${server.port}/`) }))
        assert.ok(reason === 'unreachable' || reason === 'unrecognized', String(reason))
        assert.equal(server.requests.length, 0)
      },
      { tls: certificates.valid },
    ))
})
