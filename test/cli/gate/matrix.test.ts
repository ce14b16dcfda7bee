import assert from 'node:assert/strict'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, before, describe, it } from 'node:test'
import { accessKeyIdFor } from '../../../local/aws/caller.ts'
import { aFolder, tokenwatch } from '../../support/command-line.ts'
import { hookLimit, itemsOf, keepOpen, type Product, startProduct } from '../../support/stack.ts'
import { parseXml } from '../../support/xml.ts'
import { type Deployed, readReports, reportArgs, startDeployed } from './deployed.ts'

/** One situation, and what every reporter says of it. */
type ActiveConditions = {
  readonly title: string
  readonly args: readonly string[]
  /** How far the monitor's clock has run on since its last tick. */
  readonly laterMs?: number
  readonly code: 0 | 1 | 2
  readonly ruling: 'pass' | 'refuse' | 'cannot_tell'
  readonly headline: string
  readonly because: RegExp
  readonly annotation: RegExp | null
  readonly junit: RegExp
}

const yes = '? YES'
const no = '? NO'
const cannotTell = '? CANNOT TELL'
const minutes = 60_000

const situations: readonly ActiveConditions[] = [
  {
    title: 'a healthy credential',
    args: ['--used-by', 'shop'],
    ...{
      code: 0,
      ruling: 'pass',
      headline: `May shop rely on its credentials${yes}`,
      because: /✓ production\/orders {2}healthy, expires in 59m/,
    },
    ...{ annotation: null, junit: /<testcase [^>]*name="production\/orders"[^>]*\/>/ },
  },
  {
    title: 'an invalid credential',
    args: ['--used-by', 'docs', '--environment', 'production'],
    ...{
      code: 1,
      ruling: 'refuse',
      headline: `May docs in production rely on its credentials${no}`,
      because:
        /✗ production\/wiki {2}rejected: .*\(HTTP 401\)\n +since .* UTC\n +breaks +Nobody can order\n +owner +platform\n +do +put a working token/,
    },
    ...{
      annotation: /^::error title=Tokenwatch%3A production\/wiki::rejected/m,
      junit: /failures="1"[\s\S]*<failure message="rejected: /,
    },
  },
  {
    title: 'an invalid credential that is advisory',
    args: ['--used-by', 'docs-preview'],
    ...{ code: 0, ruling: 'pass', headline: yes, because: /✗ production\/chat {2}rejected[\s\S]*gate +advisory/ },
    ...{
      annotation: /^::warning title=Tokenwatch%3A production\/chat::/m,
      junit: /skipped="1"[\s\S]*<skipped\/>\s*<system-out><!\[CDATA\[rejected: /,
    },
  },
  {
    title: 'a credential that expires too soon',
    args: ['orders', '--min-ttl', '2h'],
    ...{
      code: 1,
      ruling: 'refuse',
      headline: `May a deployment rely on orders${no}`,
      because: /✗ production\/orders {2}expires in 59m \d+s \(answer\), --min-ttl requires 2h/,
    },
    ...{ annotation: /^::error .*expires in/m, junit: /<failure message="expires in / },
  },
  {
    title: 'a credential that lives long enough',
    args: ['orders', '--min-ttl', '30m'],
    ...{ code: 0, ruling: 'pass', headline: yes, because: /✓/, annotation: null, junit: /failures="0" errors="0"/ },
  },
  {
    title: 'an API that does not answer',
    args: ['--used-by', 'search'],
    ...{
      code: 2,
      ruling: 'cannot_tell',
      headline: cannotTell,
      because: /\? production\/search {2}unreachable: connection_refused/,
    },
    ...{
      annotation: /^::error title=Tokenwatch%3A production\/search::unreachable/m,
      junit: /<error message="unreachable/,
    },
  },
  {
    title: 'an end that nobody knows, where it has to be known',
    args: ['--used-by', 'undated', '--require-expiry'],
    ...{
      code: 2,
      ruling: 'cannot_tell',
      headline: cannotTell,
      because: /\? production\/bare {2}its expiry is unknown/,
    },
    ...{ annotation: /^::error .*its expiry is unknown/m, junit: /<error message="its expiry is unknown/ },
  },
  {
    title: 'an end that nobody knows, where nobody asks',
    args: ['--used-by', 'undated'],
    ...{
      code: 0,
      ruling: 'pass',
      headline: yes,
      because: /✓ production\/bare {2}healthy\n/,
      annotation: null,
      junit: /errors="0"/,
    },
  },
  {
    title: 'a record that is too old, where nothing is probed',
    args: ['--used-by', 'shop', '--evidence', 'recorded', '--max-age', '1m'],
    laterMs: 5 * minutes,
    ...{
      code: 2,
      ruling: 'cannot_tell',
      headline: cannotTell,
      because: /\? production\/orders {2}stale: last judged 5m \d*s? ?ago, at most 1m are accepted/,
    },
    ...{ annotation: /^::error .*stale/m, junit: /<error message="stale/ },
  },
  {
    title: 'a record that is too old, where a probe may be made',
    args: ['--used-by', 'shop', '--max-age', '1m'],
    laterMs: 5 * minutes,
    ...{
      code: 0,
      ruling: 'pass',
      headline: yes,
      because: /0 recorded, 1 probed now/,
      annotation: null,
      junit: /errors="0"/,
    },
  },
  {
    title: 'a dead monitor, although its probe answers',
    args: ['--used-by', 'shop'],
    laterMs: 30 * minutes,
    ...{
      code: 2,
      ruling: 'cannot_tell',
      headline: cannotTell,
      because: /! the monitor is down: its last tick for 5m was 30m/,
    },
    ...{
      annotation: /^::error title=Tokenwatch::the monitor is down/m,
      junit: /name="monitor">\s*<error message="the monitor is down/,
    },
  },
  {
    title: 'a secret that is not there',
    args: ['--used-by', 'sales'],
    ...{ code: 1, ruling: 'refuse', headline: no, because: /✗ production\/crm {2}secret_missing/ },
    ...{ annotation: /^::error .*secret_missing/m, junit: /<failure message="secret_missing/ },
  },
  {
    title: 'an address that is not the API',
    args: ['--used-by', 'routes'],
    ...{ code: 2, ruling: 'cannot_tell', headline: cannotTell, because: /\? production\/maps {2}wrong_target/ },
    ...{ annotation: /^::error .*wrong_target/m, junit: /<error message="wrong_target/ },
  },
  {
    title: 'all of them, of which the worst counts',
    args: [],
    ...{
      code: 1,
      ruling: 'refuse',
      headline: `May a deployment rely on its credentials${no}`,
      because: /2 refused|3 refused/,
    },
    ...{ annotation: /^::error/m, junit: /tests="8"/ },
  },
  {
    title: 'an invalid credential that somebody overrides',
    args: ['--used-by', 'docs', '--override', 'the wiki is not needed today'],
    ...{
      code: 0,
      ruling: 'refuse',
      headline: `${no}, overridden: "the wiki is not needed today"`,
      because: /✗ production\/wiki/,
    },
    ...{
      annotation: /^::warning title=Tokenwatch%3A production\/wiki/m,
      junit: /<property name="override" value="NO, overridden/,
    },
  },
]

describe('tokenwatch gate, asking the deployed probe', { timeout: 180_000 }, () => {
  const keep = keepOpen()
  let product: Product
  let deployed: Deployed
  let cwd: string
  before(async () => {
    cwd = keep(await aFolder()).path
    product = keep(await startProduct())
    deployed = keep(await startDeployed(product, cwd))
  }, hookLimit)
  afterEach(() => {
    deployed.shiftClock(0)
  })

  for (const { title, args, laterMs = 0, code, ruling, headline, because, annotation, junit } of situations)
    it(`exits with ${code} for ${title}, and every report says so`, async () => {
      deployed.shiftClock(laterMs)
      const run = await deployed.gate(...args, ...reportArgs)
      assert.deepEqual([run.code, run.stderr], [code, ''])
      const reports = await readReports(cwd)
      assert.ok(run.stdout.split('\n', 1)[0]?.endsWith(headline), run.stdout)
      assert.match(run.stdout, because)
      assert.deepEqual([reports.json.exitCode, reports.json.data['ruling']], [code, ruling])
      assert.match(reports.junit, junit)
      assert.equal(parseXml(reports.junit).name, 'testsuites')
      assert.ok(reports.markdown.split('\n', 1)[0]?.endsWith(headline), reports.markdown)
      if (annotation === null) assert.doesNotMatch(run.stdout, /^::/m)
      else assert.match(run.stdout, annotation)
      assert.doesNotMatch(run.stdout + JSON.stringify(reports), /nobody-honours|never-sent/)
    })

  it('keeps an override in the table and tells it to the notice topic', async () => {
    const before = deployed.stack.aws.sns.published.length
    await deployed.gate('wiki', '--override', 'because\u001b[31m ghp_aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3')
    const [notice, ...more] = deployed.stack.aws.sns.published.slice(before)
    assert.deepEqual([notice?.topicArn, more], [deployed.stack.topicArns.notice, []])
    assert.equal(notice?.subject, 'OK: gate overridden in production')
    assert.match(
      notice?.byProtocol['email'] ?? '',
      /overrode the gate, which did not pass production\/wiki: because .*\[hidden\]/,
    )
    assert.doesNotMatch(JSON.stringify(notice), /ghp_|\\u001b/)
    const kept = (await itemsOf(deployed.stack)).filter(({ pk }) => pk?.S === 'gate#overrides')
    assert.match(
      kept.at(-1)?.['body']?.S ?? '',
      /^\{"reason":"because .*\[hidden\]","by":".* at a terminal","against":\["production\/wiki"\],"at":\d+\}$/,
    )
    const event = deployed.stack.logbook.events.findLast((one) => one.event === 'override')
    assert.deepEqual(event?.event === 'override' && event.checks, ['production/wiki'])
  })

  it('judges the version that the deployment will read, not the one that was recorded', async () => {
    deployed.stack.aws.secretsManager.put('production/orders', 'a-new-one-that-nobody-honours')
    try {
      const recorded = await deployed.gate('orders', '--evidence', 'recorded')
      assert.deepEqual(
        [recorded.code, /stale: version \S+ was judged, the deployment would read another one/.test(recorded.stdout)],
        [2, true],
      )
      const probed = await deployed.gate('orders')
      assert.deepEqual([probed.code, /✗ production\/orders {2}half_rotated/.test(probed.stdout)], [1, true])
    } finally {
      deployed.stack.aws.secretsManager.put('production/orders', await product.mint())
    }
  })

  it('takes of AWS what the policy of the gate allows, the directory and the probe, and nothing else', async () => {
    await deployed.gate('wiki', '--override', 'to see every call of it')
    const { aws } = deployed.stack
    const { parameters, invocations, secretsManager, dynamodb, sns, sqs, cloudwatch } = aws
    const endpoints = { parameters, invocations, secretsManager, dynamodb, sns, sqs, cloudwatch }
    const calls = Object.entries(endpoints).flatMap(([name, { calls }]) =>
      calls
        .filter(({ accessKeyId }) => accessKeyId === accessKeyIdFor('pipeline'))
        .map(({ operation }) => `${name} ${operation}`),
    )
    assert.deepEqual([...new Set(calls)].toSorted(), ['invocations Invoke', 'parameters GetParameter'])
  })

  it('sends names and no secret, no URL to the probe', async () => {
    await deployed.gate('--used-by', 'shop', '--tag', 'x')
    const call = deployed.stack.aws.invocations.calls.findLast(({ operation }) => operation === 'Invoke')
    assert.deepEqual(call?.input, {
      FunctionName: 'tokenwatch-probe',
      Payload: {
        gate: {
          version: 1,
          kind: 'ask',
          question: {
            selection: { ids: [], tags: ['x'], usedBy: ['shop'], environment: null },
            evidence: 'either',
            maxAgeSeconds: null,
            scope: { only: null, except: [] },
          },
        },
      },
    })
  })

  it("adds to GitHub's step summary, where others write too", async () => {
    const summary = join(cwd, 'summary.md')
    await rm(summary, { force: true })
    const env = { ...deployed.env, GITHUB_STEP_SUMMARY: summary }
    for (const service of ['shop', 'docs'])
      await tokenwatch(['gate', '--used-by', service, '--report', 'github'], { cwd, env })
    const text = await readFile(summary, 'utf8')
    assert.match(
      text,
      /^## May shop rely on its credentials\? YES\n[\s\S]*^## May docs rely on its credentials\? NO\n/m,
    )
  })
})
