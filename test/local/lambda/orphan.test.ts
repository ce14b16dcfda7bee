import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { untilSynchronously } from '../aws/until.ts'

test('a function ends with the lab, even when the lab is killed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-'))
  const file = join(directory, 'pid')
  const lab = spawn(process.execPath, [fileURLToPath(import.meta.resolve('./parent.ts')), file], { stdio: 'ignore' })
  await untilSynchronously(() => existsSync(file) && readFileSync(file, 'utf8') !== '')
  lab.kill('SIGKILL')
  await once(lab, 'close')
  await untilSynchronously(() => !isRunning(Number(readFileSync(file, 'utf8'))))
  await rm(directory, { recursive: true })
})

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
