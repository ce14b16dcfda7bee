import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cache = fileURLToPath(new URL('../../.cache/chaos-libraries', import.meta.url))
const written = (name: string) => fileURLToPath(new URL(`npm/${name}`, import.meta.url))
const lock = 'package-lock.json'

/** Installs what the lock in `npm/` names into a folder of its own, and returns its `require`. No script of a package runs. */
export function installedLibraries(): NodeJS.Require {
  if (!isCurrent()) {
    mkdirSync(cache, { recursive: true })
    for (const name of ['package.json', lock]) copyFileSync(written(name), join(cache, name))
    const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    execFileSync('npm', ['ci', ...quietly], { cwd: cache, stdio: ['ignore', 2, 2] })
  }
  return createRequire(join(cache, 'package.json'))
}

function isCurrent(): boolean {
  const isWhole = existsSync(join(cache, 'node_modules/.package-lock.json'))
  return isWhole && readFileSync(join(cache, lock)).equals(readFileSync(written(lock)))
}
