import assert from 'node:assert/strict'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { aFolder, runCommand } from '../support/command-line.ts'
import { keepOpen } from '../support/stack.ts'

const clone = fileURLToPath(new URL('../..', import.meta.url))
const changelog = '# Changelog\n\n## Unreleased\n\n- A change.\n\n## 0.1.0 (2026-01-01)\n\n- The first.\n'

describe('npm run release', { timeout: 60_000 }, () => {
  const keep = keepOpen()

  /** A repository with the release script, whose packing writes one small archive. */
  async function repository() {
    const cwd = keep(await aFolder()).path
    await mkdir(join(cwd, '.ci/package'), { recursive: true })
    for (const name of ['release.mjs', 'package/changelog.mjs', 'package/contents.mjs'])
      await cp(join(clone, '.ci', name), join(cwd, '.ci', name))
    const packing = `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
mkdirSync('dist/.package/tokenwatch', { recursive: true })
writeFileSync('dist/.package/tokenwatch/sbom.cdx.json', '{}')
writeFileSync(\`dist/tokenwatch-\${version}.tgz\`, 'archive')
`
    await writeFile(join(cwd, '.ci/package.mjs'), packing)
    await cp(join(clone, 'package.json'), join(cwd, 'package.json'))
    await writeFile(
      join(cwd, 'package-lock.json'),
      JSON.stringify({ version: '0.1.0', packages: { '': { version: '0.1.0' } } }),
    )
    await writeFile(join(cwd, 'CHANGELOG.md'), changelog)
    await writeFile(join(cwd, '.gitignore'), 'dist/\n')
    const git = (...args: readonly string[]) =>
      runCommand('git', ['-c', 'user.name=Sam', '-c', 'user.email=sam@acme.example', ...args], { cwd })
    await git('init', '--quiet')
    await git('config', 'user.name', 'Sam')
    await git('config', 'user.email', 'sam@acme.example')
    await git('add', '--all')
    await git('commit', '--quiet', '--message', 'start')
    const release = (...args: readonly string[]) => runCommand('node', ['.ci/release.mjs', ...args], { cwd })
    return { cwd, git, release }
  }

  it('sets the version, moves the changelog, packs with checksums, commits, tags, and says how to publish', async () => {
    const { cwd, git, release } = await repository()
    const { code, stdout, stderr } = await release('0.2.0')
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(
      stdout,
      /tagged v0\.2\.0; .*\n {2}npm publish --provenance --access public dist\/tokenwatch-0\.2\.0\.tgz\n/,
    )
    const text = await readFile(join(cwd, 'CHANGELOG.md'), 'utf8')
    assert.match(text, /## Unreleased\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n- A change\.\n\n## 0\.1\.0/)
    const { version } = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'))
    assert.equal(version, '0.2.0')
    const sums = await readFile(join(cwd, 'dist/SHA256SUMS'), 'utf8')
    const checked = await runCommand('sha256sum', ['--check', 'SHA256SUMS'], { cwd: join(cwd, 'dist') })
    assert.equal(checked.code, 0)
    assert.match(sums, /^[0-9a-f]{64} {2}tokenwatch-0\.2\.0\.cdx\.json\n[0-9a-f]{64} {2}tokenwatch-0\.2\.0\.tgz\n$/)
    assert.equal((await git('tag', '--list')).stdout, 'v0.2.0\n')
    assert.equal((await git('status', '--porcelain')).stdout, '')
  })

  it('refuses a version that is none, a changed tree and an empty changelog, and tags nothing', async () => {
    const { cwd, git, release } = await repository()
    for (const version of [[], ['v0.2.0'], ['next'], ['0.2']]) {
      const { code, stderr } = await release(...version)
      assert.deepEqual([code, stderr], [3, 'expected a version such as 0.2.0: npm run release -- 0.2.0\n'])
    }
    assert.match((await release('0.1.0')).stderr, /0\.1\.0 was released already/)
    await writeFile(join(cwd, 'CHANGELOG.md'), changelog.replace('- A change.\n', ''))
    assert.match((await release('0.2.0')).stderr, /the tree has changes/)
    await git('commit', '--all', '--quiet', '--message', 'empty')
    assert.match((await release('0.2.0')).stderr, /nothing under "## Unreleased"/)
    assert.equal((await git('tag', '--list')).stdout, '')
  })
})
