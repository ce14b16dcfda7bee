import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { run } from '../../cli/chaos/init.ts'
import { openTerminal, type Terminal } from '../../cli/framework/terminal.ts'
import { aFolder, tokenwatch } from '../support/command-line.ts'

const urls = ['--url', 'http://127.0.0.1:4100/orders', '--control', 'http://127.0.0.1:4101/orders']

describe('tokenwatch chaos init', { timeout: 60_000 }, () => {
  it('asks a person until each answer fits, and writes an experiment that can be planned', async () => {
    const folder = await aFolder()
    const out = join(folder.path, 'orders.yaml')
    const answers = ['Orders!', 'orders', 'not a url', 'http://127.0.0.1:4100/orders', 'http://127.0.0.1:4101/', 'y']
    const asked: string[] = []
    const terminal: Terminal = {
      ...openTerminal(),
      isInteractive: true,
      note: () => undefined,
      async ask(question) {
        asked.push(question)
        return answers.shift() ?? assert.fail(question)
      },
    }
    try {
      const { exitCode } = await run({ fault: 'storm', out }, terminal)
      assert.equal(exitCode, 0)
      assert.deepEqual(
        asked.map((question) => question.split(/[ ,[]/)[0]),
        ['Name', 'Name', 'URL', 'URL', 'URL', 'Do'],
      )
      const parsed = parseExperiment(await readFile(out, 'utf8'))
      assert.ok(parsed.ok, JSON.stringify(parsed))
      assert.equal(parsed.experiment.target.kind === 'service' && parsed.experiment.target.name, 'orders')
    } finally {
      await folder.close()
    }
  })

  it('names the flag that is missing where nobody can be asked, and writes nothing that cannot run', async () => {
    const folder = await aFolder()
    const init = (...args: readonly string[]) => tokenwatch(['chaos', 'init', ...args], { cwd: folder.path })
    try {
      const missing = await init(...urls)
      assert.equal(missing.code, 3)
      assert.match(missing.stderr, /--name: expected a value such as orders/)
      assert.match((await init('--name', 'orders', ...urls)).stderr, /This would write chaos\/orders\.yaml/)
      const lab = await init('--name', 'orders', ...urls, '--fault', 'alarm.path-cut', '--yes')
      assert.match(lab.stderr, /alarm\.path-cut refused changes the alerts .*: use the lab/)
    } finally {
      await folder.close()
    }
  })
})
