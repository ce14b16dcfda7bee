import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../support/command-line.ts'

const command = fileURLToPath(new URL('../../chaos/table/run.ts', import.meta.url))
const table = (...faults: readonly string[]) => runCommand(process.execPath, [command, ...faults], { cwd: tmpdir() })

describe('npm run chaos:table', { timeout: 110_000 }, () => {
  it('prints the reason of the monitor, and opposite verdicts for the naive and the good client', async () => {
    const { code, stdout, stderr } = await table('F1')
    assert.deepEqual([code, stderr], [0, ''], stdout)
    assert.match(stdout, /^F1 +token\.missing +rejected +(?:insecure|deviated), .* +resilient$/m)
    assert.match(stdout, /^1 faults x 4 clients in \d+ s$/m)
  })

  it('refuses an unknown fault', async () => {
    const { code, stderr } = await table('F20')
    assert.deepEqual([code, stderr], [3, 'no fault F20: there are F1 to F19\n'])
  })
})
