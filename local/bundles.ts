import { createHash, randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleAll, functionNames, writeDeployment } from '../functions/bundle.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { succeeded } from '../functions/core/model/succeeded.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Bundling keeps two cores busy for seconds, and what goes into the bundles seldom changes: they are kept by what they are made of. */
const kept = join(root, 'node_modules', '.cache', 'tokenwatch-bundles')

/** Bundles that nobody has made for this long are of a source that is gone. */
const forgottenAfterMs = 86_400_000

/** Puts the functions' bundles below `directory`, as a deployment has them; made anew only where their sources have changed. */
export async function placeBundles(directory: string, deployment: Deployment): Promise<void> {
  const fingerprint = await fingerprintOfSources()
  if (fingerprint === null) return bundleAll(directory, deployment)
  const made = join(kept, fingerprint)
  if (!(await isThere(made))) await make(made, deployment)
  await cp(made, directory, { recursive: true })
  for (const name of functionNames) await writeDeployment(join(directory, name), deployment)
}

/** Made beside its place and moved there whole: of several who make the same at once, one is kept. */
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
    // Others who start now move their own away while this looks.
    const made = await stat(path).catch(() => null)
    if (made !== null && Date.now() - made.mtimeMs > forgottenAfterMs) await rm(path, { recursive: true, force: true })
  }
}

/** Of every file that may go into a bundle, and of the versions of its packages. Null where there is no lock: it is no clone of ours. */
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
