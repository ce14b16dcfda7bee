// Installs the locked dependencies when they are missing or older than the lock. Runs under whatever Node the
// shell has, before node_modules (and with it Node 24) exists, so it is plain JavaScript without dependencies.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  process.stderr.write('Installing the locked dependencies (once) ...\n')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  process.exit(status ?? 1)
}
