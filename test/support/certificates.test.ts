import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TlsOptions } from 'node:tls'
import { Agent, request } from 'undici'
import { type Certificates, makeCertificates } from './certificates.ts'
import { onlyTls11, startHostileServer } from './hostile-server.ts'

describe('a client that trusts only the made-up authority', () => {
  let certificates: Certificates
  let agent: Agent
  before(async () => {
    certificates = await makeCertificates()
    agent = new Agent({ connect: { ca: certificates.ca.cert } })
  })
  after(() => agent.close())

  /** Outcome of one request, and the bytes that the server read. */
  const visit = async (tls: TlsOptions) => {
    const server = await startHostileServer({ kind: 'json', body: {} }, { tls })
    const outcome = await request(server.url, { headers: { authorization: 'Bearer marked' }, dispatcher: agent }).then(
      ({ statusCode, body }) => body.dump().then(() => statusCode),
      (error) => error.code,
    )
    const seen = { outcome, requests: server.requests.length, bytes: server.bytesReceived() > 0 }
    await server.close()
    return seen
  }

  it('talks to a server with the valid certificate', async () => {
    assert.deepEqual(await visit(certificates.valid), { outcome: 200, requests: 1, bytes: true })
  })

  const faults = {
    expired: 'CERT_HAS_EXPIRED',
    wrongName: 'ERR_TLS_CERT_ALTNAME_INVALID',
    selfSigned: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  } as const
  for (const kind of ['expired', 'wrongName', 'selfSigned'] as const)
    it(`sends no byte to a server whose certificate is ${kind}`, async () => {
      assert.deepEqual(await visit(certificates[kind]), { outcome: faults[kind], requests: 0, bytes: false })
    })

  it('sends no byte to a server that speaks only TLS 1.1', async () => {
    const tls = { ...certificates.valid, ...onlyTls11 }
    const outcome = 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'
    assert.deepEqual(await visit(tls), { outcome, requests: 0, bytes: false })
  })

  it('would talk to that server if it spoke TLS 1.1 itself', async () => {
    const { ca } = certificates
    const old = new Agent({ connect: { ca: ca.cert, minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } })
    const server = await startHostileServer(
      { kind: 'json', body: {} },
      { tls: { ...certificates.valid, ...onlyTls11 } },
    )
    const answer = await request(server.url, { dispatcher: old })
    await answer.body.dump()
    await old.close()
    await server.close()
    assert.equal(answer.statusCode, 200)
  })
})
