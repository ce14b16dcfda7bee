import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { inverse } from './inverse.ts'

/** Lock of a target: one experiment at a time. After `untilMs` the lock of a runner that died is ignored. */
export type Lock = { readonly runId: string; readonly untilMs: number }

const lockShape = z.object({ runId: z.string(), untilMs: z.number() })
/** Changes of one run that are not undone yet, with the account and the environment that they belong to. */
const undoRecord = z.strictObject({
  runId: z.string(),
  environment: z.string(),
  account: z.string().nullable(),
  inverses: z.array(inverse),
})
export type UndoRecord = z.output<typeof undoRecord>

/** `digest` binds a record to its run, by the key of this folder. */
const signedRecord = z.strictObject({ record: undoRecord, digest: z.string() })

/** Folder for files that must outlive a run; ignored by git. Any machine that has the folder can undo a fault. */
export type RunFolder = {
  /** Locks a target. Resolves with the lock of another run, or with `null` if this run got it. */
  lock(target: string, lock: Lock): Promise<Lock | null>
  unlock(target: string): Promise<void>
  /** Returns the locks that are not over, with the names of their files. */
  locks(): Promise<readonly (Lock & { readonly file: string })[]>
  /** Writes down how to undo a change, before the change is made. */
  recordUndo(record: UndoRecord): Promise<void>
  clearUndo(runId: string): Promise<void>
  /** Returns the records by their runs. `null` stands for a file that no run of this folder has written, or that was changed since. */
  pendingUndos(): Promise<ReadonlyMap<string, UndoRecord | null>>
  /** Stores the token of the controller that was started here, for runs. Resolves with the path. */
  saveControlToken(token: string): Promise<string>
  controlToken(): Promise<string | null>
  /** Stores the client secret that an issuer made, for the service. Resolves with the path. */
  saveClientSecret(secret: string): Promise<string>
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
  const save = async (name: string, text: string): Promise<string> => {
    const file = path(name)
    await rm(file, { force: true })
    await write(file, text)
    return file
  }
  return {
    async lock(target, lock) {
      const file = lockPath(target)
      const held = await readJson(file, lockShape)
      if (held !== null && held.untilMs > Date.now()) return held
      if (held !== null) await rm(file, { force: true })
      // If two runs try at once, only one creates the file.
      const isOurs = await succeeded(write(file, JSON.stringify(lock), 'wx'))
      return isOurs ? null : ((await readJson(file, lockShape)) ?? { runId: 'another run', untilMs: lock.untilMs })
    },
    unlock: (target) => rm(lockPath(target), { force: true }),
    locks: () => locksIn(folder),
    async recordUndo(record) {
      const digest = digestOf(record, await undoKey(path('undo.key'), write))
      await write(path('undo', `${record.runId}.json`), JSON.stringify({ record, digest }, null, 2))
    },
    clearUndo: (runId) => rm(path('undo', `${runId}.json`), { force: true }),
    async pendingUndos() {
      const names = await list('undo')
      const key = await undoKey(path('undo.key'), write)
      const read = names.map(async (name) => {
        const runId = name.slice(0, -'.json'.length)
        const signed = await readJson(path('undo', name), signedRecord)
        const isOurs = signed?.record.runId === runId && isSameDigest(signed.digest, digestOf(signed.record, key))
        return [runId, isOurs ? signed.record : null] as const
      })
      return new Map(await Promise.all(read))
    },
    saveControlToken: (token) => save('control.token', token),
    saveClientSecret: (secret) => save('client.secret', secret),
    controlToken: async () => (await readFile(path('control.token'), 'utf8').catch(() => null))?.trim() ?? null,
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

async function locksIn(folder: string): ReturnType<RunFolder['locks']> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.lock')).toSorted()
  const read = names.map(async (file) => ({ file, lock: await readJson(join(folder, file), lockShape) }))
  return (await Promise.all(read)).flatMap(({ file, lock }) =>
    lock === null || lock.untilMs <= Date.now() ? [] : [{ file, ...lock }],
  )
}

type Write = (file: string, text: string, flag?: 'w' | 'wx') => Promise<void>

/** Reads the key of a folder, which is made when it is first needed. */
async function undoKey(file: string, write: Write): Promise<string> {
  const made = randomBytes(32).toString('base64url')
  await succeeded(write(file, made, 'wx'))
  return readFile(file, 'utf8')
}

function digestOf(record: UndoRecord, key: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(undoRecord.parse(record)))
    .digest('hex')
}

function isSameDigest(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function readJson<Shape extends z.ZodType>(file: string, shape: Shape): Promise<z.output<Shape> | null> {
  try {
    return shape.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null
  }
}
