import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { judgeConsumer } from '../../../functions/core/consumers/evidence.ts'
import { askKubernetes } from '../../../functions/core/consumers/kubernetes.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import type { SecretHistory } from '../../../functions/core/probe/versions/history.ts'
import { type ApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import type { LabPod } from '../../../local/kubernetes/objects.ts'
import { aCheck, aSecret } from '../../support/check.ts'
import { onLoopback, startProber } from '../../support/probing.ts'

const minute = 60_000
const t0 = Date.parse('2026-11-28T09:00:00Z')
const [oldValue, value] = ['marked-7f3a9c-old', 'marked-7f3a9c-new']
const currentId = 'version-2'
const access = aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/cluster-reader' } })

const history: SecretHistory = {
  arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/ci-AbCdEf',
  name: 'production/ci',
  currentId,
  previousId: 'version-1',
  knownIds: ['version-1', currentId],
  promotedAt: t0,
  previousReadOn: null,
  replicas: new Map(),
}

describe('the pods of a Kubernetes cluster', () => {
  let cluster: ApiServer
  let nowMs = t0
  /** Difference of the cluster's clock from ours. */
  let skewMs = 0
  const prober = startProber()
  const network = openNetwork()
  before(async () => {
    cluster = await startApiServer({ now: () => nowMs + skewMs })
    prober.store('production/cluster-reader', cluster.token)
  })
  after(async () => {
    await cluster.close()
    await network.close()
    await prober.close()
  })
  beforeEach(() => {
    cluster.recover()
    cluster.onPage(() => undefined)
    skewMs = 0
    prober.store('production/ci', value, currentId)
    prober.store('production/cluster-reader', cluster.token)
    // Promoted at 9:00, copied at 9:05, restarted at 9:10, looked at 9:20.
    at(5, () => cluster.apply('shop', 'ci-bot', { token: value }))
    cluster.deploy('shop', [podAt(10), podAt(11)])
    nowMs = t0 + 20 * minute
  })

  /** Acts at so many minutes after the promotion. */
  function at(minutes: number, act: () => void): void {
    nowMs = t0 + minutes * minute
    act()
    nowMs = t0 + 20 * minute
  }

  const podAt = (minutes: number, changes: Partial<LabPod> = {}): LabPod => ({
    labels: { app: 'web' },
    secretName: 'ci-bot',
    createdAt: t0 + minutes * minute,
    startedAt: t0 + minutes * minute,
    phase: 'Running',
    ...changes,
  })

  const consumer = () =>
    ({
      kind: 'kubernetes',
      name: 'web',
      api: cluster.url,
      access,
      namespace: 'shop',
      secretName: 'ci-bot',
      pods: 'app=web',
    }) as const
  const ask = (changes: { readonly api?: string } = {}) =>
    askKubernetes(
      { ...consumer(), ...changes },
      { check: aCheck(onLoopback), currentId },
      { ...prober.dependencies, network, now: () => nowMs },
    )
  const state = async () => judgeConsumer(await ask(), history, nowMs)
  /** The reason for which there is no evidence. Without evidence nobody is fresh, and nobody is stale. */
  async function whyNot(changes: { readonly api?: string } = {}): Promise<string> {
    const evidence = await ask(changes)
    assert.equal(judgeConsumer(evidence, history, nowMs), 'unknown')
    assert.ok(evidence.kind === 'unclear', JSON.stringify(evidence))
    return evidence.why
  }

  it('are fresh if the copy holds the current value, and all of them started after its last change', async () => {
    assert.deepEqual(await ask(), {
      kind: 'restarted',
      at: [t0 + 10 * minute, t0 + 11 * minute],
      holdsCurrent: true,
      changedAt: t0 + 5 * minute,
    })
    assert.equal(await state(), 'fresh')
  })

  it('are stale if one of them started before the promotion', async () => {
    cluster.deploy('shop', [podAt(10), podAt(-30)])
    assert.equal(await state(), 'stale')
  })

  it('are stale if the copy was not changed since the promotion, whenever they started', async () => {
    at(-30, () => cluster.apply('shop', 'ci-bot', { token: oldValue }))
    assert.equal(await state(), 'stale')
  })

  it('may have the value or not if they started before the copy, or while a node may have kept it', async () => {
    for (const started of [2, 5, 5.5]) {
      cluster.deploy('shop', [podAt(10), podAt(started)])
      assert.equal(await state(), 'unknown', `started at ${started}`)
    }
    cluster.deploy('shop', [podAt(6)])
    assert.equal(await state(), 'fresh')
  })

  it('are not fresh if the copy was written since and holds another value', async () => {
    cluster.apply('shop', 'ci-bot', { token: oldValue, comment: 'rotated today' })
    cluster.deploy('shop', [podAt(19.9)])
    assert.equal(await state(), 'unknown')
  })

  it('are not fresh if the copy holds only a part of the credential', async () => {
    const both = aSecret({ clientId: 'id', clientSecret: 'secret' })
    prober.store('production/ci', JSON.stringify({ id: 'acme-bot', secret: value }), currentId)
    const asked = async () =>
      askKubernetes(
        consumer(),
        { check: aCheck({ ...onLoopback, secret: both }), currentId },
        { ...prober.dependencies, network, now: () => nowMs },
      )
    const holds = async (data: Readonly<Record<string, string>>) => {
      cluster.apply('shop', 'ci-bot', data)
      const evidence = await asked()
      return evidence.kind === 'restarted' && evidence.holdsCurrent
    }
    assert.equal(await holds({ id: 'acme-bot', secret: oldValue }), false)
    assert.equal(await holds({ id: 'acme-bot', secret: value }), true)
    assert.equal(await holds({ 'whole.json': JSON.stringify({ id: 'acme-bot', secret: value }) }), true)
  })

  it('are judged by all pages of the list, and by none that have ended', async () => {
    cluster.deploy('shop', [...Array.from({ length: 13 }, () => podAt(10)), podAt(-30, { phase: 'Succeeded' })])
    const evidence = await ask()
    assert.deepEqual([evidence.kind === 'restarted' && evidence.at.length, await state()], [13, 'fresh'])
    cluster.deploy('shop', [...Array.from({ length: 13 }, () => podAt(10)), podAt(-30)])
    assert.equal(await state(), 'stale')
  })

  it('are judged by those of the selector only', async () => {
    cluster.deploy('shop', [podAt(10), podAt(-30, { labels: { app: 'other' } })])
    assert.equal(await state(), 'fresh')
  })

  it('are not fresh earlier for a label that somebody changed', async () => {
    cluster.label('shop', 'ci-bot')
    assert.equal(await state(), 'fresh')
  })

  describe('without evidence, are unknown', () => {
    it('if the list ends before its end', async () => {
      cluster.deploy(
        'shop',
        Array.from({ length: 13 }, () => podAt(10)),
      )
      cluster.onPage(() => cluster.deploy('shop', [podAt(10)]))
      assert.equal(await whyNot(), 'HTTP 410')
    })

    it('if there are more pods than one look reads', async () => {
      cluster.deploy(
        'shop',
        Array.from({ length: 361 }, () => podAt(10)),
      )
      assert.equal(await whyNot(), 'too_many_pods')
    })

    it('if none runs, none is given the Secret, or one has no start', async () => {
      cluster.deploy('shop', [])
      assert.equal(await whyNot(), 'no_pods')
      cluster.deploy('shop', [podAt(10, { secretName: 'other' }), podAt(10, { secretName: null })])
      assert.equal(await whyNot(), 'secret_not_in_pod')
      cluster.deploy('shop', [podAt(10), podAt(10, { startedAt: null, phase: 'Pending' })])
      assert.equal(await whyNot(), 'pod_without_start')
    })

    it('if the Secret changes while the pods are listed', async () => {
      cluster.onPage(() => cluster.label('shop', 'ci-bot'))
      assert.equal(await whyNot(), 'secret_changed_meanwhile')
    })

    it('if the Secret is not there, or the service account may not look', async () => {
      for (const status of [401, 403, 404, 429, 500, 503]) {
        cluster.failWith(status, '{"kind":"Status"}')
        assert.equal(await whyNot(), `HTTP ${status}`)
      }
      cluster.recover()
      prober.store('production/cluster-reader', 'another-token')
      assert.equal(await whyNot(), 'HTTP 401')
    })

    it('if an answer is none of the API server, whatever its status', async () => {
      const date = new Date(nowMs).toUTCString()
      const bodies = [
        '<html>sign in</html>',
        '{}',
        '{"kind":"Status","code":200}',
        '{"kind":"PodList","items":[]}',
        '[]',
        '{"kind":"Sec',
      ]
      for (const body of bodies) {
        cluster.failWith(200, body, { date })
        assert.equal(await whyNot(), 'not_a_secret')
      }
      cluster.failWith(302, '', { location: 'https://elsewhere.example/' })
      assert.equal(await whyNot(), 'HTTP 302')
    })

    it('if nobody can say when its data changed', async () => {
      const date = new Date(nowMs).toUTCString()
      const metadata = { name: 'ci-bot', namespace: 'shop', resourceVersion: '7' }
      const owner = { manager: 'eso', fieldsV1: { 'f:data': {} } }
      for (const managedFields of [
        undefined,
        null,
        [],
        [owner],
        [{ ...owner, time: 'today' }],
        [{ ...owner, fieldsV1: {}, time: '2026-11-28T09:05:00Z' }],
      ]) {
        cluster.failWith(200, JSON.stringify({ kind: 'Secret', metadata: { ...metadata, managedFields } }), { date })
        assert.equal(await whyNot(), 'no_change_time')
      }
    })

    it('if the clock of the cluster, or of a node, differs', async () => {
      for (const minutes of [-1, 1, -600]) {
        skewMs = minutes * minute
        assert.equal(await whyNot(), 'clock_skew')
      }
      skewMs = 0
      cluster.deploy('shop', [podAt(10, { startedAt: t0 - 30 * minute })])
      assert.equal(await whyNot(), 'clock_skew')
    })

    it('if the API server cannot be reached, or may not be', async () => {
      assert.equal(await whyNot({ api: 'http://127.0.0.1:1' }), 'connection_refused')
      const refused = await askKubernetes(
        consumer(),
        { check: aCheck({ allowPrivate: [] }), currentId },
        { ...prober.dependencies, network, now: () => nowMs },
      )
      assert.equal(refused.kind, 'unclear')
    })

    it('if the current version moved meanwhile, or a secret cannot be read', async () => {
      prober.store('production/ci', value, 'version-3')
      assert.equal(await whyNot(), 'another_version')
      prober.lose('production/cluster-reader', { reason: 'secret_denied', code: 'AccessDeniedException' })
      prober.store('production/ci', value, currentId)
      assert.equal(await whyNot(), 'AccessDeniedException')
      prober.store('production/cluster-reader', 'with a\u0000 control character')
      assert.equal(await whyNot(), 'not_sendable')
    })
  })

  it('show nothing of a value in the evidence', async () => {
    assert.ok(!JSON.stringify(await ask()).includes('marked'))
  })
})
