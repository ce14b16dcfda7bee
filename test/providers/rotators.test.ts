import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { Credential } from '../../functions/core/model/credential.ts'
import type { OurRotation } from '../../functions/core/model/ours.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import type { Rotator } from '../../functions/core/rotation/rotator.ts'
import { openRotator } from '../../functions/core/rotation/rotators/open.ts'
import { providers } from '../../functions/providers/providers.ts'
import { rotatorSpecOf, rotatorSpecs } from '../../functions/providers/rotators.ts'
import { assertEvery } from '../support/assert-every.ts'
import { type CannedApi, startCannedApi } from '../support/canned-api.ts'
import { aSecret } from '../support/check.ts'
import { onLoopback } from '../support/probing.ts'
import { labTerms } from '../support/rotation-kinds.ts'
import { caseNowMs, lifeSeconds, type RotatorCase } from './rotator-case.ts'
import { cases } from './rotator-cases.ts'

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
    now: () => caseNowMs,
  })
  if ('kind' in rotator) assert.fail(rotator.code)
  return rotator
}

/** The keys that a provider lists, with some of its answers replaced. */
async function listed(t: TestContext, name: string, answers: Readonly<Record<string, unknown>>) {
  const given = cases[name] ?? assert.fail(`no answers of ${name}`)
  const api = await startCannedApi({ ...given.answers, ...answers })
  const network = openNetwork()
  t.after(async () => {
    await network.close()
    await api.close()
  })
  const { list } = await opened(name, given, api, network)
  return (await list?.()) ?? assert.fail(`${name} lists nothing`)
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

  const linodePage = (page: number) => `GET /profile/tokens?page_size=500&page=${page}`
  const cloudflarePage = (page: number) => `GET /user/tokens?per_page=50&page=${page}`
  const partial: readonly (readonly [
    title: string,
    name: string,
    answers: Readonly<Record<string, unknown>>,
    code: string,
  ])[] = [
    ['a page that fails', 'linode', { [linodePage(2)]: undefined }, 'HTTP 404'],
    ['a page without a list', 'linode', { [linodePage(2)]: { results: 2 } }, 'unreadable_answer'],
    ['an end before the number of keys', 'linode', { [linodePage(2)]: { data: [], results: 2 } }, 'incomplete_listing'],
    ['a number that changes', 'linode', { [linodePage(2)]: { data: [{ id: 8 }], results: 3 } }, 'incomplete_listing'],
    [
      'a key without an id',
      'linode',
      { [linodePage(2)]: { data: [{ label: 'cd' }], results: 2 } },
      'incomplete_listing',
    ],
    [
      'a first page that comes again',
      'cloudflare',
      {
        [cloudflarePage(1)]: { result: [{ id: 'old', name: 'ci' }] },
        [cloudflarePage(2)]: { result: [{ id: 'old', name: 'ci' }] },
      },
      'incomplete_listing',
    ],
    [
      'a mark of a next page',
      'vercel',
      { 'GET /v6/user/tokens': { tokens: [{ id: 'old', name: 'ci' }], pagination: { count: 1, next: caseNowMs } } },
      'incomplete_listing',
    ],
  ]
  for (const [title, name, answers, code] of partial)
    it(`takes a listing with ${title} as unknown, and not as a list without the key`, async (t) => {
      const keys = await listed(t, name, answers)
      assert.equal('kind' in keys && keys.code, code)
    })

  it('reads pages to the first empty one where no answer names the number of keys', async (t) => {
    const ids = ['a', 'b', 'c']
    const pages = ids.map((id, index) => [cloudflarePage(index + 1), { result: [{ id }] }])
    const answers = { ...Object.fromEntries(pages), [cloudflarePage(4)]: { result: [] } }
    const keys = await listed(t, 'cloudflare', answers)
    assert.deepEqual('kind' in keys ? keys : keys.map(({ id }) => id), ids)
  })

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

/** Profiles whose credentials each rotator replaces. */
const rotated: Readonly<Record<string, readonly string[]>> = {
  cloudflare: ['cloudflare-user', 'cloudflare-account'],
  entra: ['entra-app', 'entra-app-expiry'],
  launchdarkly: ['launchdarkly'],
  linode: ['linode'],
  okta: ['okta-client'],
  'slack-config': ['slack-config'],
  twilio: ['twilio'],
  'vault-token': ['vault'],
  'vault-approle': [],
  vercel: ['vercel'],
}

it('a profile says that Tokenwatch rotates it if there is a rotator', () => {
  assert.deepEqual(Object.keys(rotated).toSorted(), rotatorSpecs.map(({ name }) => name).toSorted())
  const ours = [...providers.values()].filter(({ rotation }) => rotation.by === 'tokenwatch').map(({ name }) => name)
  // A minted token and a JWT are made anew without a rotator of their own.
  const minted = ['github-installation', 'jwt']
  assert.deepEqual(ours.toSorted(), [...Object.values(rotated).flat(), ...minted].toSorted())
})

/** Profiles whose secrets AWS rotates: docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partners.html, read on 2026-11-30. */
const partnersOfAws = [
  'auth0',
  'confluent-cloud',
  'databricks',
  'datadog-api-key',
  'datadog-key-pair',
  'gitlab',
  'mongodb-atlas',
  'salesforce',
  'snowflake',
]

it('a profile says that AWS rotates it if AWS names its vendor and its kind among the partners', () => {
  const named = [...providers.values()].filter(({ rotation }) => rotation.by === 'aws').map(({ name }) => name)
  assert.deepEqual(named.toSorted(), partnersOfAws)
})
