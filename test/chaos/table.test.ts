import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../support/command-line.ts'

const command = fileURLToPath(new URL('../../chaos/table/run.ts', import.meta.url))
const table = (...faults: readonly string[]) => runCommand(process.execPath, [command, ...faults], { cwd: tmpdir() })

describe('npm run chaos:table', { timeout: 110_000 }, () => {
  it('prints what the monitor says of a fault, and gives naive and good clients opposite verdicts', async () => {
    const { code, stdout, stderr } = await table('F1')
    assert.deepEqual([code, stderr], [0, ''], stdout)
    assert.match(stdout, /^F1 +token\.missing +rejected +(?:insecure|deviated), .* +resilient$/m)
    assert.match(stdout, /^1 faults x 4 clients in \d+ s$/m)
  })

  it('refuses a fault that there is not', async () => {
    const { code, stderr } = await table('F20')
    assert.deepEqual([code, stderr], [3, 'no fault F20: there are F1 to F19\n'])
  })
})
