// Makes the package that other projects install: JavaScript and types, packed into `dist` or the folder that is named. Node runs no
// TypeScript below node_modules; here, in the clone, everything runs from its source. Prints the archive's path.
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { neededNode } from '../cli/needed-node.mjs'
import { sbomOf } from './sbom.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = resolve(process.argv[2] ?? join(root, 'dist'))
// Bundles lie in `dist` by the name of their deployment, and none begins with a dot.
const built = join(target, '.package')

/** Files of the package that are no sources. */
const others = ['README.md', 'CHANGELOG.md', 'LICENSE', 'chaos/experiment/experiment.schema.json']

function run(command, ...args) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 2],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status === 0) return stdout
  process.stderr.write(stdout)
  process.exit(status ?? 1)
}

/** The source `./cli/x.ts` is `./cli/x.js` and `./cli/x.d.ts` in the package. */
function compiled(source) {
  const path = source.replace(/\.ts$/, '')
  return { types: `${path}.d.ts`, default: `${path}.js` }
}

function manifest() {
  const { scripts, devDependencies, optionalDependencies, overrides, allowScripts, ...kept } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const mapped = (entries) => Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, compiled(file)]))
  // The clone brings Node 24 along; a project has its own.
  return { ...kept, exports: mapped(kept.exports), imports: mapped(kept.imports), engines: { node: `>=${neededNode}` } }
}

rmSync(built, { recursive: true, force: true })
run('tsc', '--project', '.ci/tsconfig.package.json', '--outDir', built)
for (const file of others) cpSync(join(root, file), join(built, file))
writeFileSync(join(built, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
const listed = JSON.parse(run('npm', 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'))
const sbom = sbomOf(listed, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
writeFileSync(join(built, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`)
const [{ filename }] = JSON.parse(run('npm', 'pack', built, '--pack-destination', target, '--json', '--silent'))
process.stdout.write(`${join(target, filename)}\n`)
