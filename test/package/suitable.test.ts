import assert from 'node:assert/strict'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { aFolder } from '../support/command-line.ts'
import { keepOpen } from '../support/stack.ts'
import { fullInstall, type Project, projectIn } from './installed.ts'

describe('the package, in a project whose Node or CDK it does not know', { timeout: 600_000 }, () => {
  const keep = keepOpen()
  let project: Project
  before(
    async () => {
      project = await projectIn(keep(await aFolder()).path, 'test/package/project', fullInstall)
    },
    { timeout: 540_000 },
  )

  it('names the range and the way out where the CDK of a project is out of it', async () => {
    const modules = join(project.folder, 'old', 'node_modules')
    for (const [name, version] of [
      ['aws-cdk-lib', '2.239.9'],
      ['aws-cdk-lib', '3.0.0'],
      ['constructs', '10.4.2'],
    ] as const) {
      await rm(modules, { recursive: true, force: true })
      await mkdir(join(modules, name), { recursive: true })
      await cp(join(project.folder, 'node_modules', 'tokenwatch'), join(modules, 'tokenwatch'), { recursive: true })
      // A CDK without what the constructs import, as another version is.
      await writeFile(join(modules, name, 'package.json'), JSON.stringify({ name, version, exports: { './*': './*' } }))
      for (const line of ["import 'tokenwatch/cdk'", "createRequire(import.meta.url)('tokenwatch/cdk')"]) {
        await writeFile(join(modules, '..', 'app.mjs'), `import { createRequire } from 'node:module'\n${line}\n`)
        const { code, stderr } = await project.run('node', ['old/app.mjs'])
        assert.equal(code, 1)
        const match = /^Error: tokenwatch\/cdk needs (\S+) (>=\S+ <\d+), found (\S+): npm install "\1@\2"$/m.exec(
          stderr,
        )
        assert.deepEqual([match?.[1], match?.[3]], [name, version], stderr)
      }
    }
  })

  it('names the Node that every entry needs where an older one runs it', async () => {
    // The version is the only thing of an old Node that this one can show.
    const old = "Object.defineProperty(process.versions, 'node', { value: '22.11.0' })"
    const entries = [
      'tokenwatch',
      ...['cdk', 'chaos', 'chaos/preload', 'consumer', 'test'].map((one) => `tokenwatch/${one}`),
    ]
    const small = ['tokenwatch-consumer', 'tokenwatch-consumer/chaos', 'tokenwatch-consumer/chaos/preload']
    for (const entry of [...entries, ...small]) {
      const { stderr } = await project.run('node', ['--input-type=module', '-e', `${old}\nawait import('${entry}')`])
      const name = entry.split('/')[0]
      assert.ok(
        stderr.includes(`Error: ${name} needs Node 24 or newer, found 22.11.0: install it from`),
        entry + stderr,
      )
    }
  })
})
