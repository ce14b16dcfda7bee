import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { askOthers } from '../../../../functions/core/probe/versions/other-versions.ts'
import { reviewOverlap } from '../../../../functions/core/probe/versions/overlap.ts'
import { aCheck, aRequest } from '../../../support/check.ts'
import { type HostileServer, startHostileServer } from '../../../support/hostile-server.ts'
import { onLoopback, type Prober, shownProbe, startProber } from '../../../support/probing.ts'

const id = 'production/ci'

describe('the other versions of a secret', () => {
  let server: HostileServer
  let prober: Prober
  /** Tokens that the API accepts. */
  let good: ReadonlySet<string>
  before(async () => {
    server = await startHostileServer(({ headers }) => {
      const token = String(headers['authorization']).replace('Bearer ', '')
      return { kind: 'answer', status: good.has(token) ? 200 : 401, body: '{}' }
    })
  })
  beforeEach(() => {
    prober = startProber('token-current')
    prober.store(id, 'token-pending', 'P', 'AWSPENDING')
    prober.store(id, 'token-previous', 'V', 'AWSPREVIOUS')
  })
  afterEach(() => prober.close())
  after(() => server.close())

  const check = () => aCheck({ question: aRequest(`${server.url}/me`), ...onLoopback })
  const asked = () =>
    server.requests.map(({ headers }) => String(headers['authorization']).replace('Bearer token-', ''))

  it('are not tried while the current one works', async () => {
    good = new Set(['token-current'])
    const before = server.requests.length
    assert.deepEqual(shownProbe(await prober.probe(check())), ['healthy', 'success'])
    assert.deepEqual(asked().slice(before), ['current'])
  })

  it('are tried once the current one is proved invalid, and the one that works is named', async () => {
    good = new Set(['token-pending'])
    const { verdict } = await prober.probe(check())
    assert.deepEqual([verdict.standing, verdict.reason, verdict.severity], ['invalid', 'half_rotated', 'page'])
    assert.match(
      verdict.findings[0]?.detail ?? '',
      /AWSPENDING works.*--move-to-version-id P --remove-from-version-id version-1$/,
    )
  })

  it('change nothing about a refusal that the next answer withdraws', async () => {
    good = new Set(['token-pending'])
    prober.duringPauses(() => {
      good = new Set(['token-pending', 'token-current'])
    })
    assert.deepEqual(shownProbe(await prober.probe(check())), ['settling', 'unauthorized', 'success'])
  })

  it('are ignored if they have the same id as the current one', async () => {
    good = new Set(['token-current', 'token-previous'])
    prober.store(id, 'token-current', 'version-1', 'AWSPENDING')
    assert.deepEqual(await askOthers(check(), 'version-1', prober.dependencies), {
      currentId: 'version-1',
      pending: null,
      previous: { versionId: 'V', shown: 'works' },
    })
  })

  it('are not tried if each refusal counts against the account', async () => {
    good = new Set([])
    const before = server.requests.length
    const { dependencies } = prober
    const strict = {
      ...dependencies,
      profileOf: (name: string) => ({ ...dependencies.profileOf(name), failuresCount: true }),
    }
    assert.equal(await askOthers(check(), 'version-1', strict), null)
    assert.equal(server.requests.length, before)
  })

  describe('the previous version, which should be revoked', () => {
    const day = 86_400
    const history = (over: { readonly agoSeconds: number; readonly previousId?: string | null }) => ({
      arn: 'arn',
      name: id,
      currentId: 'version-1',
      previousId: over.previousId === undefined ? 'V' : over.previousId,
      knownIds: ['version-1', 'V'],
      promotedAt: Date.now() - over.agoSeconds * 1_000,
      previousReadOn: null,
      replicas: new Map<string, string>(),
    })
    const found = (over: Parameters<typeof history>[0]) =>
      reviewOverlap({ ...check(), overlapSeconds: day }, history(over), prober.dependencies)

    it('is reported with its age once its overlap is over', async () => {
      good = new Set(['token-previous'])
      assert.deepEqual(await found({ agoSeconds: 3 * day }), [
        {
          reason: 'overlap_open',
          detail: 'version V still works 3d after it was replaced, and should not after 1d: revoke it at its provider',
        },
      ])
    })

    it('is accepted during its overlap, and is not tried', async () => {
      good = new Set(['token-previous'])
      const before = server.requests.length
      assert.deepEqual(await found({ agoSeconds: day - 60 }), [])
      assert.equal(server.requests.length, before)
    })

    it('is fine once it is refused, and if there is none', async () => {
      good = new Set([])
      assert.deepEqual(await found({ agoSeconds: 3 * day }), [])
      assert.deepEqual(await found({ agoSeconds: 3 * day, previousId: null }), [])
    })
  })
})
