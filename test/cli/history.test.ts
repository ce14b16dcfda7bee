import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { openCheckHistory } from '../../functions/aws/history.ts'
import { boundsOf, dayMs, monthsBetween } from '../../functions/core/state/history-month.ts'
import type { Stack } from '../../local/stack.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { openCommandHost } from '../support/command-host.ts'
import { aFolder, type Run } from '../support/command-line.ts'
import { startHostileServer } from '../support/hostile-server.ts'
import { aWatch, bot, deploymentOf, eventually, hookLimit, itemsOf, keepOpen, startWatching } from '../support/stack.ts'

const cadence = '6h'
const hourMs = 3_600_000
const check = 'production/wiki'

describe('the history of a deployment, as days pass', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let isDead = false
  /** The deployment is days behind and comes nearer: a command takes no row from the future. */
  let offsetMs = -10 * dayMs
  let stack: Stack
  let cwd: string
  let host: ReturnType<typeof openCommandHost>
  before(async () => {
    const server = keep(
      await startHostileServer(() =>
        isDead ? { kind: 'json', status: 401, body: {} } : { kind: 'json', body: { login: bot.clientId } },
      ),
    )
    const deployment = deploymentOf([aWatch('wiki', `${server.url}/me`, { every: cadence })])
    const secrets = { [check]: 'a-token-of-the-test' }
    stack = keep(await startWatching(deployment, secrets, { clockOffsetMs: () => offsetMs }))
    cwd = keep(await aFolder()).path
    host = keep(openCommandHost())
  }, hookLimit)

  const run = (...args: readonly string[]): Promise<Run> =>
    host.run(args, { cwd, env: { ...stack.aws.environment('pipeline'), TOKENWATCH_DEPLOYMENT: 'acme' } })
  async function dataOf(...args: readonly string[]) {
    const { code, stdout, stderr } = await run(...args, '--json')
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout).data
  }
  const batches = () => stack.logbook.events.filter(({ event }) => event === 'batch').length
  /** Ticks four times a day, and waits for each batch. */
  async function pass(ticks: number): Promise<void> {
    for (let passed = 0; passed < ticks; passed += 1) {
      const before = batches()
      await stack.tick(cadence)
      await eventually(() => batches() > before)
      offsetMs += 6 * hourMs
    }
  }

  it('begins with no uptime that is not proved, and no incident', async () => {
    await pass(1)
    offsetMs -= 6 * hourMs
    const { checks } = await dataOf('status')
    assert.ok(checks[0].uptimes.every(({ validMs }: { validMs: number }) => validMs < 60_000))
    assert.deepEqual((await dataOf('incidents', '--all')).ended.incidents, [])
    offsetMs += 6 * hourMs
  })

  it('holds an incident that ended, with who acknowledged it', async () => {
    await pass(4)
    isDead = true
    await pass(2)
    const acked = await run('ack', 'wiki', '--by', 'sam', '--yes')
    assert.equal(acked.code, 0, acked.stderr)
    isDead = false
    await pass(6)
    const { ended, incidents } = await dataOf('incidents', '--all', '--check', 'wiki')
    assert.deepEqual(incidents, [])
    assert.equal(ended.incidents.length, 1)
    const [one] = ended.incidents
    assert.deepEqual(
      [one.check, one.reason, one.severity, one.notified, one.endedBy, one.acknowledged.by, one.shadow],
      [check, 'rejected', 'page', 'page', 'healthy', 'sam', false],
    )
    assert.ok(one.durationMs >= 12 * hourMs, `${one.durationMs} ms`)
    const { stdout } = await run('incidents', '--all')
    assert.match(stdout, /^no open incidents and no silences\n\nended since .*\n- production\/wiki {2}rejected: /)
    assert.match(stdout, /^ {4}acked by {3}sam, /m)
    assert.match(stdout, /^ {4}ended {6}.* UTC, then healthy$/m)
  })

  it('counts the incident in the uptime, and every window adds up', async () => {
    const { checks, at } = await dataOf('status')
    const [week] = checks[0].uptimes
    assert.ok(week.uptime > 0.5 && week.uptime < 1, `${week.uptime}`)
    // From the last good verdict to the first good one: three intervals.
    assert.ok(Math.abs(week.invalidMs - 18 * hourMs) < 60_000, `${week.invalidMs} ms`)
    for (const { from, validMs, invalidMs, misconfiguredMs, unknownMs, notJudgedMs } of checks[0].uptimes)
      assert.equal(validMs + invalidMs + misconfiguredMs + unknownMs + notJudgedMs, Date.parse(at) - Date.parse(from))
    assert.match((await run('status')).stdout, /^production\/wiki +\d\d\.\d\d% of \d+% /m)
  })

  it('keeps its months in the table for 400 days, and nobody loses a day between them and the state', async () => {
    const client = dynamoDbClient(stack.aws.dynamodb.url)
    const nowMs = Date.now() + offsetMs
    const months = await openCheckHistory(client, 'tokenwatch').readMonths(
      [check],
      monthsBetween(nowMs - 9 * dayMs, nowMs),
    )
    client.destroy()
    assert.ok(months.flatMap(({ changes }) => changes).some(({ to }) => to === 'rejected'))
    const rows = (await itemsOf(stack)).filter(({ pk }) => pk?.S?.startsWith('history#'))
    assert.deepEqual(
      new Set(rows.map(({ forgetAt }) => Number(forgetAt?.N))),
      new Set(months.map(({ month }) => (boundsOf(month).end + 400 * dayMs) / 1_000)),
    )
  })

  it('is in the feed and on the page of the deployment', async () => {
    const shown = await run('status', '--feed', 'feed.json', '--html', 'page.html')
    assert.equal(shown.code, 0)
    assert.doesNotMatch(shown.stderr, /not read/)
    const feed = JSON.parse(await readFile(join(cwd, 'feed.json'), 'utf8'))
    assert.deepEqual(
      feed.checks[0].history.ended.map(({ acknowledged }: { acknowledged: { by: string } }) => acknowledged.by),
      ['sam'],
    )
    assert.deepEqual(
      feed.checks[0].history.changes.map(({ to }: { to: string }) => to),
      ['healthy', 'rejected'],
    )
  })

  it('keeps a gap of the monitor apart', async () => {
    const before = (await dataOf('status')).checks[0].uptimes[1]
    offsetMs += 5 * dayMs
    await pass(2)
    const after = (await dataOf('status')).checks[0].uptimes[1]
    assert.equal(after.invalidMs, before.invalidMs)
    assert.ok(after.validMs - before.validMs < 13 * hourMs, `${after.validMs - before.validMs} ms more`)
  })

  const refusals: readonly (readonly [args: readonly string[], code: number, message: RegExp])[] = [
    [['--since', '30d'], 3, /^--since needs --all: it is about ended incidents\n$/],
    [['--all', '--since', '2y'], 3, /^--since: expected a duration such as/],
    [['--all', '--since', '401d'], 3, /^--since: expected at most 400d, since history is kept for that long\n$/],
    [['--check', 'wikki'], 3, /^--check: the config has no check "wikki"/],
  ]
  for (const [args, code, message] of refusals)
    it(`refuses ${args.join(' ')}`, async () => {
      const ended = await run('incidents', ...args)
      assert.match(ended.stderr, message)
      assert.equal(ended.code, code)
    })

  it('finds a removed check by its key, and has nothing to say of one that never was', async () => {
    assert.deepEqual((await dataOf('incidents', '--all', '--check', 'production/never')).ended.incidents, [])
  })
})
