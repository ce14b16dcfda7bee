import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultsOfRun, fewestServers, type PlayedServer, type Row, tableOf } from './table.ts'

const row = (fields: Partial<Row> = {}): Row => ({
  state: 'alive',
  as: '',
  expected: 'healthy',
  seen: fields.expected ?? 'healthy',
  words: [],
  ...fields,
})

const passed: PlayedServer = {
  server: {
    name: 'Wiki',
    origin: { npm: 'wiki' },
    without: { expired: 'no end', small_role: 'no roles', other_user: 'no users', revoked: 'one key' },
  },
  version: '1.2.3',
  rows: [
    row(),
    row({ state: 'wrong', expected: 'rejected' }),
    row({ state: 'stopped', expected: 'unreachable', seen: 'unreachable' }),
  ],
  failure: null,
}

const enough = (last: PlayedServer = passed): PlayedServer[] => [
  ...Array.from({ length: fewestServers }, () => passed),
  last,
]

describe('a run against real servers', () => {
  it('passes if enough servers pass', () => assert.deepEqual(faultsOfRun(enough()), []))

  const faulty: [what: string, played: PlayedServer, fault: RegExp][] = [
    [
      'a dead credential that is called alive',
      { ...passed, rows: [...passed.rows, row({ state: 'wrong', expected: 'rejected', seen: 'healthy' })] },
      /^Wiki, wrong: expected rejected, found healthy$/,
    ],
    [
      'a living credential that is called dead',
      { ...passed, rows: [...passed.rows, row({ as: 'JWT', seen: 'rejected', words: ['HTTP 401'] })] },
      /^Wiki, alive \(JWT\): expected healthy, found rejected\n {2}HTTP 401$/,
    ],
    [
      'a state that is neither played nor explained',
      {
        ...passed,
        server: { ...passed.server, without: { small_role: 'no roles', other_user: 'no users', revoked: 'one key' } },
      },
      /^Wiki: expired is neither played nor explained$/,
    ],
    [
      'a server that is never stopped',
      { ...passed, rows: passed.rows.filter(({ state }) => state !== 'stopped') },
      /^Wiki: stopped is neither played nor explained$/,
    ],
    [
      'a server that cannot be installed',
      { ...passed, version: null, rows: [], failure: 'no such package' },
      /^Wiki: no such package$/,
    ],
  ]
  for (const [what, played, fault] of faulty)
    it(`fails on ${what}, although enough others pass`, () => {
      const faults = faultsOfRun(enough(played))
      assert.equal(faults.length, 1)
      assert.match(faults.join(), fault)
    })

  it('fails if fewer servers pass than must', () => {
    const few = Array.from({ length: fewestServers - 1 }, () => passed)
    assert.deepEqual(faultsOfRun(few), [`${fewestServers - 1} servers passed; at least ${fewestServers} must`])
    assert.deepEqual(faultsOfRun([]), [`0 servers passed; at least ${fewestServers} must`])
  })

  it('does not count a server that failed as one that passed', () => {
    const failed: PlayedServer = { ...passed, rows: [], failure: 'did not start' }
    const faults = faultsOfRun([...Array.from({ length: fewestServers - 1 }, () => passed), failed])
    assert.deepEqual(faults, [
      'Wiki: did not start',
      `${fewestServers - 1} servers passed; at least ${fewestServers} must`,
    ])
  })

  it('prints a line for each verdict and each state that is not possible', () => {
    const wrong = row({ state: 'wrong', as: 'PIN', expected: 'rejected', seen: 'healthy' })
    const lines = tableOf([{ ...passed, rows: [row(), wrong] }]).split('\n')
    assert.ok(lines.includes('| Wiki | 1.2.3, npm | alive | healthy | healthy |'))
    assert.ok(lines.includes('| | | wrong (PIN) | rejected | healthy (wrong) |'))
    assert.ok(lines.includes('| | | expired | not possible: no end | |'))
  })
})
