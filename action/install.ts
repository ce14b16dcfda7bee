import { spawnSync } from 'node:child_process'
import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NoAnswer } from './no-answer.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

/** Variables of a job that npm has no use for. */
const secret = /^(?:AWS|ACTIONS|INPUT)_/i

/**
 * Installs the packages of the lock beside this file, unless they are there: a small part of the repository's lock. npm checks the digest of
 * each, also of what it takes from its cache. It reads no file of the repository that is deployed, and runs no script.
 */
export function installOnce(): void {
  if (existsSync(modules)) return
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', ['ci', ...flags], {
    cwd: here,
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !secret.test(name))),
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0)
    throw new NoAnswer(
      status === null
        ? 'found no npm, which installs the gate: use a runner or an image that has it'
        : 'npm could not install the gate: the lines above say why',
    )
  symlinkSync(join(here, 'node_modules'), modules, 'junction')
}
