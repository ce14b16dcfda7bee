import assert from 'node:assert/strict'
import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openLogSource } from '../../chaos/service/log-source.ts'
import { watchLogs } from '../../chaos/service/log-watch.ts'

describe('a log in a file', { timeout: 30_000 }, () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenwatch-log-'))
  })
  after(() => rm(folder, { recursive: true }))

  async function opened(name: string) {
    const path = join(folder, name)
    await writeFile(path, 'a line of before\n')
    const source = await openLogSource({ kind: 'file', path })
    const texts = async (how?: 'complete') => (await source.fresh(how)).map(({ text }) => text)
    return { path, source, texts, [Symbol.dispose]: () => source.close() }
  }

  it('is read without the lines of before', async () => {
    using log = await opened('plain.log')
    await appendFile(log.path, 'one\ntwo\nth')
    assert.deepEqual(await log.texts(), ['one', 'two'])
    await appendFile(log.path, 'ree\n')
    assert.deepEqual(await log.texts(), ['three'])
  })

  it('is read to its end, though the last line has none', async () => {
    using log = await opened('unfinished.log')
    await appendFile(log.path, 'one\nthe last one')
    assert.deepEqual(await log.texts(), ['one'])
    assert.deepEqual(await log.texts('complete'), ['the last one'])
    assert.deepEqual(await log.texts('complete'), [])
  })

  it('shows the end of an unfinished line to whoever watches it', async () => {
    const log = await opened('watched.log')
    const watch = watchLogs([log.source])
    await appendFile(log.path, 'no end')
    await watch.look('complete')
    await watch.stop()
    assert.deepEqual(
      watch.lines.map(({ text }) => text),
      ['no end'],
    )
  })

  it('is read on after it was renamed and begun anew, without losing a line of either', async () => {
    using log = await opened('rotated.log')
    await appendFile(log.path, 'before the change\n')
    await rename(log.path, `${log.path}.1`)
    await appendFile(`${log.path}.1`, 'late\n')
    await writeFile(log.path, 'a first line that is longer than all that was in the file before\n')
    assert.deepEqual(await log.texts(), [
      'before the change',
      'late',
      'a first line that is longer than all that was in the file before',
    ])
    await appendFile(log.path, 'next\n')
    assert.deepEqual(await log.texts(), ['next'])
  })

  it('is read from its beginning after it was emptied', async () => {
    using log = await opened('emptied.log')
    await truncate(log.path, 0)
    await appendFile(log.path, 'new\n')
    assert.deepEqual(await log.texts(), ['new'])
  })

  it('cannot be read if more was written than is kept', async () => {
    using log = await opened('large.log')
    await appendFile(log.path, `${'x'.repeat(9_000_000)}\n`)
    await assert.rejects(log.texts(), /more than/)
  })
})
