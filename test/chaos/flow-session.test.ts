import assert from 'node:assert/strict'
import { appendFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { Agent } from 'undici'
import { connectController } from '../../chaos/controller/client.ts'
import { unsearchableSecrets } from '../../chaos/experiment/variables.ts'
import { createVirtualUser, type FlowStep } from '../../chaos/service/flow.ts'
import { openLogSource } from '../../chaos/service/log-source.ts'
import { createOwnSecrets } from '../../chaos/service/own-secrets.ts'
import { openService } from '../../chaos/service/subject.ts'
import { type FieldWords, noFieldWords } from '../../chaos/token/field-kind.ts'
import { startHostileServer } from '../support/hostile-server.ts'
import { jsonReply } from '../support/watched-api.ts'
import { openTargets, type Targets } from './service-target.ts'

const password = 'pass/word+of"a=user&of-the:door'

const step = (path: string, more: Partial<FlowStep> = {}): FlowStep => ({
  method: 'GET',
  path,
  headers: {},
  once: false,
  save: {},
  ...more,
})

function userOf(url: string, flow: readonly FlowStep[], words: FieldWords = noFieldWords) {
  const own = createOwnSecrets([password], words)
  const variables = new Map([['password', password]])
  const user = createVirtualUser({ url, flow, variables, dispatcher: new Agent(), errors: [], own })
  return { call: () => user.call(), leaks: (text: string) => own.leaksIn('log', text).length }
}

describe('cookies of a flow', () => {
  const cookiesSeen = async (set: readonly string[], paths: (port: number) => readonly string[]) => {
    const server = await startHostileServer(({ url }) => {
      const headers = url === '/login' ? { 'set-cookie': [...set] } : {}
      return { kind: 'answer', status: 200, headers, body: '{}' }
    })
    try {
      const flow = [step('/login', { once: true }), ...paths(server.port).map((path) => step(path))]
      const { outcome } = await userOf(server.url, flow).call()
      assert.equal(outcome.kind, 'ok')
      return server.requests.slice(1).map(({ headers }) => headers['cookie'] ?? '')
    } finally {
      await server.close()
    }
  }

  it('go to the host that has set them and to no other', async () => {
    const seen = await cookiesSeen(['seat=4; Path=/'], (port) => ['/orders', `http://localhost:${port}/orders`])
    assert.deepEqual(seen, ['seat=4', ''])
  })

  it('obey path, end and domain, and a later value replaces an earlier one', async () => {
    const set = [
      'wide=1; Path=/',
      'narrow=2; Path=/admin',
      'over=3; Path=/; Max-Age=0',
      'foreign=4; Domain=other.example; Path=/',
      'wide=5; Path=/',
      'not a cookie',
    ]
    assert.deepEqual(await cookiesSeen(set, () => ['/orders', '/admin/users']), ['wide=5', 'narrow=2; wide=5'])
  })

  it('are outranked by a step that writes its own', async () => {
    const server = await startHostileServer(jsonReply(200, {}))
    try {
      await userOf(server.url, [step('/a', { headers: { Cookie: 'mine=1' } })]).call()
      assert.equal(server.requests[0]?.headers['cookie'], 'mine=1')
    } finally {
      await server.close()
    }
  })
})

describe('credentials of a flow', () => {
  const session = 'session-0123456789abcdef'
  const flow = [
    step('/login', {
      method: 'POST',
      body: { user: 'acme-user-1', password: 'literal-password' },
      once: true,
      save: { ticket: '/accessToken', order: '/order/number', place: '/nextPageToken' },
    }),
    step('/orders', { headers: { 'X-Api-Key': 'key-of-the-header' } }),
  ]
  const answer = {
    accessToken: 'saved-token-0123456789',
    order: { number: 'order-number-0123' },
    nextPageToken: 'place-in-a-list-0123',
  }
  const called = async (words?: FieldWords) => {
    const cookies = [`sessionId=${session}; HttpOnly`, 'theme=dark-with-contrast']
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': cookies }).end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const address = server.address()
      assert.ok(typeof address === 'object' && address !== null)
      const user = userOf(`http://127.0.0.1:${address.port}/`, flow, words)
      assert.equal((await user.call()).outcome.kind, 'ok')
      return user
    } finally {
      server.close()
      server.closeAllConnections()
    }
  }

  it('are known: passwords, keys, session cookies and saved tokens; other values are not', async () => {
    const user = await called()
    const secrets = [password, 'literal-password', 'key-of-the-header', session, 'saved-token-0123456789']
    const publics = ['acme-user-1', 'dark-with-contrast', 'order-number-0123', 'place-in-a-list-0123']
    assert.deepEqual(
      [...secrets, ...publics].filter((text) => user.leaks(`line ${text} end`) > 0),
      secrets,
    )
  })

  it("follow the user's word about a field", async () => {
    const user = await called({ secret: ['order', 'theme'], public: ['sessionId', 'accessToken'] })
    const found = ['order-number-0123', 'dark-with-contrast', session, 'saved-token-0123456789']
    assert.deepEqual(found.map(user.leaks), [1, 1, 0, 0])
  })

  it('that are too short to be looked for are refused', () => {
    const declared = { secrets: { user: { pin: { type: 'env', key: 'PIN' }, unused: { type: 'env', key: 'UNUSED' } } } }
    const [refusal, ...others] = unsearchableSecrets([{ body: `$${'{pin}'}` }], declared, { PIN: '1234', UNUSED: '5' })
    assert.match(refusal ?? '', /^\$\{pin\}: expected at least 8 characters/)
    assert.deepEqual(others, [])
  })
})

describe('the log of a service behind a login', { timeout: 60_000 }, () => {
  let targets: Targets
  before(async () => {
    targets = await openTargets()
  })
  after(() => targets.close())

  it('is searched for the password of its user, in every encoding, and the journal is, too', async () => {
    const { service, control, controllerUrl, logFile } = await targets.start('with breaker')
    const subject = openService({
      urls: { fault: service.url, control: control.url },
      instances: 1,
      controller: connectController(controllerUrl),
      logs: [await openLogSource({ kind: 'file', path: logFile })],
      protectedUrl: null,
      secrets: [password],
    })
    try {
      const leaksNow = async () => (await subject.observe('complete')).leaks ?? assert.fail()
      assert.deepEqual(await leaksNow(), [])
      const basic = Buffer.from(`acme:${password}`).toString('base64')
      await appendFile(logFile, `refused: Basic ${basic}\n${JSON.stringify({ password })}\n`)
      const [leak, ...others] = await leaksNow()
      assert.match(leak?.where ?? '', /^log .+\.log$/)
      assert.deepEqual([leak?.count, others], [1, []])
      await appendFile(logFile, `again ${encodeURIComponent(password)}\n`)
      assert.equal((await leaksNow())[0]?.count, 2)
      assert.equal((await subject.leaksIn('journal', JSON.stringify({ note: password }))).length, 1)
    } finally {
      await subject.close()
    }
  })
})
