import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, buildSync, type Metafile, type Plugin } from 'esbuild'
import { deploymentFileName } from './aws/deployment-file.ts'
import type { Deployment } from './core/model/deployment.ts'

/** Functions of a deployment. Each becomes a folder with `index.mjs`, its lazy chunks and `deployment.json`. */
export const functionNames = ['tick', 'first-tick', 'probe', 'rotate', 'notify'] as const
export type FunctionName = (typeof functionNames)[number]

/** The function of a gate in another stack. It watches nothing itself. */
export const gateFunction = 'gate'

/** Returns the file of a module: TypeScript here, JavaScript in the published package. */
const fileOf = (module: string): string => fileURLToPath(import.meta.resolve(`#source/functions/${module}`))

/** Defines `require` for CommonJS packages. The name is long so that no minified name equals it. */
const banner =
  "import{createRequire as __tokenwatchRequire}from'node:module';const require=__tokenwatchRequire(import.meta.url);"

/**
 * Bundles one function into `directory`. Returns esbuild's metafile, which lists the inputs and their sizes. `networkFrom` is a file that
 * takes the place of `aws/deployed-network`.
 */
export async function bundleFunction(name: FunctionName, directory: string, networkFrom?: string): Promise<Metafile> {
  const plugins = networkFrom === undefined ? [] : [replacingNetwork(networkFrom)]
  return (await build({ ...bundling(name, directory), plugins })).metafile
}

const replacingNetwork = (path: string): Plugin => ({
  name: 'network',
  setup: (bundler) => bundler.onResolve({ filter: /\/deployed-network\.[jt]s$/ }, () => ({ path })),
})

/** Bundles the gate synchronously: a construct cannot await. */
export function bundleGate(directory: string): Metafile {
  return buildSync(bundling(gateFunction, directory)).metafile
}

/** Options of every bundle that runs in Lambda. */
export const bundleOptions = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  chunkNames: 'later-[hash]',
  minify: true,
  keepNames: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  banner: { js: banner },
  // undici's switch for bundles: without its second, experimental HTTP parser they are a quarter smaller.
  define: { esbuildDetection: 'true' },
  alias: { '@aws-sdk/credential-provider-node': fileOf('aws/environment-credentials') },
  metafile: true,
  logLevel: 'silent',
} satisfies BuildOptions

function bundling(name: FunctionName | typeof gateFunction, directory: string) {
  const inject = [fileOf('aws/stack-traces')]
  return { ...bundleOptions, inject, entryPoints: { index: fileOf(`${name}/handler`) }, outdir: directory }
}

/** Writes the deployment of a function beside its bundle. */
export async function writeDeployment(directory: string, deployment: Deployment): Promise<void> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, deploymentFileName), JSON.stringify(deployment))
}

/** Bundles every function below `directory`, each with its deployment. */
export async function bundleAll(directory: string, deployment: Deployment, networkFrom?: string): Promise<void> {
  await Promise.all(
    functionNames.map(async (name) => {
      await bundleFunction(name, join(directory, name), networkFrom)
      await writeDeployment(join(directory, name), deployment)
    }),
  )
}
