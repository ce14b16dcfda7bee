import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const nightly = fileURLToPath(new URL('../../.ci/nightly', import.meta.url))
const listed = /^for script in (.*); do$/m.exec(readFileSync(nightly, 'utf8'))?.[1]?.split(' ') ?? []

describe('the nightly run', () => {
  const root = mkdtempSync(join(tmpdir(), 'tokenwatch-nightly-'))
  after(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, '.ci'))
  cpSync(nightly, join(root, '.ci/nightly'))
  writeFileSync(join(root, '.ci/install.mjs'), '')

  function run(changed: Readonly<Record<string, string | undefined>>) {
    const scripts = { ...Object.fromEntries(listed.map((name) => [name, `echo ran ${name}`])), ...changed }
    writeFileSync(join(root, 'package.json'), JSON.stringify({ scripts }))
    const PATH = `${dirname(process.execPath)}:${process.env['PATH']}`
    return spawnSync('bash', [join(root, '.ci/nightly')], { encoding: 'utf8', env: { PATH } })
  }

  it('succeeds if every script does', () => {
    const { status, stdout } = run({})
    assert.ok(listed.length > 1)
    assert.deepEqual(stdout.match(/(?<=^ran ).*/gm), listed)
    assert.equal(status, 0)
  })

  for (const [fault, script, index] of [
    ['fails', 'exit 3', 0],
    ['is missing', undefined, listed.length - 1],
  ] as const)
    it(`fails if a script ${fault}, after the others`, () => {
      const name = listed[index] ?? ''
      const { status, stdout } = run({ [name]: script })
      assert.deepEqual(stdout.match(/(?<=^ran ).*/gm), listed.toSpliced(index, 1))
      assert.deepEqual([status, stdout.trimEnd().split('\n').at(-1)], [1, `failed: ${name}`])
    })
})
