import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { succeeded } from '../functions/core/model/succeeded.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Age after which kept builds are deleted: their sources have changed since. */
const forgottenAfterMs = 86_400_000

/** A folder that is made from sources, and made again only when one of them has changed. */
export type KeptBuild = {
  /** Its folder in the cache. */
  readonly name: string
  /** Folders and files of the repository that it is made from. The lock file is one in any case. */
  readonly sources: readonly string[]
  readonly make: (folder: string) => Promise<void>
}

/** Returns the folder of a build, made now or earlier. Returns `null` without a lock file: this is no clone of the repository. */
export async function keptBuild({ name, sources, make }: KeptBuild): Promise<string | null> {
  const fingerprint = await fingerprintOf(sources)
  if (fingerprint === null) return null
  const kept = join(root, 'node_modules', '.cache', name)
  const made = join(kept, fingerprint)
  if (await isThere(made)) return made
  await forgetOld(kept)
  const builder = join(kept, `.${fingerprint}.builder`)
  const isFree = await waitForOther(builder, made)
  try {
    if (!(await isThere(made))) await build(made, join(kept, `.${randomUUID()}`), make)
  } finally {
    if (isFree) await rm(builder, { force: true })
  }
  return made
}

const isThere = (path: string): Promise<boolean> => succeeded(stat(path))

async function build(made: string, unfinished: string, make: KeptBuild['make']): Promise<void> {
  try {
    await make(unfinished)
    // Another process may have built it, too: each builds in a folder of its own, and one result is kept.
    await rename(unfinished, made).catch(() => {})
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

const [pollMs, longestBuildMs] = [100, 600_000]

/**
 * Waits until a build is made, or until this process may make it: a link names the process that does, since two would take twice the time.
 * Returns true if this process holds the link. One that has ended, or takes too long, holds nobody up.
 */
async function waitForOther(builder: string, made: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < longestBuildMs; waitedMs += pollMs) {
    if (await succeeded(symlink(`${process.pid}`, builder))) return true
    if (await isThere(made)) return false
    const holder = Number(await readlink(builder).catch(() => process.pid))
    if (!runs(holder)) await rm(builder, { force: true })
    await wait(pollMs)
  }
  return false
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function forgetOld(kept: string): Promise<void> {
  await mkdir(kept, { recursive: true })
  for (const name of await readdir(kept)) {
    const path = join(kept, name)
    // Another process may rename its folder in this moment.
    const made = await stat(path).catch(() => null)
    if (made !== null && Date.now() - made.mtimeMs > forgottenAfterMs) await rm(path, { recursive: true, force: true })
  }
}

/** Hashes every file of the sources, and the lock file. */
async function fingerprintOf(sources: readonly string[]): Promise<string | null> {
  const lock = await readFile(join(root, 'package-lock.json')).catch(() => null)
  if (lock === null) return null
  const files = await Promise.all(sources.map((source) => filesIn(join(root, source))))
  const hash = createHash('sha256').update(lock)
  for (const file of files.flat().toSorted()) hash.update(`\0${file}\0`).update(await readFile(file))
  return hash.digest('hex').slice(0, 32)
}

async function filesIn(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
