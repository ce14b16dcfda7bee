import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { fieldOf } from '../../functions/core/model/field-of.ts'
import { stateSchema } from '../../functions/core/state/state.ts'
import { writeDeployment } from '../../functions/function-folder.ts'
import type { Stack } from '../../local/stack.ts'

const clone = fileURLToPath(new URL('../..', import.meta.url))

/** Functions that read and write the state of checks. */
export const replaced = ['tick', 'probe'] as const
export type Replaced = (typeof replaced)[number]

/** Builds the functions of a release whose state has the next shape: from its own sources, by its own bundler. */
export async function buildNextRelease(folder: string): Promise<string> {
  const root = join(folder, 'next-release')
  await mkdir(join(root, 'local'), { recursive: true })
  for (const part of ['functions', 'package.json', 'local/lambda'])
    await cp(join(clone, part), join(root, part), { recursive: true })
  await symlink(join(clone, 'node_modules'), join(root, 'node_modules'))
  const state = join(root, 'functions/core/state/state.ts')
  const declared = `export const stateSchema = ${stateSchema}\n`
  const source = await readFile(state, 'utf8')
  if (!source.includes(declared)) throw new Error(`${state} does not declare its shape as expected`)
  await writeFile(state, source.replace(declared, `export const stateSchema = ${stateSchema + 1}\n`))
  const bundler: unknown = await import(pathToFileURL(join(root, 'functions/bundle.ts')).href)
  const bundle = fieldOf(bundler, 'bundleFunction')
  if (typeof bundle !== 'function') throw new Error('the next release has no bundler')
  const made = join(root, 'bundles')
  for (const name of replaced) await bundle(name, join(made, name), join(root, 'local/lambda/lab-network.ts'))
  return made
}

/** Keeps a copy of the functions as they run now. */
export async function keepRelease({ directory }: Pick<Stack, 'directory'>, folder: string): Promise<string> {
  const made = join(folder, 'this-release')
  for (const name of replaced) await cp(join(directory, name), join(made, name), { recursive: true })
  return made
}

/** Replaces one function by that of another release, as CloudFormation does: its sandboxes end, and the next one has the new code. */
export async function replaceFunction(
  { directory, functions }: Pick<Stack, 'directory' | 'functions'>,
  { name, from, deployment }: { readonly name: Replaced; readonly from: string; readonly deployment: Deployment },
): Promise<void> {
  await functions[name].settled()
  await rm(join(directory, name), { recursive: true })
  await cp(join(from, name), join(directory, name), { recursive: true })
  writeDeployment(join(directory, name), deployment)
  functions[name].kill()
}
