import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { type Inverse, inverse } from './inverse.ts'

/** Lock of a target: one experiment at a time. After `untilMs` the lock of a runner that died is ignored. */
export type Lock = { readonly runId: string; readonly untilMs: number }

const lockShape = z.object({ runId: z.string(), untilMs: z.number() })
const undoShape = z.array(inverse)

/** Folder for files that must outlive a run; ignored by git. Any machine that has the folder can undo a fault. */
export type RunFolder = {
  /** Locks a target. Resolves with the lock of another run, or with `null` if this run got it. */
  lock(target: string, lock: Lock): Promise<Lock | null>
  unlock(target: string): Promise<void>
  /** Writes down how to undo a change, before the change is made. */
  recordUndo(runId: string, inverses: readonly Inverse[]): Promise<void>
  clearUndo(runId: string): Promise<void>
  pendingUndos(): Promise<ReadonlyMap<string, readonly Inverse[]>>
  /** Turns the kill switch on: running experiments stop and none begins. */
  stop(): Promise<void>
  allow(): Promise<void>
  isStopped(): Promise<boolean>
  saveJournal(runId: string, text: string): Promise<string>
  journals(): Promise<readonly string[]>
}

export function openRunFolder(folder: string): RunFolder {
  const path = (...parts: readonly string[]) => join(folder, ...parts)
  const lockPath = (target: string) => path(`${target.replace(/[^\w.-]/g, '_')}.lock`)
  const write = async (file: string, text: string, flag: 'w' | 'wx' = 'w') => {
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, text, { flag, mode: 0o600 })
  }
  const list = async (kind: string) =>
    (await readdir(path(kind)).catch(() => [])).filter((name) => name.endsWith('.json'))
  return {
    async lock(target, lock) {
      const file = lockPath(target)
      const held = await readJson(file, lockShape)
      if (held !== null && held.untilMs > Date.now()) return held
      if (held !== null) await rm(file, { force: true })
      // If two runs try at once, only one creates the file.
      const isOurs = await succeeded(write(file, JSON.stringify(lock), 'wx'))
      return isOurs ? null : { runId: 'another run', untilMs: 0 }
    },
    unlock: (target) => rm(lockPath(target), { force: true }),
    recordUndo: (runId, inverses) => write(path('undo', `${runId}.json`), JSON.stringify(inverses, null, 2)),
    clearUndo: (runId) => rm(path('undo', `${runId}.json`), { force: true }),
    async pendingUndos() {
      const names = await list('undo')
      const read = names.map(
        async (name) =>
          [name.slice(0, -'.json'.length), (await readJson(path('undo', name), undoShape)) ?? []] as const,
      )
      return new Map(await Promise.all(read))
    },
    stop: () => write(path('stop'), ''),
    allow: () => rm(path('stop'), { force: true }),
    isStopped: () => succeeded(readFile(path('stop'))),
    async saveJournal(runId, text) {
      const file = path('journals', `${runId}.json`)
      await write(file, text)
      return file
    },
    journals: async () => (await list('journals')).toSorted().map((name) => path('journals', name)),
  }
}

async function readJson<Shape extends z.ZodType>(file: string, shape: Shape): Promise<z.output<Shape> | null> {
  try {
    return shape.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null
  }
}
