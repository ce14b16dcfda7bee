import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { companyBill } from '../../cli/cost/company.ts'
import { estimate } from '../../cli/cost/model.ts'
import { savingsOf } from '../../cli/cost/savings.ts'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'

const environments = [anEnvironment({ page: [{ kind: 'email', address: 'ops@acme.example' }] })]

/** The columns of the table in docs/cost.md. */
const columns = [
  { checks: 5, everySeconds: 300 },
  { checks: 1_000, everySeconds: 300 },
  { checks: 1_000, everySeconds: 60 },
]

describe('the cost of a deployment', () => {
  it('is the one in docs/cost.md, line by line, to within a tenth', async () => {
    const page = await readFile(new URL('../../docs/cost.md', import.meta.url), 'utf8')
    for (const [column, { checks, everySeconds }] of columns.entries()) {
      const watched = Array.from({ length: checks }, (_, index) => aCheck({ id: `check-${index}`, everySeconds }))
      for (const { what, low, high } of estimate(aDeployment(watched, { environments })).lines) {
        const row = page.split('\n').find((line) => line.startsWith(`| ${what}`) && line.includes(' | $'))
        const cell = row?.split(' | ').slice(1)[column] ?? ''
        const [from, to = from] = [...cell.matchAll(/\$([\d.]+)/g)].map(([, amount]) => Number(amount))
        for (const [result, computed] of [
          [from, low],
          [to, high],
        ] as const)
          assert.ok(
            result !== undefined && Math.abs(result - computed) <= Math.max(0.011, computed * 0.1),
            `${what}: ${cell}, computed ${low} to ${high}`,
          )
      }
    }
  })

  it('has the reads of secrets in CloudTrail as a line beside the sum, of the size in docs/cost.md', () => {
    const watched = Array.from({ length: 1_000 }, (_, index) => aCheck({ id: `check-${index}`, everySeconds: 60 }))
    const { trail, lines, low } = estimate(aDeployment(watched, { environments }))
    // Between one read in ten minutes and one in each, for a month of 730 hours.
    assert.deepEqual(trail.events, { low: 1_000 * 730 * 6, high: 1_000 * 730 * 60 })
    assert.deepEqual([trail.gigabytes.low.toFixed(2), trail.gigabytes.high.toFixed(1)], ['6.57', '65.7'])
    assert.deepEqual([trail.secondTrail.low.toFixed(1), trail.secondTrail.high.toFixed(0)], ['87.6', '876'])
    const sum = lines.reduce((total, line) => total + line.low, 0)
    assert.equal(low.toFixed(6), sum.toFixed(6))
  })

  it('counts a call for up to twenty secrets of a batch, and beside it one for each', () => {
    const cost = (count: number, rest = {}) => {
      const watched = Array.from({ length: count }, (_, index) => aCheck({ id: `check-${index}`, everySeconds: 3_600 }))
      const { lines, chargedEach } = estimate(aDeployment(watched, rest))
      const calls = ({ low, high }: { low: number; high: number }) => {
        assert.equal(low, high)
        return Math.round(high / (0.05 / 1e4) / 730)
      }
      const line = lines.find(({ what }) => what === 'Secrets Manager')
      return [line && calls(line), chargedEach && calls(chargedEach)]
    }
    // One listing for each hundred, and a batch holds fifty checks: twenty, twenty and ten.
    assert.deepEqual(cost(20), [1 + 1, 1 + 20])
    assert.deepEqual(cost(21), [1 + 2, 1 + 21])
    assert.deepEqual(cost(100), [1 + 6, 1 + 100])
    assert.deepEqual(cost(101), [2 + 7, 2 + 101])
    assert.deepEqual(cost(101, { secretReads: 'single' }), [2 + 101, null])
  })

  it('counts the watchdog, the index and the schedule between slow ticks, and stays small every day', () => {
    const nightly = Array.from({ length: 100 }, (_, index) => aCheck({ id: `check-${index}`, everySeconds: 86_400 }))
    const lineOf = (what: string, checks: readonly ReturnType<typeof aCheck>[]) =>
      estimate(aDeployment(checks)).lines.find((line) => line.what === what)?.high ?? 0
    const [fast] = nightly.map((check) => ({ ...check, everySeconds: 300 }))
    const oneFast = fast === undefined ? [] : [...nightly.slice(1), fast]
    // A month has 2,920 runs of the watchdog and 4,380 deliveries, of half a second at 256 MB each.
    const beside = (2_920 + 4_380) * (0.5 * 0.25 * 0.0000133334 + 0.2 / 1e6)
    assert.ok(lineOf('Lambda', nightly) >= beside, `${lineOf('Lambda', nightly)} < ${beside}`)
    assert.ok(lineOf('Lambda', oneFast) > lineOf('Lambda', nightly))
    const reads = (4_380 + 2_920 * 3) * (0.125 / 1e6)
    assert.ok(lineOf('DynamoDB', nightly) >= reads, `${lineOf('DynamoDB', nightly)} < ${reads}`)
    const { high } = estimate(aDeployment(nightly))
    assert.ok(high < 9, `100 checks every 24h: ${high}`)
  })

  it('has a line of log for each reading, or only for the first of an hour', () => {
    const logs = (of: 'all' | 'changes', everySeconds: number) =>
      estimate(aDeployment([aCheck({ everySeconds })], { logs: of })).lines.find(({ what }) => what === 'logs')?.high ??
      0
    // 43,800 readings of 500 bytes, against 730 of 500 and the others of 45, at $0.53 for a gigabyte.
    assert.equal((logs('all', 60) - logs('changes', 60)).toFixed(6), (((43_800 - 730) * 455 * 0.53) / 1e9).toFixed(6))
    assert.equal(logs('all', 3_600), logs('changes', 3_600))
  })

  it('has the bill of a company beside the sum: each read is decrypted, and both are events', () => {
    const watched = Array.from({ length: 1_000 }, (_, index) => aCheck({ id: `check-${index}`, everySeconds: 3_600 }))
    const deployment = aDeployment(watched)
    const { company, low } = estimate(deployment)
    const reads = 730_000
    const expected = [reads * (0.03 / 1e4), 2 * reads * (4 / 1e6), 2 * reads * (2 / 1e5)]
    assert.deepEqual(
      company.lines.map(({ what, high }) => [what, high.toFixed(6)]),
      ['customer key', 'GuardDuty', 'second trail'].map((what, at) => [what, expected[at]?.toFixed(6)]),
    )
    assert.ok(Math.abs(company.low - expected.reduce((sum, cost) => sum + cost, 0)) < 1e-6)
    // An hourly look has no slower way that reads less.
    const [withoutKeyEvents, ...others] = savingsOf(deployment)
    assert.deepEqual(others, [])
    assert.equal(withoutKeyEvents?.low.toFixed(6), (low + company.low - reads * (2 / 1e5)).toFixed(6))
  })

  it('has slower looks as a way to a smaller bill of a company, and nothing where no secret is read', () => {
    const watched = [aCheck({ everySeconds: 60 })]
    const [, slower] = savingsOf(aDeployment(watched))
    const tenMinutes = aDeployment([aCheck({ everySeconds: 600 })])
    assert.equal(slower?.high, estimate(tenMinutes).high + companyBill(tenMinutes).high)
    assert.deepEqual(savingsOf(aDeployment([aCheck({ secret: null })])), [])
  })

  it('grows with the metrics that a config asks for', () => {
    const cost = (check: Parameters<typeof aCheck>[0], rest = {}) => estimate(aDeployment([aCheck(check)], rest)).high
    const plain = cost({})
    assert.equal((cost({ perCheckAlarm: true }) - plain).toFixed(2), '1.00')
    assert.equal((cost({}, { perCheckMetrics: true }) - plain).toFixed(2), '0.90')
    assert.equal((cost({}, { blocking: ['release'] }) - plain).toFixed(2), '0.40')
  })
})
