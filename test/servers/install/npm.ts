import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cache, type Installed } from './installed.ts'

const folder = join(cache, 'npm')
const written = (name: string) => fileURLToPath(new URL(`../npm/${name}`, import.meta.url))
const lock = 'package-lock.json'

/** Installs what the lock in `npm/` names. No script of a package runs. */
export function installLocked(): void {
  if (isCurrent()) return
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', lock]) copyFileSync(written(name), join(folder, name))
  execFileSync('npm', ['ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  })
}

/** npm writes `.package-lock.json` at the end of an installation. */
function isCurrent(): boolean {
  const isWhole = existsSync(join(folder, 'node_modules/.package-lock.json'))
  return isWhole && readFileSync(join(folder, lock)).equals(readFileSync(written(lock)))
}

export function installedNpm(name: string): Installed {
  const root = join(folder, 'node_modules')
  const { version } = JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8'))
  return { version, path: (file) => join(root, file), env: {} }
}
