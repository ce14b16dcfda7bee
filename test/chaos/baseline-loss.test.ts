import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { connectController } from '../../chaos/controller/client.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { storm } from '../../chaos/faults/storm.ts'
import { run } from '../../cli/chaos/run.ts'
import { openTerminal, type Terminal } from '../../cli/framework/terminal.ts'
import { extensionOf } from './changed-experiment.ts'
import { openTargets, type Targets } from './service-target.ts'

describe('a controller that dies during the baseline', { timeout: 110_000 }, () => {
  let targets: Targets
  before(async () => {
    targets = await openTargets()
  })
  after(() => targets.close())

  it('ends the run with 7 and a journal that says what the service sees and how to go on', async () => {
    const target = await targets.start('with breaker')
    const folder = await mkdtemp(join(targets.directory, 'run-'))
    const file = experimentFor(storm)
    const urls = { url: target.service.url, control: target.control.url }
    Object.assign(extensionOf(file), {
      target: { kind: 'service', name: 'orders', ...urls },
      load: { perSecond: 3 },
      phases: { baseline: '5s', fault: '2s', observe: '2s' },
      slo: { successRatio: 0.5, window: '1s' },
    })
    await writeFile(join(folder, 'experiment.json'), JSON.stringify(file))
    const terminal: Terminal = {
      ...openTerminal(),
      note: () => undefined,
      environment: { TOKENWATCH_CHAOS_CONTROLLER: target.controllerUrl },
    }
    const files = [join(folder, 'experiment.json')]
    const running = run({ files, folder, allow: join(folder, 'none.json') }, terminal)
    const controller = connectController(target.controllerUrl)
    while ((await controller.observe()).wire.length === 0) await wait(50)
    await target.kill()
    const { exitCode, text } = await running
    assert.equal(exitCode, 7, text)
    assert.match(text, /no longer answers; what the service sends .* fails until .* is started again/)
    const [name = ''] = await readdir(join(folder, 'journals'))
    const { status, tokenwatch } = JSON.parse(await readFile(join(folder, 'journals', name), 'utf8'))
    assert.deepEqual([status, tokenwatch.verdict, tokenwatch.measured], ['aborted', 'aborted', null])
    assert.match(JSON.stringify(tokenwatch.verdictReasons), /started again with the same ports/)
    assert.deepEqual(await readdir(join(folder, 'undo')).catch(() => []), [])
  })
})
