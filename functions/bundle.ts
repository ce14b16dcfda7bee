import { mkdirSync, writeFileSync } from 'node:fs'
import { join, parse, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, buildSync, type Metafile, type OutputFile, type Plugin } from 'esbuild'
import type { Deployment } from './core/model/deployment.ts'
import { type FunctionName, functionNames, gateFunction, writeDeployment } from './function-folder.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Folder that every bundle is made for, wherever it is written: source maps name their sources from there, the same on every machine. */
const madeFor = join(root, 'dist', 'bundle')

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
  return written(await build({ ...bundling(name), plugins }), directory)
}

const replacingNetwork = (path: string): Plugin => ({
  name: 'network',
  setup: (bundler) => bundler.onResolve({ filter: /\/deployed-network\.[jt]s$/ }, () => ({ path })),
})

/** Bundles the gate synchronously: a construct cannot await. */
export function bundleGate(directory: string): Metafile {
  return written(buildSync(bundling(gateFunction)), directory)
}

/** Bundles the chaos preload, whose source is given, into one file: everybody who opens a Lambda layer sees all of it. */
export async function bundlePreload(source: string, file: string): Promise<void> {
  const { dir, name } = parse(file)
  const entryPoints = { [name]: source }
  written(await build({ ...bundleOptions, ...unwritten, splitting: false, sourcemap: false, entryPoints }), dir)
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

/** The same bytes from every working directory. */
const unwritten = { outdir: madeFor, absWorkingDir: root, write: false } as const

function bundling(name: FunctionName | typeof gateFunction) {
  const inject = [fileOf('aws/stack-traces')]
  return { ...bundleOptions, ...unwritten, inject, entryPoints: { index: fileOf(`${name}/handler`) } }
}

type Bundled = { readonly outputFiles: readonly OutputFile[]; readonly metafile: Metafile }

function written({ outputFiles, metafile }: Bundled, directory: string): Metafile {
  mkdirSync(directory, { recursive: true })
  for (const { path, contents } of outputFiles) writeFileSync(join(directory, relative(madeFor, path)), contents)
  return metafile
}

/** Bundles every function below `directory`, each with its deployment. */
export async function bundleAll(directory: string, deployment: Deployment, networkFrom?: string): Promise<void> {
  await Promise.all(
    functionNames.map(async (name) => {
      await bundleFunction(name, join(directory, name), networkFrom)
      writeDeployment(join(directory, name), deployment)
    }),
  )
}

/** Bundles that this process has made: they are the same for every deployment. */
const made = new Map<FunctionName, Bundled>()

/** Bundles every function synchronously, each with its deployment. */
export function bundleAllSync(directory: string, deployment: Deployment): void {
  for (const name of functionNames) {
    const bundle = made.get(name) ?? buildSync(bundling(name))
    made.set(name, bundle)
    written(bundle, join(directory, name))
    writeDeployment(join(directory, name), deployment)
  }
}
