import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { after, describe, it } from 'node:test'
import { reportVersion, versionHeader, versionHeaderName } from 'tokenwatch/consumer'
import { type ConsumerEvidence, judgeConsumer } from '../functions/core/consumers/evidence.ts'
import { askHealth } from '../functions/core/consumers/health.ts'
import { openNetwork } from '../functions/core/probe/network/lanes.ts'
import { closeServer, listenOnLoopback } from '../local/loopback.ts'
import { onLoopback } from './support/probing.ts'

const versionId = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d'

describe('a service that reports which version of a credential it uses', () => {
  const network = openNetwork()
  const servers = new AsyncDisposableStack()
  after(async () => {
    await servers.disposeAsync()
    await network.close()
  })

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener)
    servers.defer(() => closeServer(server))
    return listenOnLoopback(server)
  }

  const ask = (url: string, version: Parameters<typeof askHealth>[0]['version'] = 'versionId') =>
    askHealth({ kind: 'health', name: 'web', url, version }, onLoopback, network)

  it('does so with one line of code', async () => {
    const url = await serve(reportVersion(() => versionId))
    const answer = await fetch(url)
    assert.deepEqual(
      [answer.status, answer.headers.get('cache-control'), await answer.json()],
      [200, 'no-store', { versionId }],
    )
    assert.deepEqual(await ask(url), { kind: 'reported', versionId })
  })

  it('may do so in a header of any answer, whatever its status', async () => {
    const url = await serve((_request, response) => {
      response
        .writeHead(
          503,
          versionHeader(() => versionId),
        )
        .end('busy')
    })
    assert.deepEqual(await ask(url, { header: versionHeaderName }), { kind: 'reported', versionId })
  })

  it('reports none before it has read a secret', async () => {
    const url = await serve(reportVersion(() => undefined))
    assert.equal((await fetch(url)).status, 503)
    assert.deepEqual(await ask(url), { kind: 'unclear', why: 'names_no_version' })
  })

  it('never reports a credential that is passed in the place of its version', async () => {
    for (const value of ['kept-secret-0123456789', 'a'.repeat(40), versionId.replaceAll('-', '')]) {
      const answer = await fetch(await serve(reportVersion(() => value)))
      assert.deepEqual([answer.status, await answer.text()], [503, '{"versionId":null}'])
      assert.deepEqual(
        versionHeader(() => value),
        {},
      )
    }
  })

  it('is unknown, and nothing worse, if its page is broken, too slow or redirects', async () => {
    const pages: readonly RequestListener[] = [
      (_request, response) => response.end('<html>'),
      (_request, response) => response.end('{"versionId":7}'),
      (_request, response) => response.end('{"versionId":"<script>"}'),
      (_request, response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
      (request) => request.socket.destroy(),
    ]
    for (const page of pages) assert.equal((await ask(await serve(page))).kind, 'unclear')
    assert.deepEqual(await ask('http://127.0.0.1:1/'), { kind: 'unclear', why: 'connection_refused' })
  })

  it('is not asked on an address that its check does not allow', async () => {
    const url = await serve(reportVersion(() => versionId))
    const refused = await askHealth(
      { kind: 'health', name: 'web', url, version: 'versionId' },
      { allowPrivate: [] },
      network,
    )
    assert.equal(refused.kind, 'unclear')
  })

  it('is stale once another version is current', async () => {
    const evidence: ConsumerEvidence = await ask(await serve(reportVersion(() => versionId)))
    const history = {
      arn: 'arn',
      name: 'name',
      currentId: 'other',
      previousId: versionId,
      knownIds: ['other', versionId],
      promotedAt: 0,
      previousReadOn: null,
      replicas: new Map<string, string>(),
    }
    assert.equal(judgeConsumer(evidence, history, 1), 'stale')
  })
})
