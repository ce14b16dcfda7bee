import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Mutant, ruleOn } from './ruling.ts'

const named = { file: 'assess.ts', from: "'never'", to: '""', because: 'nobody reads it' }
const survivor = ({ file = 'assess.ts', to = '""' } = {}): Mutant => ({ place: `${file}:1`, file, from: "'never'", to })
const passes = (alive: readonly Mutant[], counted: number) =>
  ruleOn({ alive, counted, leastKilled: 85 }, [named]).passes

describe('a run of mutants', () => {
  const cases: readonly (readonly [string, readonly Mutant[], number, boolean])[] = [
    ['passes without a survivor', [], 100, true],
    ['passes with a named survivor', [survivor()], 100, true],
    ['fails with one that no equivalent names', [survivor({ to: 'true' })], 100, false],
    ['fails with one of another file', [survivor({ file: 'decide.ts' })], 100, false],
    ['fails with one unnamed beside a named one', [survivor(), survivor({ to: 'true' })], 100, false],
    ['fails if too few are killed, though all are named', [survivor()], 5, false],
    ['fails if there was no mutant', [], 0, false],
  ]
  for (const [title, alive, counted, expected] of cases) it(title, () => assert.equal(passes(alive, counted), expected))
})
