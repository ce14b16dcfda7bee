import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openRunFolder, type RunFolder, type UndoRecord } from '../../chaos/safety/run-folder.ts'
import { undoRefusals } from '../../chaos/safety/undo.ts'

const record: UndoRecord = {
  runId: 'run-1',
  environment: 'staging',
  account: '123456789012',
  inverses: [{ kind: 'stage-move', secretId: 'sandbox/orders', current: 'v2', from: 'v1' }],
}

let directory: string
let folder: RunFolder
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tokenwatch-folder-'))
  folder = openRunFolder(directory)
  await folder.recordUndo(record)
})
after(() => rm(directory, { recursive: true, force: true }))

const file = (name: string) => join(directory, 'undo', `${name}.json`)

describe('the records of changes to undo', () => {
  it('are read back as they were written', async () => {
    assert.deepEqual((await folder.pendingUndos()).get('run-1'), record)
  })

  const changes: readonly (readonly [string, string, (text: string) => string])[] = [
    ['another secret', 'run-1', (text) => text.replace('sandbox/orders', 'production/orders')],
    ['another account', 'run-1', (text) => text.replace('123456789012', '210987654321')],
    ['no digest', 'run-1', (text) => text.replace(/"digest": "\w+"/, '"digest": ""')],
    ['the digest of another run', 'run-2', (text) => text],
    ['inverses alone, as older versions wrote them', 'run-1', () => JSON.stringify(record.inverses)],
  ]
  for (const [title, name, change] of changes)
    it(`are not taken from a file with ${title}`, async () => {
      const text = await readFile(file('run-1'), 'utf8')
      await writeFile(file(name), change(text))
      assert.equal((await folder.pendingUndos()).get(name), null)
      await rm(file(name))
      await writeFile(file('run-1'), text)
    })

  it('are not taken from a folder with another key', async () => {
    const other = await mkdtemp(join(tmpdir(), 'tokenwatch-folder-'))
    const elsewhere = openRunFolder(other)
    await elsewhere.recordUndo({ ...record, runId: 'run-9' })
    await writeFile(join(other, 'undo', 'run-1.json'), await readFile(file('run-1'), 'utf8'))
    const found = await elsewhere.pendingUndos()
    assert.deepEqual([found.get('run-1'), found.get('run-9')?.runId], [null, 'run-9'])
    await rm(other, { recursive: true })
  })

  it('may only be undone where they could be made', async () => {
    const lists = { environments: ['staging'], accounts: ['123456789012'] }
    assert.match(String(await undoRefusals(record, { ...lists, environments: ['lab'] })), /environment: staging/)
    assert.match(String(await undoRefusals(record, { ...lists, accounts: [] })), /account: not on/)
    assert.match(String(await undoRefusals({ ...record, account: null }, lists)), /account: not on/)
  })
})

describe('the files of the folder', () => {
  it('that hold a key or the control token are readable for their owner only', async () => {
    const path = await folder.saveControlToken('token-of-the-controller')
    assert.equal(await folder.controlToken(), 'token-of-the-controller')
    for (const one of [path, join(directory, 'undo.key')]) assert.equal((await stat(one)).mode & 0o077, 0)
  })

  it('of a lock say which run holds it, and until when', async () => {
    const untilMs = Date.now() + 60_000
    assert.equal(await folder.lock('orders', { runId: 'first', untilMs }), null)
    assert.deepEqual(await folder.lock('orders', { runId: 'second', untilMs }), { runId: 'first', untilMs })
  })
})
