// What the two packages hold: entries, and the files that are no sources.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const cloneRoot = fileURLToPath(new URL('../..', import.meta.url))

export const clone = JSON.parse(readFileSync(join(cloneRoot, 'package.json'), 'utf8'))

/** Modules that the program starts by their path, besides those that the package exports. */
export const startedByPath = [
  'functions/config/config-worker.ts',
  'infra/app.ts',
  'local/clock.ts',
  'local/lambda/bootstrap.ts',
]

/**
 * Packages that a project installs itself, if it needs what uses them: its own copy of the CDK for `tokenwatch/cdk`, and the servers of
 * the lab for `tokenwatch start` and `tokenwatch chaos`. npm installs none of them for us. `test/package/cdk-range.test.ts` runs both ends
 * of the CDK's range.
 */
export const peers = {
  'aws-cdk-lib': '>=2.240.0 <3',
  'cdk-nag': '>=3.0.2 <4',
  constructs: '>=10.5.0 <11',
  dynalite: `^${clone.dependencies.dynalite}`,
  'oidc-provider': `^${clone.dependencies['oidc-provider']}`,
  undici: '>=7.0.0 <9',
}

/** The only package that comes along: the types of a config are made from it. All others are part of our files. */
export const dependencies = { zod: clone.dependencies.zod }

/** The small package for services: what reports a version, and what breaks tokens inside the service. */
export const consumerExports = {
  '.': clone.exports['./consumer'],
  './chaos': clone.exports['./chaos'],
  './chaos/preload': clone.exports['./chaos/preload'],
}
