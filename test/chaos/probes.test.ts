import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import type { Tolerance } from '../../chaos/experiment/probe.ts'
import { issuerSettings } from '../../chaos/issuer/settings.ts'
import { isTolerated, runProbe } from '../../chaos/trial/probe.ts'
import { conclusive } from '../support/conclusive-run.ts'
import { serving } from '../support/orders-service.ts'
import { changed } from './changed-experiment.ts'
import { openTargets, runAgainst, stormAgainst, type Targets } from './service-target.ts'

describe('the tolerance of a probe', () => {
  const answer = (status: number, body = '') => ({ status, texts: { body, stdout: '', stderr: '' } })
  const ended = (status: number, stdout = '', stderr = '') => ({ status, texts: { body: '', stdout, stderr } })
  const cases: readonly (readonly [boolean, ReturnType<typeof answer>, Tolerance])[] = [
    [true, answer(200), 200],
    [false, answer(503), 200],
    [true, answer(204), [200, 204]],
    [false, answer(404), [200, 204]],
    [true, answer(200, 'ready'), 'ready'],
    [true, answer(201), true],
    [false, answer(500), true],
    [true, answer(500), false],
    [true, ended(0), true],
    [true, ended(0), 0],
    [false, ended(1), 0],
    [true, ended(0, 'ready\n'), 'ready'],
    [true, answer(204), { type: 'range', range: [200, 299] }],
    [false, answer(301), { type: 'range', range: [200, 299] }],
    [true, answer(200, 'queue: 3'), { type: 'regex', pattern: 'queue: [0-9]$' }],
    [false, ended(0, 'queue: 3', 'warning'), { type: 'regex', pattern: 'warning', target: 'stdout' }],
    [true, ended(0, 'queue: 3', 'warning'), { type: 'regex', pattern: 'warning', target: 'stderr' }],
  ]
  for (const [expected, seen, tolerance] of cases)
    it(`${JSON.stringify(tolerance)} is ${expected ? 'kept' : 'broken'} by ${JSON.stringify(seen)}`, () =>
      assert.equal(isTolerated(seen, tolerance), expected))
})

describe('a file that asks for more than a run does', () => {
  type File = Parameters<Parameters<typeof changed>[0]>[0]
  const probe = (provider: object) => ({ type: 'probe', name: 'mine', tolerance: 0, provider })
  const refused: readonly (readonly [string, (file: File) => void, RegExp])[] = [
    [
      'a python probe',
      (file) => void (file['steady-state-hypothesis'].probes as object[]).push(probe({ type: 'python', module: 'm' })),
      /^steady-state-hypothesis\.probes\[1\]: a python provider cannot be run here; .*Chaos Toolkit/,
    ],
    [
      'a tolerance that is not judged',
      (file) => {
        const tolerance = { type: 'jsonpath', path: '$.a' }
        ;(file.method as object[]).push({ ...probe({ type: 'process', path: 'true' }), tolerance })
      },
      /^method\[1\]: expected a provider/,
    ],
    [
      'a second action',
      (file) =>
        void (file.method as object[]).push({
          type: 'action',
          name: 'scale',
          provider: { type: 'http', url: 'https://a.example' },
        }),
      /^method\[1\]: a run makes injections/,
    ],
    [
      'a rollback of its own',
      (file) =>
        void (file.rollbacks as object[]).push({
          type: 'action',
          name: 'restart',
          provider: { type: 'process', path: 'true' },
        }),
      /^rollbacks\[1\]: a run makes injections/,
    ],
  ]
  for (const [title, change, reason] of refused)
    it(`is refused with the field: ${title}`, () => {
      const parsed = parseExperiment(changed(change))
      assert.ok(!parsed.ok)
      assert.match(parsed.refusals.join('\n'), reason)
    })
})

