import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../functions/core/model/credential.ts'
import type { OurRotation } from '../../functions/core/model/ours.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import type { Rotator } from '../../functions/core/rotation/rotator.ts'
import { openRotator } from '../../functions/core/rotation/rotators/open.ts'
import { rotatorSpecOf, rotatorSpecs } from '../../functions/providers/rotators.ts'
import { assertEvery } from '../support/assert-every.ts'
import { type CannedApi, startCannedApi } from '../support/canned-api.ts'
import { aSecret } from '../support/check.ts'
import { onLoopback } from '../support/probing.ts'
import { labTerms } from '../support/rotation-kinds.ts'
import type { RotatorCase } from './rotator-case.ts'
import { cases, lifeSeconds, nowMs } from './rotator-cases.ts'

async function opened(
  name: string,
  given: RotatorCase,
  api: CannedApi,
  network: ReturnType<typeof openNetwork>,
): Promise<Rotator> {
  const fields = Object.fromEntries(Object.keys(given.present).map((role) => [role, role]))
  const rotation: OurRotation = {
    by: 'ours',
    grant: 'provider',
    provider: name,
    rotateWithinSeconds: 60,
    lifeSeconds,
    api: api.url,
    options: { ...given.options, ...(name === 'entra' ? { login: api.url } : {}) },
    client: given.authority === null ? null : aSecret(),
    terms: { ...labTerms, fields },
  }
  const rotator = await openRotator(rotation, {
    send: (request) =>
      network.exchange({ ...request, ...onLoopback, shareConnection: false }, AbortSignal.timeout(10_000)),
    present: new Credential(given.present, 'version-1'),
    client: given.authority === null ? null : new Credential(given.authority, null),
    specOf: rotatorSpecOf,
    now: () => nowMs,
  })
  if ('kind' in rotator) assert.fail(rotator.code)
  return rotator
}

describe('a rotator', () => {
  it('of every provider has its answers in this file', () => {
    assert.deepEqual(
      rotatorSpecs.map(({ name }) => name),
      Object.keys(cases),
    )
  })

  it('sends the documented request, and reads the answer', () =>
    assertEvery(
      Object.entries(cases),
      ([name]) => name,
      async ([name, given]) => {
        const api = await startCannedApi(given.answers)
        const network = openNetwork()
        try {
          const rotator = await opened(name, given, api, network)
          const outcome = await rotator.issue({ name: 'tw-name', oldId: 'old' })
          if (outcome.kind !== 'issued') assert.fail(`${outcome.kind}: ${outcome.code}`)
          const values = outcome.roles.map((role) => [role, outcome.credential.open(role)] as const)
          assert.deepEqual(
            { values: Object.fromEntries(values), id: outcome.id, expiresAt: outcome.expiresAt },
            { values: given.values, id: given.id, expiresAt: given.expiresAt },
          )
          const asked = api.seen.findLast(({ call }) => call === given.issue.call)
          assert.deepEqual([asked?.headers['authorization'], asked?.body], [given.issue.authority, given.issue.body])
          if (rotator.identify !== null) assert.equal(await rotator.identify(), 'old')
          const keys = (await rotator.list?.()) ?? []
          assert.deepEqual('kind' in keys ? keys : keys.map(({ id, name }) => `${id} ${name}`), given.keys ?? [])
          const before = api.seen.length
          if (rotator.revoke !== null) assert.equal((await rotator.revoke('old')).kind, 'done')
          assert.deepEqual(
            api.seen.slice(before).map(({ call }) => call),
            given.revoke,
          )
        } finally {
          await network.close()
          await api.close()
        }
      },
    ))

  it('distinguishes a spent refresh token, which is answered with 200, from a refusal', async () => {
    const network = openNetwork()
    for (const [error, kind] of [
      ['invalid_refresh_token', 'consumed'],
      ['internal_error', 'refused'],
    ] as const) {
      const given = cases['slack-config']
      assert.ok(given)
      const api = await startCannedApi({ 'POST /tooling.tokens.rotate': { ok: false, error } })
      const rotator = await opened('slack-config', given, api, network)
      assert.equal((await rotator.issue({ name: 'tw-name', oldId: null })).kind, kind)
      await api.close()
    }
    await network.close()
  })
})
