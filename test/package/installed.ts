import assert from 'node:assert/strict'
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keptBuild } from '../../local/kept-build.ts'
import { type Run, runCommand } from '../support/command-line.ts'

const clone = fileURLToPath(new URL('../..', import.meta.url))

/** Another project, which has the packages from their archives. */
export type Project = {
  readonly folder: string
  /** Runs a program of the project's own `node_modules`, or any other. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>
}

/**
 * Code that goes into the archives, or decides how. Pages and examples go there too, but no code reads them, and they change often:
 * `production.test.ts` makes the pages of the package from today's.
 */
const packed = [
  ...['functions', 'cli', 'infra', 'local', 'chaos', '.ci/package', '.ci/package.mjs', '.ci/tsconfig.package.json'],
  ...['package.json', 'package-lock.json', 'tsconfig.json'],
]

/** Names of the packages. */
const names = ['tokenwatch', 'tokenwatch-consumer']

/** Other packages of a project without the CDK, the lab and a test runner of its own: none. */
export const productionInstall: readonly string[] = []

/** Other packages of a project that uses everything the packages can do. */
export const fullInstall = [
  ...['aws-cdk-lib', 'cdk-nag', 'constructs', 'dynalite', 'oidc-provider', 'undici', 'vitest'],
  '@aws-sdk/client-secrets-manager',
]

/**
 * Returns a folder with both archives, in which npm has installed them. It is made anew only when something in them has changed: the
 * compiler keeps two cores busy for seconds, and all tests share one.
 */
export async function installed(): Promise<string> {
  const kept = await keptBuild({ name: 'tokenwatch-package', sources: packed, make })
  return kept ?? assert.fail('the clone has no lock file')
}

async function make(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await succeed(process.execPath, [join(clone, '.ci', 'package.mjs'), folder], folder)
  await rm(join(folder, '.package'), { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }))
  // npm finds the one dependency as a link to that of the clone, so it asks no registry.
  await link(folder, ['zod'])
  const archives = (await archivesIn(folder)).map((name) => join(folder, name))
  const flags = ['--offline', '--no-audit', '--no-fund', '--no-package-lock']
  await succeed('npm', ['install', ...flags, ...archives], folder)
}

export const archivesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.tgz')).toSorted()

/** Makes a project below `folder` with the files of `from`, the packages, and the other packages that it installs itself. */
export async function projectIn(folder: string, from: string, others: readonly string[]): Promise<Project> {
  const project = join(folder, from.replaceAll('/', '-'))
  await cp(join(clone, from), project, { recursive: true })
  const shared = join(await installed(), 'node_modules')
  for (const name of names) await cp(join(shared, name), join(project, 'node_modules', name), { recursive: true })
  await cp(join(shared, '.bin'), join(project, 'node_modules', '.bin'), { recursive: true, verbatimSymlinks: true })
  await link(project, ['zod', ...others])
  const path = [join(project, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(':')
  return {
    folder: project,
    run: (command, args, env = {}) => runCommand(command, args, { cwd: project, env: { PATH: path, ...env } }),
  }
}

async function link(project: string, packages: readonly string[]): Promise<void> {
  for (const name of packages) {
    const path = join(project, 'node_modules', name)
    await mkdir(dirname(path), { recursive: true })
    await symlink(join(clone, 'node_modules', name), path)
  }
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runCommand(command, args, { cwd })
  assert.equal(code, 0, `${command} ${args.join(' ')}: ${stdout}${stderr}`)
  return stdout
}
