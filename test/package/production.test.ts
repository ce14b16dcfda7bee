import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { others, unlinkMissing } from '../../.ci/package/pages.ts'
import { bundleFunction, bundleGate } from '../../functions/bundle.ts'
import { functionNames, gateFunction } from '../../functions/function-folder.ts'
import { type Deployed, startDeployed } from '../cli/gate/deployed.ts'
import { aFolder } from '../support/command-line.ts'
import { isLongRun } from '../support/long-run.ts'
import { importsOf } from '../support/sources.ts'
import { keepOpen, startProduct } from '../support/stack.ts'
import { installed, type Project, productionInstall, projectIn } from './installed.ts'

const manifest = z.looseObject({
  private: z.boolean().optional(),
  scripts: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })).default({}),
})

/** Bytes of a folder, as they are read: links are followed. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  const sizes = await Promise.all(names.map(async (name) => stat(join(folder, name))))
  return sizes.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0)
}

describe('an install without the CDK and without the lab', { timeout: 600_000 }, () => {
  const keep = keepOpen()
  let modules: string
  let project: Project
  let deployed: Deployed
  before(
    async () => {
      modules = join(await installed(), 'node_modules')
      project = await projectIn(keep(await aFolder()).path, 'examples/ci-gate', productionInstall)
      deployed = keep(await startDeployed(keep(await startProduct()), project.folder))
    },
    { timeout: 540_000 },
  )
  const manifestOf = async (name: string) =>
    manifest.parse(JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8')))

  it('has two packages of at most 40 MB, and a small one for services', async () => {
    const folders = (await readdir(modules)).filter((name) => !name.startsWith('.'))
    assert.deepEqual(folders.toSorted(), ['tokenwatch', 'tokenwatch-consumer', 'zod'])
    const zod = fileURLToPath(import.meta.resolve('zod/package.json')).replace(/package\.json$/, '')
    const program = (await bytesIn(join(modules, 'tokenwatch'))) + (await bytesIn(zod))
    const consumer = await bytesIn(join(modules, 'tokenwatch-consumer'))
    assert.ok(program < 40_000_000, `${program} bytes`)
    assert.ok(consumer < 300_000, `${consumer} bytes`)
    // What a service loads that only reports its version.
    const helper = await stat(join(modules, 'tokenwatch-consumer', 'functions', 'consumer.js'))
    assert.ok(helper.size < 10_000, `${helper.size} bytes`)
  })

  it('runs no script while it is installed, and can be published', async () => {
    for (const name of ['tokenwatch', 'tokenwatch-consumer']) {
      const one = await manifestOf(name)
      assert.deepEqual([one.scripts, one.private], [undefined, undefined], name)
      const optional = Object.entries(one.peerDependenciesMeta).flatMap(([peer, meta]) => (meta.optional ? [peer] : []))
      assert.deepEqual(optional, Object.keys(one.peerDependencies), name)
    }
    assert.deepEqual(Object.keys((await manifestOf('tokenwatch')).dependencies), ['zod'])
    assert.deepEqual(Object.keys((await manifestOf('tokenwatch-consumer')).dependencies), [])
  })

  it('has a small package that loads nothing but itself and Node', async () => {
    const root = join(modules, 'tokenwatch-consumer')
    const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.js'))
    const imported = await Promise.all(
      files.map(async (name) =>
        importsOf(name, await readFile(join(root, name), 'utf8')).flatMap(({ kind, specifier }) =>
          kind === 'static' ? [specifier] : [],
        ),
      ),
    )
    assert.deepEqual(
      imported.flat().filter((specifier) => !/^(?:\.|node:)/.test(specifier)),
      [],
    )
  })

  it('holds no path of the machine that packed it', async () => {
    const home = fileURLToPath(new URL('../../', import.meta.url))
    const files = (await readdir(modules, { recursive: true })).filter((name) =>
      /^tokenwatch.*\.(?:js|mjs|map|ts|json)$/.test(name),
    )
    assert.ok(files.length > 300)
    for (const file of files) assert.ok(!(await readFile(join(modules, file), 'utf8')).includes(home), file)
  })

  it('holds the bundles of the Lambda functions that the repository makes, byte for byte', async () => {
    const made = keep(await aFolder()).path
    // `npm run test:long` makes all of them.
    const compared = isLongRun ? [...functionNames] : (['notify'] as const)
    for (const name of compared) await bundleFunction(name, join(made, name))
    bundleGate(join(made, gateFunction))
    const packed = join(modules, 'tokenwatch', 'bundles', 'deployed')
    assert.deepEqual((await readdir(packed)).toSorted(), [...functionNames, gateFunction].toSorted())
    for (const name of [...compared, gateFunction]) {
      const files = (await readdir(join(made, name))).toSorted()
      assert.deepEqual((await readdir(join(packed, name))).toSorted(), files)
      for (const file of files)
        assert.ok((await readFile(join(made, name, file))).equals(await readFile(join(packed, name, file))), file)
    }
  })

  it('names the license of every package whose code is part of it', async () => {
    for (const [name, inside] of [
      ['tokenwatch', 'undici'],
      ['tokenwatch-consumer', 'zod'],
    ] as const) {
      const notices = await readFile(join(modules, name, 'THIRD_PARTY_NOTICES.txt'), 'utf8')
      assert.ok(new RegExp(`^${inside} \\d+\\.\\d+\\.\\d+ \\(MIT\\)\\n\\n[^-]*MIT License`, 'm').test(notices), name)
      assert.ok(!notices.includes('(undefined)'))
    }
  })

  it('asks the gate of a deployment', async () => {
    const gate = async (service: string) =>
      (await project.run('tokenwatch', ['gate', '--deployment', 'acme', '--used-by', service], deployed.env)).code
    assert.deepEqual([await gate('release'), await gate('docs'), await gate('search')], [0, 1, 2])
  })

  it('names what to install for what it leaves out', async () => {
    const lab = await project.run('tokenwatch', ['start', '--for', '1s'])
    assert.equal(lab.code, 3)
    assert.match(
      lab.stderr,
      /^tokenwatch start needs .*: npm install --save-dev .*dynalite@\^4\.0\.0 oidc-provider@\^9\.\d/,
    )
    await writeFile(join(project.folder, 'app.mjs'), "import { Tokenwatch } from 'tokenwatch/cdk'\nTokenwatch\n")
    const cdk = await project.run('node', ['app.mjs'])
    assert.match(cdk.stderr, /Cannot find package 'aws-cdk-lib'/)
  })

  it('has a README and docs whose links lead somewhere', async () => {
    const root = join(project.folder, 'node_modules', 'tokenwatch')
    // The archive is older than a page that was changed since.
    for (const other of others) {
      assert.ok(existsSync(join(root, other)), other)
      await cp(fileURLToPath(new URL(`../../${other}`, import.meta.url)), join(root, other), { recursive: true })
    }
    unlinkMissing(root)
    const pages = [
      'README.md',
      ...(await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
    ]
    const broken: string[] = []
    for (const page of pages) {
      const prose = (await readFile(join(root, page), 'utf8'))
        .replace(/^```[\s\S]*?^```/gm, '')
        .replace(/`[^`\n]*`/g, '')
      for (const [, target = ''] of prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g))
        if (!/^(https?|mailto):/.test(target) && !existsSync(join(root, page, '..', target)))
          broken.push(`${page}: ${target}`)
    }
    assert.deepEqual(broken, [])
  })
})
