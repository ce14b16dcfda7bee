import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import { runCommand } from '../support/command-line.ts'

const clone = fileURLToPath(new URL('../..', import.meta.url))

/** A lock file, as far as it is read here. */
export type ActionLock = { packages: Record<string, { version?: string; integrity?: string }> }

/** A registry of packages on loopback, with those of a lock. */
export type PackageSource = {
  readonly url: string
  /** Archives that it was asked for. */
  readonly served: readonly string[]
  /** The lock, with the digests of its archives. */
  readonly lock: ActionLock
  close(): Promise<void>
}

/**
 * Packs the packages of a lock from those of this clone, in the same versions. No test asks a registry of the world, and its archives are not
 * there to compare with: so each gets a digest of its own.
 */
export async function startPackageSource(given: ActionLock, folder: string): Promise<PackageSource> {
  const archives = new Map<string, { readonly name: string; readonly version: string; readonly bytes: Buffer }>()
  const packages: ActionLock['packages'] = {}
  for (const [path, entry] of Object.entries(given.packages)) {
    packages[path] = entry
    if (path === '') continue
    const bytes = await packed(path, join(folder, 'packed.tgz'))
    const { name, version } = JSON.parse(await readFile(join(clone, path, 'package.json'), 'utf8'))
    if (version !== entry.version) throw new Error(`${path}: the lock says ${entry.version}, the clone has ${version}`)
    archives.set(name, { name, version, bytes })
    packages[path] = { ...entry, integrity: integrityOf(bytes) }
  }
  const served: string[] = []
  const server = createServer((request, response) => {
    const [, archive, name = ''] = /^\/(archives\/)?(.+)$/.exec(decodeURIComponent(request.url ?? '')) ?? []
    const found = archives.get(name.replace(/\.tgz$/, ''))
    if (found === undefined) return void response.writeHead(404).end()
    if (archive === undefined) return void response.end(JSON.stringify(listing(found, url)))
    served.push(found.name)
    response.end(found.bytes)
  })
  const url = await listenOnLoopback(server)
  return { url, served, lock: { ...given, packages }, close: () => closeServer(server) }
}

/** Packs one installed package without those that lie in it. */
async function packed(path: string, file: string): Promise<Buffer> {
  const options = ['--exclude=./node_modules', '--transform=s,^\\.,package,', `--directory=${join(clone, path)}`]
  const { code, stderr } = await runCommand(
    'tar',
    ['--create', '--use-compress-program=gzip -1', `--file=${file}`, ...options, '.'],
    {
      cwd: clone,
    },
  )
  if (code !== 0) throw new Error(stderr)
  return readFile(file)
}

function listing({ name, version, bytes }: { name: string; version: string; bytes: Buffer }, url: string): object {
  const dist = { tarball: `${url}/archives/${encodeURIComponent(name)}.tgz`, integrity: integrityOf(bytes) }
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } }
}

const integrityOf = (bytes: Buffer): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`
