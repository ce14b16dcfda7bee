import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, buildSync, type Metafile } from 'esbuild'
import { deploymentFileName } from './aws/deployment-file.ts'
import type { Deployment } from './core/model/deployment.ts'

/** The functions that a deployment runs. Each becomes a folder with `index.mjs`, what it loads later, and its deployment. */
export const functionNames = ['tick', 'first-tick', 'probe', 'rotate', 'notify'] as const
export type FunctionName = (typeof functionNames)[number]

/** The function of a gate, which is part of other people's stacks and watches nothing itself. */
export const gateFunction = 'gate'

/** The file of a module: TypeScript here, JavaScript in the package that others install. */
const fileOf = (module: string): string => fileURLToPath(import.meta.resolve(`#source/functions/${module}`))

/** Some packages are CommonJS inside. The name is long because minified names must never meet it. */
const banner =
  "import{createRequire as __tokenwatchRequire}from'node:module';const require=__tokenwatchRequire(import.meta.url);"

/** Bundles one function into `directory`; the answer says what went in, for whoever weighs it. */
export async function bundleFunction(name: FunctionName, directory: string): Promise<Metafile> {
  return (await build(bundling(name, directory))).metafile
}

/** The same for the gate, at once: a construct can not wait. */
export function bundleGate(directory: string): Metafile {
  return buildSync(bundling(gateFunction, directory)).metafile
}

/** How everything is bundled that runs in Lambda. */
export const bundleOptions = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'] as string[],
  outExtension: { '.js': '.mjs' },
  chunkNames: 'later-[hash]',
  minify: true,
  keepNames: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  banner: { js: banner },
  // undici's own switch for bundles: without its second, experimental HTTP parser they are a quarter smaller.
  define: { esbuildDetection: 'true' },
  alias: { '@aws-sdk/credential-provider-node': fileOf('aws/environment-credentials') },
  metafile: true,
  logLevel: 'silent',
} as const satisfies BuildOptions

function bundling(name: FunctionName | typeof gateFunction, directory: string) {
  return { ...bundleOptions, entryPoints: { index: fileOf(`${name}/handler`) }, outdir: directory }
}

/** Puts what a function watches beside its bundle. */
export async function writeDeployment(directory: string, deployment: Deployment): Promise<void> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, deploymentFileName), JSON.stringify(deployment))
}

/** Bundles every function below `directory`, each with the deployment beside it. */
export async function bundleAll(directory: string, deployment: Deployment): Promise<void> {
  await Promise.all(
    functionNames.map(async (name) => {
      await bundleFunction(name, join(directory, name))
      await writeDeployment(join(directory, name), deployment)
    }),
  )
}
