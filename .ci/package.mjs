// Makes the packages that other projects install, as archives in `dist` or the folder that is named: `tokenwatch`, and `tokenwatch-consumer`
// for services. Node runs no TypeScript below node_modules; here, in the clone, everything runs from its source. Prints the archives' paths.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { neededNode } from '../cli/needed-node.mjs'
import { bundleFunction, bundleGate, bundlePreload } from '../functions/bundle.ts'
import { functionNames, gateFunction } from '../functions/function-folder.ts'
import { writeCode, writeSmallCode } from './package/code.mjs'
import { clone, cloneRoot, consumerExports, dependencies, peers, startedByPath } from './package/contents.mjs'
import { others, unlinkMissing } from './package/pages.ts'
import { sbomOf } from './package/sbom.ts'
import { refuseOldNode, refuseOtherCdk } from './package/suitable.mjs'
import { writeTypes } from './package/types.mjs'

const target = resolve(process.argv[2] ?? join(cloneRoot, 'dist'))
// Bundles lie in `dist` by the name of their deployment, and none begins with a dot.
const built = join(target, '.package')

function run(command, ...args) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: cloneRoot,
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

const compiledAll = (entries) =>
  Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, compiled(file)]))

const { name, version, description, license, keywords, repository } = clone
const shared = { version, license, ...(keywords && { keywords }), ...(repository && { repository }), type: 'module' }
// The clone brings Node 24 along; a project has its own.
const engines = { node: `>=${neededNode}` }
const optional = (names) => Object.fromEntries(names.map((one) => [one, { optional: true }]))

const main = {
  name,
  description,
  ...shared,
  bin: { tokenwatch: 'cli/tokenwatch.js' },
  engines,
  exports: { ...compiledAll(clone.exports), './package.json': './package.json' },
  imports: { '#source/*': './*.js', '#bundles/*': './bundles/*', '#package.json': './package.json' },
  dependencies,
  peerDependencies: peers,
  peerDependenciesMeta: optional(Object.keys(peers)),
}

const consumer = {
  name: 'tokenwatch-consumer',
  description:
    'For services whose credentials Tokenwatch watches: reports the secret version in use, and breaks tokens in tests',
  ...shared,
  engines,
  exports: { ...compiledAll(consumerExports), './package.json': './package.json' },
  peerDependencies: { undici: peers.undici },
  peerDependenciesMeta: optional(['undici']),
}

const labNetwork = 'local/lambda/lab-network.ts'

/** Bundles of the lab are there where they differ from the deployed ones, and without maps: the lab runs on the machine of a developer. */
async function writeBundles(folder) {
  for (const one of functionNames) {
    await bundleFunction(one, join(folder, 'deployed', one))
    const lab = join(folder, 'lab', one)
    const { inputs } = await bundleFunction(one, lab, join(cloneRoot, labNetwork))
    if (!(labNetwork in inputs)) rmSync(lab, { recursive: true })
    else for (const file of readdirSync(lab)) if (file.endsWith('.map')) rmSync(join(lab, file))
  }
  bundleGate(join(folder, 'deployed', gateFunction))
  await bundlePreload(join(cloneRoot, 'chaos/preload/register.ts'), join(folder, 'chaos-preload.mjs'))
}

const bare = (path) => path.replace(/^\.\//, '')

/** Writes what stands in the files of the package: npm sees one dependency of it, and `npm audit` too. */
function writeSbom(folder) {
  const listed = JSON.parse(run('npm', 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'))
  const inside = Object.entries(clone.dependencies).filter(([one]) => one === 'undici' || !(one in peers))
  const sbom = sbomOf(listed, { name, version, dependencies: Object.fromEntries(inside) })
  writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`)
}

async function writeMain(folder, types) {
  const entries = Object.values(clone.exports).map(bare)
  const outputs = await writeCode(
    folder,
    [...entries, ...startedByPath, 'cli/tokenwatch.mjs'],
    Object.keys({ ...peers, ...dependencies }).filter((one) => one !== 'undici'),
  )
  refuseOldNode(folder, name, entries)
  const { exports: names } = Object.entries(outputs).find(([path]) => path.endsWith('/infra/cdk.js'))[1]
  const { 'aws-cdk-lib': cdk, constructs } = peers
  refuseOtherCdk(folder, { names, ranges: { 'aws-cdk-lib': cdk, constructs } })
  writeTypes(folder, entries, types)
  await writeBundles(join(folder, 'bundles'))
  writeSbom(folder)
  for (const file of others) cpSync(join(cloneRoot, file), join(folder, file), { recursive: true })
  unlinkMissing(folder)
}

async function writeConsumer(folder, types) {
  const entries = Object.values(consumerExports).map(bare)
  await writeSmallCode(folder, entries)
  refuseOldNode(folder, consumer.name, entries)
  writeTypes(folder, entries, types)
  cpSync(join(cloneRoot, 'LICENSE'), join(folder, 'LICENSE'))
  cpSync(join(cloneRoot, '.ci/package/consumer.md'), join(folder, 'README.md'))
}

async function pack(manifest, write, types) {
  const folder = join(built, manifest.name)
  mkdirSync(folder, { recursive: true })
  await write(folder, types)
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const [{ filename }] = JSON.parse(run('npm', 'pack', folder, '--pack-destination', target, '--json', '--silent'))
  process.stdout.write(`${join(target, filename)}\n`)
}

rmSync(built, { recursive: true, force: true })
const types = join(built, 'types')
run('tsc', '--project', '.ci/tsconfig.package.json', '--outDir', types)
await pack(main, writeMain, types)
await pack(consumer, writeConsumer, types)
