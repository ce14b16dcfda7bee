// JavaScript of a package: every entry with the packages that it uses, in files that share what they have in common.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { bundleOptions } from '../../functions/bundle.ts'
import { cloneRoot } from './contents.mjs'
import { noticesFor } from './notices.mjs'

/** Bundles of Lambda functions come with the package, so it needs no bundler: `prebuilt.ts` takes the place of `bundle.ts`. */
const prebuilt = {
  name: 'prebuilt',
  setup: (bundler) =>
    bundler.onResolve({ filter: /\/bundle\.ts$/ }, () => ({ path: join(cloneRoot, 'functions', 'prebuilt.ts') })),
}

const shared = {
  absWorkingDir: cloneRoot,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  outbase: cloneRoot,
  chunkNames: 'shared/[name]-[hash]',
  legalComments: 'none',
  banner: bundleOptions.banner,
  define: bundleOptions.define,
  metafile: true,
  logLevel: 'warning',
}

/**
 * Writes the code of `entries` below `folder`. Packages in `external` stay imports. It is not minified: people can read it. Returns the
 * outputs of esbuild.
 */
export async function writeCode(folder, entries, external) {
  const { metafile } = await build({ ...shared, entryPoints: entries, external, outdir: folder, plugins: [prebuilt] })
  writeFileSync(join(folder, 'THIRD_PARTY_NOTICES.txt'), noticesFor([metafile]))
  return metafile.outputs
}

/** Writes the code of the small package, minified. It uses the undici of the service, or that of Node. */
export async function writeSmallCode(folder, entries) {
  const { metafile } = await build({
    ...shared,
    entryPoints: entries,
    outdir: folder,
    minify: true,
    keepNames: true,
    external: ['undici'],
  })
  writeFileSync(join(folder, 'THIRD_PARTY_NOTICES.txt'), noticesFor([metafile]))
}
