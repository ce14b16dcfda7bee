import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { aFolder } from '../support/command-line.ts'
import { hookLimit, keepOpen, startProduct } from '../support/stack.ts'
import { type Deployed, startDeployed } from './gate/deployed.ts'

const config = JSON.stringify({
  name: 'acme',
  environments: { production: {} },
  checks: [{ profile: 'declared', id: 'ci', expires: '2099-01-01', impact: 'No builds' }],
})

describe('a monitor that died half an hour ago', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let deployed: Deployed
  before(async () => {
    cwd = keep(await aFolder()).path
    await writeFile(join(cwd, 'config.json'), config)
    deployed = keep(await startDeployed(keep(await startProduct()), cwd))
    deployed.shiftClock(30 * 60_000)
  }, hookLimit)

  it('is reported by status, beside the last known state', async () => {
    const { code, stdout, stderr } = await deployed.run(['status', 'orders', 'wiki'])
    assert.equal(code, 2)
    assert.match(stderr, /^the monitor is down: its last tick for 5m was 30m/)
    assert.match(stdout, /^production\/orders +valid +healthy \(since 30m.*\n^production\/wiki +invalid +rejected/m)
  })

  it('is reported by doctor, beside everything else', async () => {
    const run = await deployed.run(['doctor', '--config', 'config.json', '--json'])
    const { findings } = JSON.parse(run.stdout).data
    const states = Object.fromEntries(findings.map(({ about, state }: Record<string, string>) => [about, state]))
    assert.deepEqual(
      [run.code, states['heartbeat'], states['credentials'], states['permissions']],
      [2, 'failed', 'ok', 'ok'],
    )
  })

  it('does not keep doctor from reporting missing permissions', async () => {
    deployed.stack.aws.invocations.inject({
      operation: '*',
      times: 9,
      fault: { error: 'AccessDeniedException', status: 403 },
    })
    const { code, stdout } = await deployed.run(['doctor', '--config', 'config.json'])
    assert.equal(code, 2)
    assert.match(
      stdout,
      /^✗ permissions +AWS denies lambda:InvokeFunction on arn:aws:lambda:eu-west-1:\*:function:tokenwatch-probe/m,
    )
    deployed.stack.aws.invocations.clearFaults()
  })
})
