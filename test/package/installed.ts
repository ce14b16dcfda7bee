import assert from 'node:assert/strict'
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keptBuild } from '../../local/kept-build.ts'
import { type Run, runCommand } from '../support/command-line.ts'

const clone = fileURLToPath(new URL('../..', import.meta.url))

/** Another project, which has the package from its archive. */
export type Project = {
  readonly folder: string
  /** Runs a program of the project's own `node_modules`, or any other. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>
}

/** Everything that goes into the archive, or decides how. */
const packed = [
  ...['functions', 'cli', 'infra', 'local', 'chaos', '.ci/package.mjs', '.ci/sbom.ts', '.ci/tsconfig.package.json'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'CHANGELOG.md', 'LICENSE'],
]

/** Returns the archive of this clone, packed anew only when something in it has changed: the compiler keeps two cores busy for seconds. */
async function archiveIn(folder: string): Promise<string> {
  const pack = (into: string) => succeed(process.execPath, [join(clone, '.ci', 'package.mjs'), into], folder)
  const make = async (into: string) => {
    await pack(into)
    await rm(join(into, '.package'), { recursive: true })
  }
  const kept = await keptBuild({ name: 'tokenwatch-archive', sources: packed, make })
  if (kept === null) return (await pack(folder)).trim()
  const [archive] = (await readdir(kept)).filter((name) => name.endsWith('.tgz'))
  return join(kept, archive ?? assert.fail(`no archive in ${kept}`))
}

/** Packs this clone and lets npm install it into an empty project in `folder`. Dependencies are linked, so no registry is asked. */
export async function installInto(folder: string): Promise<Project> {
  const project = join(folder, 'project')
  await cp(join(clone, 'test', 'package', 'project'), project, { recursive: true })
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const archive = await archiveIn(folder)
  await linkAll(project)
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
  await succeed('npm', ['install', ...flags, archive], project)
  // npm has removed unused links.
  await symlink(join(clone, 'node_modules', 'vitest'), join(project, 'node_modules', 'vitest'))
  const path = [join(project, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(':')
  return {
    folder: project,
    run: (command, args, env = {}) => runCommand(command, args, { cwd: project, env: { PATH: path, ...env } }),
  }
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runCommand(command, args, { cwd })
  assert.equal(code, 0, `${command} ${args.join(' ')}: ${stdout}${stderr}`)
  return stdout
}

/** Links every package of the clone: npm finds all dependencies of the archive and downloads nothing. */
async function linkAll(project: string): Promise<void> {
  const from = join(clone, 'node_modules')
  const plain: string[] = []
  const scopes: string[] = []
  for (const name of await readdir(from)) if (!name.startsWith('.')) (name.startsWith('@') ? scopes : plain).push(name)
  const scoped = await Promise.all(
    scopes.map(async (scope) => (await readdir(join(from, scope))).map((name) => join(scope, name))),
  )
  for (const name of [...plain, ...scoped.flat()]) {
    await mkdir(dirname(join(project, 'node_modules', name)), { recursive: true })
    await symlink(join(from, name), join(project, 'node_modules', name))
  }
}
