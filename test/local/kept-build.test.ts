import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { keptBuild } from '../../local/kept-build.ts'

describe('a build that is kept', () => {
  const made: string[] = []
  after(() => Promise.all(made.map((folder) => rm(dirname(folder), { recursive: true, force: true }))))

  async function built(name: string, make: (folder: string) => Promise<void>): Promise<string> {
    const folder = (await keptBuild({ name, sources: ['tsconfig.json'], make })) ?? assert.fail('no lock file')
    made.push(folder)
    return folder
  }
  const nameOf = () => `tokenwatch-test-${randomUUID()}`

  async function write(folder: string, text: string): Promise<void> {
    await mkdir(folder)
    await writeFile(join(folder, 'made'), text)
  }

  it('is made once by several that ask for it together', async () => {
    const name = nameOf()
    let times = 0
    const make = (folder: string) => {
      times += 1
      return write(folder, `${times}`)
    }
    const folders = await Promise.all([built(name, make), built(name, make), built(name, make)])
    assert.deepEqual([new Set(folders).size, times], [1, 1])
    assert.deepEqual(await readdir(dirname(folders[0] ?? '')), [folders[0]?.split('/').at(-1)])
  })

  it('is made again after one that failed', async () => {
    const name = nameOf()
    await assert.rejects(
      built(name, () => Promise.reject(new Error('planted'))),
      /planted/,
    )
    const folder = await built(name, (at) => write(at, 'second'))
    assert.equal(await readFile(join(folder, 'made'), 'utf8'), 'second')
  })

  it('leaves nothing of one that failed halfway, and says why it failed', async () => {
    const name = nameOf()
    const cache = dirname(await built(name, (at) => write(at, 'first')))
    await rm(cache, { recursive: true })
    const half = async (folder: string) => {
      await write(folder, 'half')
      throw new Error('planted')
    }
    await assert.rejects(built(name, half), /^Error: planted$/)
    assert.deepEqual(await readdir(cache), [])
  })

  it('is made although a process that began it has ended', async () => {
    const name = nameOf()
    const first = await built(name, (at) => write(at, 'first'))
    const { pid } = spawnSync(process.execPath, ['--eval', ''])
    await rename(first, `${first}-gone`)
    await symlink(`${pid}`, join(dirname(first), `.${first.split('/').at(-1)}.builder`))
    const folder = await built(name, (at) => write(at, 'second'))
    assert.equal(await readFile(join(folder, 'made'), 'utf8'), 'second')
  })
})
