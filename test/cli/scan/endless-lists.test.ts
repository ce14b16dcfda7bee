import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { mostPages, readAllPages } from '../../../cli/aws/pages.ts'
import { findSecrets } from '../../../cli/init/account-secrets.ts'
import { lookUpReaders } from '../../../cli/scan/readers.ts'
import { listGithub } from '../../../cli/scan/sources/github.ts'
import { listParameterStore } from '../../../cli/scan/sources/parameter-store.ts'
import { listSecretsManager } from '../../../cli/scan/sources/secrets-manager.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import { portOf } from '../../../local/loopback.ts'

const signal = new AbortController().signal
const sleep = () => pause(0)
const nobody = { prefix: null, tag: null, sleep, signal, onProgress: () => undefined }

/** Pages of each list, over and over: the token of the second leads back to the first. */
const pages: Readonly<Record<string, (token: string | undefined) => object>> = {
  ListSecrets: (token) => ({
    SecretList: [{ Name: `production/${token}`, ARN: `arn:${token}` }],
    NextToken: next(token),
  }),
  DescribeParameters: (token) => ({ Parameters: [{ Name: `/production/${token}` }], NextToken: next(token) }),
  ListTagsForResource: () => ({ TagList: [] }),
  LookupEvents: (token) => ({ Events: [{ EventTime: 1_760_000_000, CloudTrailEvent: '{}' }], NextToken: next(token) }),
}
const next = (token: string | undefined): string => (token === 'one' ? 'two' : 'one')

describe('a list whose page tokens lead in a circle', { timeout: 60_000 }, () => {
  let server: Server
  const calls: string[] = []
  before(async () => {
    server = createServer(async (request, response) => {
      const [, operation = ''] = String(request.headers['x-amz-target']).split('.')
      calls.push(operation)
      const { NextToken } = JSON.parse(await textOf(request))
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(pages[operation]?.(NextToken) ?? {}))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = `http://127.0.0.1:${portOf(server)}`
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIALAB',
      AWS_SECRET_ACCESS_KEY: 'lab',
    })
  })
  after(() => server.close())
  const asked = (operation: string) => calls.filter((one) => one === operation).length

  for (const [what, operation, list] of [
    ['secrets', 'ListSecrets', listSecretsManager],
    ['parameters', 'DescribeParameters', listParameterStore],
  ] as const)
    it(`ends for ${what}, keeps what it gave, and is a gap of the report`, async () => {
      const { secrets, gaps } = await list('eu-west-1', nobody)
      assert.ok(secrets.length >= 2 && asked(operation) <= 4, `${secrets.length}, ${asked(operation)}`)
      assert.match(gaps.map(({ why }) => why).join(), /^the list gave the same page token twice/)
    })

  it('ends for the event history, which then proves no absence of readers', async () => {
    const readers = await lookUpReaders('eu-west-1', { now: Date.now, sleep, signal })
    assert.ok(asked('LookupEvents') <= 4)
    assert.deepEqual([readers.isComplete, readers.since], [false, 1_760_000_000_000])
  })

  it('ends for init --from-secrets', async () => {
    const search = { region: 'eu-west-1', shapes: false, environment: process.env }
    await assert.rejects(findSecrets(search), /the list gave the same page token twice/)
  })

  it('ends also if each token is a new one', async () => {
    let read = 0
    const endless = async () => {
      read += 1
      return `${read}`
    }
    await assert.rejects(readAllPages(endless), /the list did not end after 10000 pages/)
    assert.equal(read, mostPages)
  })

  it('ends at Ctrl-C, between two pages', async () => {
    const stopped = new AbortController()
    const { gaps } = await listSecretsManager('eu-west-1', {
      ...nobody,
      signal: stopped.signal,
      onProgress: () => stopped.abort(),
    })
    assert.match(gaps[0]?.why ?? '', /^the scan was stopped before the end of this list/)
  })
})

type Page = { readonly status?: number; readonly body: unknown }

const name = (at: number) => ({ name: `TOKEN_${at}`, created_at: '2026-01-01T00:00:00Z', updated_at: 'never' })
const many = (from: number, count = 100) => Array.from({ length: count }, (_, at) => name(from + at))

describe('GitHub that answers oddly', { timeout: 60_000 }, () => {
  async function listed(pageOf: (page: number) => Page) {
    let asked = 0
    const server = createServer((request, response) => {
      asked += 1
      const page = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('page'))
      const { status = 200, body } = pageOf(page)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const network = openNetwork()
    const search = { repository: 'acme/shop', api: `http://127.0.0.1:${portOf(server)}`, token: 'a', network, signal }
    try {
      const { secrets, gaps } = await listGithub(search)
      return { names: secrets.length, gaps: gaps.map(({ why }) => why), asked }
    } catch (error) {
      return { names: 0, gaps: [`failed: ${error instanceof Error ? error.message : error}`], asked }
    } finally {
      await network.close()
      server.close()
    }
  }
  const cases: readonly (readonly [what: string, page: (page: number) => Page, names: number, gap: RegExp])[] = [
    [
      'with two pages',
      (page) => ({ body: { total_count: 150, secrets: page === 1 ? many(0) : many(100, 50) } }),
      150,
      /^$/,
    ],
    [
      'with shorter pages than were asked for',
      (page) => ({ body: { total_count: 60, secrets: many((page - 1) * 30, 30) } }),
      60,
      /^$/,
    ],
    [
      'with the same page again and again',
      () => ({ body: { secrets: many(0) } }),
      100,
      /^GitHub gave the same names twice/,
    ],
    [
      'with fewer names than it counts',
      (page) => ({ body: { total_count: 9, secrets: page === 1 ? many(0, 3) : [] } }),
      3,
      /^GitHub counts 9 secrets, and listed 3/,
    ],
    [
      'with entries without a name',
      () => ({ body: { total_count: 4, secrets: [...many(0, 2), {}, { name: '\u001b[31mX' }] } }),
      2,
      /^2 entries hold no name that GitHub allows$/,
    ],
    [
      'with a full page of which one entry has no name',
      (page) => ({ body: { secrets: page === 1 ? [...many(0, 99), null] : many(99, 5) } }),
      104,
      /^1 entries hold no name/,
    ],
    [
      'that breaks off',
      (page) => ({ status: page === 1 ? 200 : 502, body: { secrets: many(0) } }),
      100,
      /^the list broke off after 1 pages: GitHub answered 502/,
    ],
    ['with HTML', () => ({ body: '<html>' }), 0, /^failed: GitHub did not answer with a list of secrets/],
    [
      'with an object for a list',
      () => ({ body: { secrets: { 0: name(0) } } }),
      0,
      /^failed: GitHub did not answer with a list/,
    ],
    ['with a redirect', () => ({ status: 302, body: '' }), 0, /^failed: GitHub answered 302/],
    [
      'without end',
      (page) => ({ body: { total_count: 1e9, secrets: many(page * 100) } }),
      5_000,
      /^only the first 50 pages/,
    ],
  ]
  for (const [what, page, names, gap] of cases)
    it(`is listed as far as it goes, and what is missing is said: ${what}`, async () => {
      const found = await listed(page)
      assert.equal(found.names, names, found.gaps.join())
      assert.match(found.gaps.join(), gap)
      assert.ok(found.asked <= 50)
    })
})
