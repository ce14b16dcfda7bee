import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { openConditions } from '../../functions/aws/conditions.ts'
import type { Condition, Storm } from '../../functions/core/state/conditions.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { parseMetrics } from '../status-page/parse-metrics.ts'
import { aFolder } from '../support/command-line.ts'
import { hookLimit, keepOpen, pagesOf, startProduct, stateOf } from '../support/stack.ts'
import { type Deployed, startDeployed } from './gate/deployed.ts'

const storm: Storm = {
  kind: 'storm',
  id: 'github',
  revision: 1,
  openedAt: Date.now(),
  bad: 12,
  of: 40,
  sample: ['production/wiki'],
  environments: ['production'],
  cleared: null,
  reminders: 0,
  pending: [],
}

const ownConfig = `import { declared, defineConfig } from 'tokenwatch'
export default defineConfig({
  name: 'acme',
  environments: { production: {} },
  checks: [declared({ id: 'ci', expires: '2099-01-01', impact: 'No builds' })],
})
`

const asSam = ['--by', 'sam', '--yes']
const forAnHour = ['--for', '1h', '--reason', 'the office moves', ...asSam]

describe("an operator's commands", { timeout: 240_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let deployed: Deployed
  before(async () => {
    cwd = keep(await aFolder()).path
    deployed = keep(await startDeployed(keep(await startProduct()), cwd))
  }, hookLimit)

  const run: Deployed['run'] = (...given) => deployed.run(...given)

  async function dataOf(...args: readonly string[]) {
    const { code, stdout, stderr } = await run([...args, '--json'])
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout).data
  }

  async function withConditions<Answer>(use: (store: ReturnType<typeof openConditions>) => Promise<Answer>) {
    const client = dynamoDbClient(deployed.stack.aws.dynamodb.url)
    try {
      return await use(openConditions(client, 'tokenwatch'))
    } finally {
      client.destroy()
    }
  }
  const conditions = (): Promise<readonly Condition[]> => withConditions((store) => store.all())

  describe('incidents', () => {
    it('shows the open ones with their start, their alert level, who was notified and the owner', async () => {
      const { code, stdout } = await run(['incidents'])
      assert.equal(code, 0)
      assert.match(stdout, /^✗ production\/wiki {2}rejected: unauthorized \(HTTP 401\).*\n {4}since {6}\d{4}-.* UTC\n/m)
      assert.match(
        stdout,
        / {4}severity {3}page\n {4}notified {3}page, \d{4}-.* UTC\n {4}impact {5}\S.*\n {4}owner {6}platform\n {4}runbook {4}https:\/\/wiki\.acme\.example\/tokens\n {4}do {9}put a working token into the secret$/m,
      )
      assert.doesNotMatch(stdout, /production\/orders/)
    })

    it('prints the same as JSON', async () => {
      const { incidents, storms, outages, silences } = await dataOf('incidents', '--environment', 'production')
      const wiki = incidents.find(({ check }: { check: string }) => check === 'production/wiki')
      const { openedAt = 0 } = (await stateOf(deployed.stack, 'production/wiki')).incident ?? {}
      assert.deepEqual(
        [wiki.since, wiki.reason, wiki.severity, wiki.notified.to, wiki.acknowledged, wiki.suppressedBy, wiki.todo],
        [
          new Date(openedAt).toISOString(),
          'rejected',
          'page',
          'page',
          null,
          null,
          'put a working token into the secret',
        ],
      )
      assert.deepEqual([storms, outages, silences], [[], [], []])
    })

    it('refuses an unknown environment', async () => {
      const { code, stderr } = await run(['incidents', '--environment', 'prodction'])
      assert.deepEqual(
        [code, stderr],
        [3, 'no check matches the environment "prodction": did you mean "production"?\n'],
      )
    })

    it('names the action and the policy if AWS denies it', async () => {
      deployed.stack.aws.invocations.inject({
        operation: '*',
        times: 9,
        fault: { error: 'AccessDeniedException', status: 403 },
      })
      const { code, stderr } = await run(['page', '--test'])
      deployed.stack.aws.invocations.clearFaults()
      assert.equal(code, 2)
      assert.match(stderr, /^AWS denies lambda:InvokeFunction on .*: attach the policy TokenwatchOperator of the/)
    })
  })

  describe('files of status', () => {
    const written = (name: string) => readFile(join(cwd, name), 'utf8')

    it('show the whole deployment as a page, as JSON and for Prometheus', async () => {
      const files = ['--html', 'report.html', '--feed', 'feed.json', '--metrics', 'tokenwatch.prom']
      const { code, stderr } = await run(['status', '--environment', 'production', ...files])
      assert.deepEqual([code, stderr], [0, 'wrote report.html\nwrote feed.json\nwrote tokenwatch.prom\n'])
      assert.match(await written('report.html'), /production\/wiki[\s\S]*rejected[\s\S]*platform/)
      const { counts, checks } = JSON.parse(await written('feed.json'))
      assert.deepEqual([counts.invalid, checks.length], [2, 8])
      const samples = parseMetrics(await written('tokenwatch.prom'))
      const orders = samples.find(
        ({ name, labels }) => name === 'tokenwatch_check_valid' && labels['check'] === 'production/orders',
      )
      assert.equal(orders?.value, 1)
    })

    it('leave names out of a redacted page', async () => {
      assert.equal((await run(['status', '--html', 'redacted.html', '--redacted'])).code, 0)
      assert.doesNotMatch(await written('redacted.html'), /platform|wiki\.acme\.example|HTTP 401/)
    })

    it('are refused together with flags that make no sense, and where they cannot be written', async () => {
      const alone = await run(['status', '--redacted'])
      assert.deepEqual([alone.code, alone.stderr], [3, '--redacted needs --html <file>: it is about the page\n'])
      const nowhere = await run(['status', '--html', 'nowhere/report.html'])
      assert.match(nowhere.stderr, /^nowhere\/report\.html: cannot be written \(ENOENT\)/)
    })
  })

  describe('inventory', () => {
    const written = (name: string) => readFile(join(cwd, name), 'utf8')

    it('lists each credential, each risk with its list, and what is not judged', async () => {
      const { code, stdout, stderr } = await run(['inventory', '--environment', 'production', '--since', '30d'])
      assert.deepEqual([code, stderr], [0, ''])
      assert.match(stdout, /^acme: 8 credentials, as of /)
      assert.match(stdout, /^production\/wiki +platform +not known +not known +never$/m)
      assert.match(stdout, /NHI2:2025 Secret Leakage: not judged/)
      assert.match(stdout, /NHI9:2025 NHI Reuse: 1 found.*\n {4}production\/ci: 2 services use it: release, billing/)
    })

    it('writes a page and tables', async () => {
      const { code, stderr } = await run(['inventory', '--html', 'inventory.html', '--csv', 'inventory'])
      const tables = ['credentials', 'risks', 'rotations'].map((name) => `wrote inventory/${name}.csv\n`)
      assert.deepEqual([code, stderr], [0, `wrote inventory.html\n${tables.join('')}`])
      assert.match(await written('inventory.html'), /NHI1:2025 Improper Offboarding[\s\S]*production\/wiki/)
      assert.equal((await written('inventory/credentials.csv')).split('\r\n').length, 10)
      assert.match(await written('inventory/rotations.csv'), /^check,started,ended,outcome,/)
    })

    it('prints the same as JSON', async () => {
      const { credentials, risks, rotations } = await dataOf('inventory')
      const orders = credentials.find(({ check }: { check: string }) => check === 'production/orders')
      assert.deepEqual([orders.standing, orders.expires.source, risks.length, rotations], ['valid', 'answer', 10, []])
      assert.ok(Date.parse(orders.provedAt) > 0)
    })

    it('refuses an unknown environment and a place where nothing can be written', async () => {
      const unknown = await run(['inventory', '--environment', 'prodction'])
      assert.match(unknown.stderr, /^--environment: no check of acme is in it; it has production/)
      await writeFile(join(cwd, 'taken'), '')
      const nowhere = await run(['inventory', '--csv', 'taken'])
      assert.match(nowhere.stderr, /^taken: no folder can be made here/)
      assert.deepEqual([unknown.code, nowhere.code === 0], [3, false])
    })
  })

  describe('a config beside a command', () => {
    it('names its deployment', async () => {
      await writeFile(join(cwd, 'tokenwatch.config.ts'), ownConfig)
      const named = await run(['incidents', '--json'], { TOKENWATCH_DEPLOYMENT: '' })
      await rm(join(cwd, 'tokenwatch.config.ts'))
      assert.deepEqual([named.code, JSON.parse(named.stdout).data.deployment], [0, 'acme'])
    })

    it('is a failure with the problems of the config, or of none', async () => {
      await writeFile(join(cwd, 'tokenwatch.config.ts'), ownConfig.replace("'acme'", "'Ac me'"))
      const bad = await run(['incidents'], { TOKENWATCH_DEPLOYMENT: '' })
      await rm(join(cwd, 'tokenwatch.config.ts'))
      assert.match(bad.stderr, /^tokenwatch\.config\.ts: name: /)
      const none = await run(['incidents'], { TOKENWATCH_DEPLOYMENT: '' })
      assert.match(none.stderr, /^no deployment is named: .*, or run it where tokenwatch\.config\.ts is\n$/)
    })
  })

  describe('ack', () => {
    it('shows its plan, and does nothing without confirmation', async () => {
      const { code, stderr, stdout } = await run(['ack', 'wiki', '--by', 'sam', '--json'])
      assert.equal(code, 2)
      assert.match(stderr, /^This would acknowledge production\/wiki as sam:\n {2}rejected, open since/)
      assert.equal(JSON.parse(stdout).problems[0].code, 'not_agreed')
      assert.equal((await stateOf(deployed.stack, 'production/wiki')).incident?.acknowledged, null)
    })

    it('acknowledges an incident, visibly for everybody', async () => {
      assert.equal((await run(['ack', 'wiki', '--yes'], { USER: 'sam' })).code, 0)
      assert.equal((await stateOf(deployed.stack, 'production/wiki')).incident?.acknowledged?.by, 'sam')
      assert.match((await run(['incidents'])).stdout, /^ {4}acked by {3}sam, /m)
    })

    for (const [times, code, message] of [
      [1, 0, /^$/],
      [
        2,
        2,
        /^production\/chat: the monitor changed the state twice at the same moment, so nothing was acknowledged; run the command again\n$/,
      ],
    ] as const)
      it(`reads again if the monitor wrote first, once: ${times} lost`, async () => {
        const fault = { error: 'ConditionalCheckFailedException', status: 400 }
        deployed.stack.aws.dynamodb.inject({ operation: 'PutItem', times, fault })
        const ended = await run(['ack', 'chat', ...asSam])
        deployed.stack.aws.dynamodb.clearFaults()
        assert.equal(ended.code, code)
        assert.match(ended.stderr, message)
      })

    const refusals: readonly (readonly [
      string,
      readonly string[],
      Readonly<Record<string, string>>,
      number,
      RegExp,
    ])[] = [
      ['where nothing is open', ['orders', '--by', 'sam'], {}, 3, /^production\/orders has no open incident/],
      ['of a check that there is not', ['wikki', '--by', 'sam'], {}, 3, /did you mean "wiki"\?\n$/],
      [
        'of nobody',
        ['wiki'],
        {},
        3,
        /^--by <who> is missing: this machine does not name its user; add for example --by sam\n$/,
      ],
      [
        'of a pipeline',
        ['wiki'],
        { CI: 'true', USER: 'runner' },
        3,
        /^--by <who> is missing: a pipeline has no user of its own/,
      ],
    ]
    for (const [what, args, env, code, message] of refusals)
      it(`is refused ${what}`, async () => {
        const ended = await run(['ack', ...args], env)
        assert.equal(ended.code, code)
        assert.match(ended.stderr, message)
      })
  })

  describe('silence', () => {
    it('suppresses what it covers until it ends, and can be ended before', async () => {
      const { id, checks } = await dataOf('silence', 'chat', ...forAnHour)
      assert.deepEqual(checks, ['production/chat'])
      await deployed.stack.tick('5m')
      const { incidents, silences } = await dataOf('incidents')
      assert.deepEqual(
        silences.map(({ covers, by, reason }: Record<string, unknown>) => [covers, by, reason]),
        [[{ check: 'production/chat' }, 'sam', 'the office moves']],
      )
      assert.ok(incidents.length > 0)
      assert.match((await run(['silence', 'end', id])).stderr, /^This would end the silence of check production\/chat:/)
      assert.equal((await run(['silence', 'end', id, '--yes'])).code, 0)
      assert.deepEqual((await dataOf('incidents')).silences, [])
      assert.match((await run(['incidents', '--all'])).stdout, new RegExp(`^- silence ${id} .*, ended \\d{4}-`, 'm'))
      const again = await run(['silence', 'end', id, '--yes'])
      assert.deepEqual([again.code, /^no silence with this id is active/.test(again.stderr)], [3, true])
    })

    it('is shown to everybody who looks at the check or deploys on it, and changes no ruling', async () => {
      const { id } = await dataOf('silence', '--provider', 'declared', ...forAnHour)
      const chat = await dataOf('silence', 'chat', ...forAnHour)
      const why = /silenced by sam until \d{4}-\d\d-\d\d \d\d:\d\d UTC: "the office moves"$/m
      const status = await run(['status'])
      const suppressedBy = status.stdout.split('\n').filter((line) => why.test(line))
      assert.deepEqual(
        suppressedBy.map((line) => line.split(' ')[0]),
        ['production/chat', 'production/ci'],
      )
      assert.deepEqual(
        (await dataOf('status', 'chat')).checks.map(({ suppressed }: Record<string, unknown>) => suppressed),
        [{ until: chat.until, by: 'sam', reason: 'the office moves' }],
      )
      const fine = await run(['gate', '--used-by', 'release'])
      assert.deepEqual([fine.code, /✓ production\/ci .*silenced by sam/.test(fine.stdout)], [0, true])
      const bad = await run(['gate', '--used-by', 'docs-preview'])
      assert.match(bad.stdout, /✗ production\/chat .*\n(?: {4}.*\n)* {4}suppressed +silenced by sam/)
      for (const one of [id, chat.id]) assert.equal((await run(['silence', 'end', one, '--yes'])).code, 0)
      assert.doesNotMatch((await run(['status'])).stdout, /silenced/)
    })

    it('may cover a provider or an environment', async () => {
      for (const covers of [
        ['--provider', 'declared'],
        ['--environment', 'production'],
      ]) {
        const { id, checks } = await dataOf('silence', ...covers, ...forAnHour)
        assert.equal(checks.length, covers[1] === 'declared' ? 1 : 8)
        assert.equal((await run(['silence', 'end', id, '--yes'])).code, 0)
      }
    })

    it('keeps no secret that was written into its reason', async () => {
      const { id, reason } = await dataOf(
        'silence',
        'chat',
        '--for',
        '1h',
        '--reason',
        `we use ghp_${'a1B2'.repeat(9)}`,
        ...asSam,
      )
      assert.equal(reason, 'we use [hidden]')
      await run(['silence', 'end', id, '--yes'])
    })

    const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
      ['about nothing', forAnHour, /^silence: expected exactly one of a check, --provider, --tag and --environment$/m],
      ['about two things', ['chat', '--tag', 'blue', ...forAnHour], /^silence: expected exactly one of a check/],
      ['without an end', ['chat', '--reason', 'a move', ...asSam], /^--for <duration> is missing/],
      [
        'for a time that is none',
        ['chat', '--for', 'ever', '--reason', 'a move', ...asSam],
        /^--for: expected a duration/,
      ],
      ['for ages', ['chat', '--for', '31d', '--reason', 'a move', ...asSam], /^--for: expected at most 30d/],
      ['without a reason', ['chat', '--for', '1h', ...asSam], /^--reason: expected a reason/],
      ['about a tag that no check has', ['--tag', 'blue', ...forAnHour], /^no check matches the tag "blue"/],
      ['about a provider that no check has', ['--provider', 'declred', ...forAnHour], /did you mean "declared"\?\n$/],
    ]
    for (const [what, args, message] of refusals)
      it(`is refused ${what}`, async () => {
        const { code, stderr } = await run(['silence', ...args])
        assert.equal(code, 3)
        assert.match(stderr, message)
      })
  })

  describe('incidents clear', () => {
    it('clears the storm that a person has reviewed', async () => {
      await withConditions((store) => store.put(storm, null))
      assert.match(
        (await run(['incidents'])).stdout,
        /^✗ storm of github {2}12 of 40 credentials bad at once, .*; its rotations are held until all are good, or until you run: tokenwatch incidents clear github$/m,
      )
      const near = await run(['incidents', 'clear', 'gihub', ...asSam])
      assert.deepEqual([near.code, /did you mean "github"\?\n$/.test(near.stderr)], [3, true])
      assert.match((await run(['incidents', 'clear', 'github', '--by', 'sam'])).stderr, /Nothing was done/)
      assert.equal((await run(['incidents', 'clear', 'github', ...asSam])).code, 0)
      const cleared = (await conditions()).filter((one) => one.kind === 'storm')
      assert.deepEqual(
        cleared.map((one) => [one.cleared?.by, one.pending]),
        [['sam', ['resolve']]],
      )
      assert.deepEqual((await dataOf('incidents')).storms, [])
      assert.equal((await run(['incidents', 'clear', 'github', ...asSam])).code, 3)
    })
  })

  describe('page --test', () => {
    it('has the deployed probe page, and reports the accepted messages', async () => {
      const before = pagesOf(deployed.stack).length
      const { code, stdout } = await run(['page', '--test', '--yes'])
      assert.deepEqual([code, stdout.startsWith('✓ production  2 of 2 messages accepted by SNS')], [0, true])
      const subjects = pagesOf(deployed.stack)
        .slice(before)
        .map(({ subject }) => subject)
      assert.deepEqual(
        subjects.map((subject) => /^(ALARM|OK): TEST/.test(subject)),
        [true, true],
      )
    })

    it('reports the messages that were not accepted, and ends with 2', async () => {
      deployed.stack.aws.sns.inject({ operation: '*', times: 99, fault: { error: 'InternalFailure', status: 500 } })
      const { code, stdout } = await run(['page', '--test', '--yes'])
      deployed.stack.aws.sns.clearFaults()
      assert.deepEqual([code, stdout], [2, '✗ production  0 of 2 messages accepted by SNS\n'])
    })

    it('pages nobody without confirmation, without --test, or in an unknown environment', async () => {
      const before = pagesOf(deployed.stack).length
      const ends = [
        ['page', '--test'],
        ['page', '--yes'],
        ['page', '--test', '--environment', 'prod', '--yes'],
      ]
      const runs = await Promise.all(ends.map((args) => run(args)))
      assert.deepEqual(
        runs.map(({ code }) => code),
        [2, 3, 3],
      )
      assert.equal(pagesOf(deployed.stack).length, before)
    })
  })
})