describe('probes of an experiment', { timeout: 110_000 }, () => {
  let targets: Targets
  before(async () => {
    targets = await openTargets()
  })
  after(() => targets.close())

  const http = (url: string) => ({ type: 'probe', name: 'the shop', tolerance: 200, provider: { type: 'http', url } })
  const exiting = (code: number) => ({
    type: 'probe',
    name: 'no order is stuck',
    tolerance: 0,
    provider: { type: 'process', path: process.execPath, arguments: ['-e', `process.exit(${code})`] },
  })

  it('must hold before the fault, or the service is not ready', async () => {
    const target = await targets.start('with breaker')
    const shop = await serving(async () => ({ status: 503, error: null }))
    const experiment = stormAgainst(target, {}, {}, (file) => {
      ;(file['steady-state-hypothesis'].probes as object[]).push(http(shop.url))
    })
    const journal = await conclusive(() => runAgainst(experiment, target, targets.directory), 1)
    await shop.close()
    assert.equal(journal.verdict, 'not-ready')
    assert.match(JSON.stringify(journal.verdictReasons), /before the fault, the probe the shop was not within/)
  })

  it('that break during the fault make the run deviated, whatever the load saw', async () => {
    const target = await targets.start('with breaker')
    const experiment = stormAgainst(
      target,
      {},
      {},
      (file) => void (file.method as object[]).push(exiting(4), exiting(0)),
    )
    const { verdict, verdictReasons } = await conclusive(() => runAgainst(experiment, target, targets.directory))
    assert.equal(verdict, 'deviated')
    assert.deepEqual(verdictReasons, [{ because: 'the probe no order is stuck was not within its tolerance' }])
  })

  it('that break for good make the run deviated', async () => {
    const target = await targets.start('with breaker')
    let asked = 0
    const shop = await serving(async () => ({ status: asked++ === 0 ? 200 : 503, error: null }))
    const experiment = stormAgainst(target, {}, {}, (file) => {
      ;(file['steady-state-hypothesis'].probes as object[]).push(http(shop.url))
    })
    const { verdict, verdictReasons } = await conclusive(() => runAgainst(experiment, target, targets.directory), 1)
    await shop.close()
    assert.equal(verdict, 'deviated')
    assert.match(JSON.stringify(verdictReasons), /the probe the shop was not within its tolerance/)
  })
})

const activity = z.looseObject({ name: z.string(), provider: z.looseObject({ arguments: z.unknown().optional() }) })
const shipped = z.looseObject({
  'steady-state-hypothesis': z.looseObject({ probes: z.array(activity) }),
  method: z.array(activity),
  rollbacks: z.array(activity),
})

describe('the shipped examples, sent as Chaos Toolkit sends them', { timeout: 60_000 }, () => {
  it('are accepted by a controller with an issuer that demands its token', async () => {
    const settings = issuerSettings.parse({ clientId: 'a', scopes: ['x', 'y'], secret: { id: 's' } })
    const points = await openPoints({
      upstreams: { api: 'http://127.0.0.1:9', idp: null, validation: null },
      issuer: { settings, clientSecret: 'the-client-secret-of-this-test' },
      secrets: false,
      ports: {},
      control: 0,
      silence: 30,
      controlToken: 'control-token-of-this-test',
    })
    const url = points.addresses.find(({ name }) => name === 'controller')?.url ?? ''
    const variables = new Map([
      ['controller', url],
      ['token', 'control-token-of-this-test'],
    ])
    /** Status of an activity. An unused one stays without a tolerance. */
    const statusOf = async ({ name, provider }: z.output<typeof activity>) => {
      const sent = { ...provider, type: 'http' as const, url: String(provider['url']), timeout: 10 }
      const method = provider['method'] === 'POST' ? 'POST' : 'GET'
      const headers = z.record(z.string(), z.string()).parse(provider['headers'] ?? {})
      return (await runProbe({ type: 'probe', name, provider: { ...sent, method, headers } }, variables)).status
    }
    try {
      const folder = new URL('../../examples/chaos/', import.meta.url)
      const refused: string[] = []
      for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml'))) {
        const example = shipped.parse(parse(await readFile(new URL(file, folder), 'utf8')))
        for (const probe of example['steady-state-hypothesis'].probes) assert.equal(await statusOf(probe), 417, file)
        for (const action of example.method) if ((await statusOf(action)) !== 201) refused.push(file)
        for (const rollback of example.rollbacks) assert.equal(await statusOf(rollback), 200, file)
      }
      // Nothing but the lab can cut alerts.
      assert.deepEqual(refused, ['f19-alarm-path-cut.yaml'])
    } finally {
      await points.close()
    }
  })
})
