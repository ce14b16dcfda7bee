import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fieldOf } from '../../../functions/core/model/field-of.ts'
import { type ApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import type { LabPod } from '../../../local/kubernetes/objects.ts'

const nowMs = Date.parse('2026-11-28T09:00:00.900Z')

/** Shapes of the Kubernetes API reference: Secret v1, PodList v1, ListMeta, ManagedFieldsEntry and Status. */
describe("the lab's API server of a cluster", () => {
  let cluster: ApiServer
  before(async () => {
    cluster = await startApiServer({ now: () => nowMs })
    cluster.apply('shop', 'ci-bot', { token: 'value' })
  })
  after(() => cluster.close())

  const pod: LabPod = {
    labels: { app: 'web' },
    secretName: 'ci-bot',
    createdAt: nowMs,
    startedAt: nowMs,
    phase: 'Running',
  }

  async function get(path: string, token = cluster.token, method = 'GET') {
    const answer = await fetch(`${cluster.url}${path}`, { method, headers: { authorization: `Bearer ${token}` } })
    const json: unknown = await answer.json()
    return { status: answer.status, date: answer.headers.get('date'), json }
  }

  it('answers a Secret with its data in Base64, its version, and the time of each manager to the second', async () => {
    const { status, date, json } = await get('/api/v1/namespaces/shop/secrets/ci-bot')
    assert.deepEqual([status, date], [200, 'Sat, 28 Nov 2026 09:00:00 GMT'])
    assert.deepEqual(json, {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: {
        name: 'ci-bot',
        namespace: 'shop',
        resourceVersion: '2',
        managedFields: [
          {
            manager: 'external-secrets',
            operation: 'Update',
            apiVersion: 'v1',
            time: '2026-11-28T09:00:00Z',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:data': { '.': {} }, 'f:type': {} },
          },
        ],
      },
      data: { token: 'dmFsdWU=' },
      type: 'Opaque',
    })
  })

  it('gives a Secret another version with each change, and each manager a time of its own', async () => {
    cluster.label('shop', 'ci-bot')
    const { json } = await get('/api/v1/namespaces/shop/secrets/ci-bot')
    const metadata = fieldOf(json, 'metadata')
    assert.equal(fieldOf(metadata, 'resourceVersion'), '3')
    const managers = fieldOf(metadata, 'managedFields')
    assert.ok(Array.isArray(managers))
    assert.deepEqual(
      managers.map(({ manager }) => manager),
      ['external-secrets', 'kubectl'],
    )
  })

  it('lists pods in pages of one version, with a mark on each but the last', async () => {
    const ended: LabPod = { ...pod, phase: 'Succeeded' }
    cluster.deploy('shop', [pod, { ...pod, labels: { app: 'other' } }, ended, pod, pod])
    const list = '/api/v1/namespaces/shop/pods?limit=2&labelSelector=app%3Dweb&fieldSelector=status.phase!%3DSucceeded'
    const first = await get(list)
    const metadata = fieldOf(first.json, 'metadata')
    const [version, mark] = [fieldOf(metadata, 'resourceVersion'), String(fieldOf(metadata, 'continue'))]
    const last = await get(`${list}&continue=${mark}`)
    assert.deepEqual([fieldOf(first.json, 'kind'), fieldOf(first.json, 'apiVersion')], ['PodList', 'v1'])
    assert.deepEqual(fieldOf(last.json, 'metadata'), { resourceVersion: version })
    assert.deepEqual(fieldOf(last.json, 'items'), [
      {
        metadata: {
          name: 'pod-2',
          namespace: 'shop',
          creationTimestamp: '2026-11-28T09:00:00Z',
          labels: { app: 'web' },
        },
        spec: {
          containers: [
            {
              name: 'app',
              image: 'registry.acme.example/app',
              env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'ci-bot', key: 'token' } } }],
            },
          ],
        },
        status: { phase: 'Running', startTime: '2026-11-28T09:00:00Z' },
      },
    ])
    cluster.deploy('shop', [pod])
    const { status, json } = await get(`${list}&continue=${mark}`)
    assert.deepEqual([status, fieldOf(json, 'reason')], [410, 'Expired'])
  })

  it('answers a failure with a Status', async () => {
    const failures = [
      [401, 'Unauthorized', await get('/api/v1/namespaces/shop/pods', 'another')],
      [404, 'NotFound', await get('/api/v1/namespaces/shop/secrets/other')],
      [404, 'NotFound', await get('/apis/apps/v1/deployments')],
      [405, 'MethodNotAllowed', await get('/api/v1/namespaces/shop/pods', cluster.token, 'DELETE')],
    ] as const
    for (const [status, reason, answer] of failures) {
      assert.equal(answer.status, status)
      const { json } = answer
      assert.deepEqual(
        ['kind', 'apiVersion', 'status', 'reason', 'code'].map((field) => fieldOf(json, field)),
        ['Status', 'v1', 'Failure', reason, status],
      )
    }
  })
})
