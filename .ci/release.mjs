// Prepares a release: `npm run release -- 0.2.0`. Sets the version, moves the changelog, packs, writes the list of materials and the
// checksums, commits and tags. It publishes nothing: the last lines say how, with provenance.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isVersion, released } from './package/changelog.mjs'
import { cloneRoot } from './package/contents.mjs'

const [version = ''] = process.argv.slice(2)

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(3)
}

function run(command, ...args) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: cloneRoot,
    stdio: ['ignore', 'pipe', 2],
    encoding: 'utf8',
  })
  if (status !== 0) fail(`${command} ${args.join(' ')}: failed, so nothing was tagged`)
  return stdout
}

const file = (name) => join(cloneRoot, name)

if (!isVersion(version)) fail('expected a version such as 0.2.0: npm run release -- 0.2.0')
if (run('git', 'status', '--porcelain') !== '') fail('the tree has changes: commit or stash them first')

try {
  const day = new Date().toISOString().slice(0, 10)
  writeFileSync(file('CHANGELOG.md'), released(readFileSync(file('CHANGELOG.md'), 'utf8'), version, day))
} catch (error) {
  fail(error.message)
}
for (const name of ['package.json', 'package-lock.json']) {
  const manifest = JSON.parse(readFileSync(file(name), 'utf8'))
  manifest.version = version
  if (manifest.packages !== undefined) manifest.packages[''].version = version
  writeFileSync(file(name), `${JSON.stringify(manifest, null, 2)}\n`)
}
run('node', '.ci/package.mjs')
// The package holds its list of materials; it also stands beside the archives.
cpSync(file('dist/.package/tokenwatch/sbom.cdx.json'), file(`dist/tokenwatch-${version}.cdx.json`))
const made = readdirSync(file('dist')).filter((name) => name.includes(version))
const digest = (name) =>
  createHash('sha256')
    .update(readFileSync(join(cloneRoot, 'dist', name)))
    .digest('hex')
writeFileSync(file('dist/SHA256SUMS'), made.map((name) => `${digest(name)}  ${name}\n`).join(''))
run('git', 'commit', '--quiet', '--message', `release: ${version}`, 'CHANGELOG.md', 'package.json', 'package-lock.json')
run('git', 'tag', '--annotate', `v${version}`, '--message', `Tokenwatch ${version}`)
process.stdout.write(
  [
    ...made.map((name) => `dist/${name}`),
    'dist/SHA256SUMS',
    `tagged v${version}; from a CI job with an OIDC token:`,
    ...made
      .filter((name) => name.endsWith('.tgz'))
      .map((name) => `  npm publish --provenance --access public dist/${name}`),
    '',
  ].join('\n'),
)
