import assert from 'node:assert/strict'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, before, describe, it } from 'node:test'
import { accessKeyIdFor } from '../../../local/aws/caller.ts'
import { aFolder } from '../../support/command-line.ts'
import { hookLimit, itemsOf, keepOpen, type Product, startProduct } from '../../support/stack.ts'
import { parseXml } from '../../support/xml.ts'
import { gateCases } from './cases.ts'
import { type Deployed, readReports, reportArgs, startDeployed } from './deployed.ts'

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

  for (const { title, args, laterMs = 0, code, ruling, headline, because, annotation, junit } of gateCases)
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

  it('records an override in the table and publishes it to the notice topic', async () => {
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
      kept.map(({ body }) => body?.S ?? '').find((body) => body.includes('because')) ?? '',
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
        [
          recorded.code,
          /stale: version \S+ was judged, and nothing shows that the deployment would read it/.test(recorded.stdout),
        ],
        [2, true],
      )
      const probed = await deployed.gate('orders')
      assert.deepEqual([probed.code, /✗ production\/orders {2}half_rotated/.test(probed.stdout)], [1, true])
    } finally {
      deployed.stack.aws.secretsManager.put('production/orders', await product.mint())
    }
  })

  it('makes only the calls to AWS that the policy of the gate allows: the directory and the probe', async () => {
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

  it('sends names to the probe, no secret and no URL', async () => {
    await deployed.gate('--used-by', 'shop', '--tag', 'x')
    const call = deployed.stack.aws.invocations.calls.findLast(({ operation }) => operation === 'Invoke')
    assert.deepEqual(call?.input, {
      FunctionName: 'tokenwatch-probe',
      Qualifier: 'gate',
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

  it("appends to GitHub's step summary", async () => {
    const summary = join(cwd, 'summary.md')
    await rm(summary, { force: true })
    for (const service of ['shop', 'docs'])
      await deployed.run(['gate', '--used-by', service, '--report', 'github'], { GITHUB_STEP_SUMMARY: summary })
    const text = await readFile(summary, 'utf8')
    assert.match(
      text,
      /^## May shop rely on its credentials\? YES\n[\s\S]*^## May docs rely on its credentials\? NO\n/m,
    )
  })
})
