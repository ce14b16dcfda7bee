import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { aFolder, program, type Run, runCommand } from '../support/command-line.ts'

/** Every older Node of this machine. */
const olderNodes = [...new Set((process.env['PATH'] ?? '').split(delimiter))]
  .map((folder) => join(folder, 'node'))
  .filter((node) => existsSync(node) && majorOf(node) < 24)

function majorOf(node: string): number {
  return Number.parseInt(execFileSync(node, ['--version'], { encoding: 'utf8' }).slice(1), 10)
}

/** Makes the Node of the tests report another version. */
const callItself = (version: string): string =>
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'${version}'}})`

function assertRefused({ code, stdout, stderr }: Run, found: string): void {
  assert.deepEqual([code, stdout], [3, ''])
  assert.equal(
    stderr,
    `tokenwatch needs Node 24 or newer, found ${found}: install it from https://nodejs.org, or in a clone run "npm run tokenwatch -- <command>"\n`,
  )
}

describe('tokenwatch under an older Node', () => {
  let folder: Awaited<ReturnType<typeof aFolder>>
  before(async () => {
    folder = await aFolder()
  })
  after(() => folder.close())
  const run = (command: string, args: readonly string[]) => runCommand(command, args, { cwd: folder.path })

  for (const version of ['18.20.8', '20.20.2', '22.22.0', '23.11.1'])
    it(`reports in one line that ${version} is too old`, async () => {
      const args = ['--import', callItself(version), program, '--help']
      assertRefused(await run(process.execPath, args), version)
    })

  for (const version of ['24.0.0', '26.1.0', '100.0.0'])
    it(`runs under ${version}`, async () => {
      const args = ['--import', callItself(version), program, '--help']
      const { code, stdout, stderr } = await run(process.execPath, args)
      assert.deepEqual([code, stdout.startsWith('Usage: tokenwatch'), stderr], [0, true, ''])
    })

  it('reports it under every older Node of this machine', async (context) => {
    if (olderNodes.length === 0) context.diagnostic('no older Node in PATH: only the version check was tested')
    for (const node of olderNodes) {
      const found = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1)
      assertRefused(await run(node, [program, 'check']), found)
    }
  })

  it('can be parsed as far as the message: no newer syntax, no newer import', async () => {
    const pending = [pathToFileURL(program)]
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      const source = await readFile(file, 'utf8')
      const [old, latest] = await Promise.all(
        ['node18', 'esnext'].map(async (target) => (await transform(source, { target, format: 'esm' })).code),
      )
      assert.equal(old, latest, file.pathname)
      for (const [, names, from = ''] of source.matchAll(/^import (?:(.+) from )?'(.+)'$/gm)) {
        if (from.startsWith('.')) pending.push(new URL(from, file))
        else assert.deepEqual([names, from], ['{ fileURLToPath }', 'node:url'])
      }
    }
  })
})
