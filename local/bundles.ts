import { createHash, randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleAll, functionNames, writeDeployment } from '../functions/bundle.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { succeeded } from '../functions/core/model/succeeded.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Cache of bundles. Bundling keeps two cores busy for seconds, so bundles are kept by a hash of their sources. */
const kept = join(root, 'node_modules', '.cache', 'tokenwatch-bundles')

/** Age after which cached bundles are deleted: their sources have changed since. */
const forgottenAfterMs = 86_400_000

/**
 * Copies the functions' bundles below `directory`, laid out as a deployment has them. Bundles again only when a source has
 * changed.
 */
export async function placeBundles(directory: string, deployment: Deployment): Promise<void> {
  const fingerprint = await fingerprintOfSources()
  if (fingerprint === null) return bundleAll(directory, deployment)
  const made = join(kept, fingerprint)
  if (!(await isThere(made))) await make(made, deployment)
  await cp(made, directory, { recursive: true })
  for (const name of functionNames) await writeDeployment(join(directory, name), deployment)
}

/** Bundles in a folder of its own and renames it. If several processes bundle at once, one result is kept. */
async function make(made: string, deployment: Deployment): Promise<void> {
  await forgetOld()
  const unfinished = join(kept, `.${randomUUID()}`)
  await bundleAll(unfinished, deployment)
  await rename(unfinished, made).catch(() => rm(unfinished, { recursive: true, force: true }))
}

async function forgetOld(): Promise<void> {
  await mkdir(kept, { recursive: true })
  for (const name of await readdir(kept)) {
    const path = join(kept, name)
    // Another process may rename its folder in this moment.
    const made = await stat(path).catch(() => null)
    if (made !== null && Date.now() - made.mtimeMs > forgottenAfterMs) await rm(path, { recursive: true, force: true })
  }
}

/**
 * Hashes every file that may go into a bundle, and the lock file. Returns `null` without a lock file: this is no clone of the
 * repository.
 */
async function fingerprintOfSources(): Promise<string | null> {
  const lock = await readFile(join(root, 'package-lock.json')).catch(() => null)
  if (lock === null) return null
  const folder = join(root, 'functions')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hash = createHash('sha256').update(lock)
  for (const file of files.toSorted()) hash.update(`\0${file}\0`).update(await readFile(file))
  return hash.digest('hex').slice(0, 32)
}

const isThere = (path: string): Promise<boolean> => succeeded(stat(path))
