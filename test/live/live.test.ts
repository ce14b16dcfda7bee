import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { providers } from '../../functions/providers/providers.ts'
import { fixturesOf } from '../providers/fixture-files.ts'
import { checkFor, type StandIn, startStandIn } from '../providers/stand-in.ts'
import { explainLive } from './explanation.ts'
import { liveSubject, variableOf } from './subject.ts'

const providerOf = (name: string) => {
  const found = providers.get(name)
  assert.ok(found)
  return found
}

const token = 'rk_live_CANARY0123456789abcdefghijkl'

describe('the subject of a live test', () => {
  it('has a variable for each role', () => {
    assert.deepEqual(['token', 'clientSecret'].map(variableOf), [
      'TOKENWATCH_LIVE_TOKEN',
      'TOKENWATCH_LIVE_CLIENT_SECRET',
    ])
  })

  it('is a check with its options and expectations, and the credential from the environment', () => {
    const environment = { TOKENWATCH_LIVE_TOKEN: 'shpat_CANARY' }
    const subject = liveSubject(
      providerOf('shopify'),
      { shop: 'acme', scopes: 'read_products,write_orders' },
      environment,
    )
    assert.ok(typeof subject !== 'string', String(subject))
    assert.deepEqual(subject.check.expect.scopes.require, ['read_products', 'write_orders'])
    assert.equal(subject.read.credential.open('token'), 'shpat_CANARY')
  })

  it('is refused without its credential, by the name of the variable', () => {
    assert.match(
      String(liveSubject(providerOf('paypal'), {}, {})),
      /TOKENWATCH_LIVE_CLIENT_ID is not set: the client id\n/,
    )
  })

  it('is refused with the messages of a config', () => {
    const refused = liveSubject(providerOf('stripe'), { mode: 'staging' }, { TOKENWATCH_LIVE_TOKEN: token })
    assert.match(String(refused), /mode: expected one of live, test/)
  })

  it('is refused with a line break at the end of the token, without a byte of it', () => {
    const refused = liveSubject(providerOf('stripe'), {}, { TOKENWATCH_LIVE_TOKEN: `${token}\n` })
    assert.equal(refused, 'the credential cannot be used: trailing_newline')
  })
})

describe('the explanation of a live test', () => {
  const fixtures = fixturesOf('stripe')
  assert.ok(fixtures)
  let standIn: StandIn
  before(async () => {
    standIn = await startStandIn([fixtures])
  })
  after(() => standIn.close())

  it('names the request, the answer and the verdict, and nothing of the credential', async () => {
    const answer = fixtures.answers.find(({ reason }) => reason === 'wrong_environment')
    assert.ok(answer)
    const lines = explainLive(checkFor(fixtures), await standIn.probe(fixtures, answer))
    const without = lines.map((line) => line.replace(/after \d+ ms/, 'after some ms'))
    assert.deepEqual(without, [
      'verdict      wrong_environment (invalid)',
      'asked        GET https://api.stripe.com/v1/balance',
      'attempt 1    HTTP 200 after some ms, rule balance: alive',
      'attempt 2    HTTP 200 after some ms, rule balance: alive',
      'environment  test (expected live)',
      'scopes       not named',
      'expiry       not named',
      'because      wrong_environment: expected environment live, the answer says test',
    ])
  })
})

describe('npm run test:live', () => {
  const run = async (...args: string[]) => {
    const script = fileURLToPath(new URL('./run.ts', import.meta.url))
    const child = spawn(process.execPath, [script, ...args], { env: {}, stdio: ['ignore', 'ignore', 'pipe'] })
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    return { stderr, code }
  }

  it('is a usage fault without a provider, with an unknown one, or without a credential', async () => {
    for (const [args, message] of [
      [[], /none is named/],
      [['nonsense'], /no such one is named/],
      [['stripe'], /TOKENWATCH_LIVE_TOKEN is not set/],
      [['stripe', '--token', token], /a credential goes into the environment/],
    ] as const) {
      const { stderr, code } = await run(...args)
      assert.match(stderr, message)
      assert.ok(!stderr.includes('CANARY'))
      assert.equal(code, 3)
    }
  })
})
