#!/usr/bin/env node
// Plain JavaScript that Node 18 can read, so that an older Node gets as far as the message below: everything newer is behind `import()`.
import { fileURLToPath } from 'node:url'
import { neededNode } from './needed-node.mjs'

const found = process.versions.node

if (Number.parseInt(found, 10) < neededNode) {
  process.stderr.write(
    `tokenwatch needs Node ${neededNode} or newer, found ${found}: install it from https://nodejs.org, or in a clone run "npm run tokenwatch -- <command>"\n`,
  )
  process.exitCode = 3
} else {
  // The cache is on before the first TypeScript is read: removing the types is most of the start-up time. The cache lies beside the
  // dependencies: who can write there can also write the program itself.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/tokenwatch', import.meta.url)))
  await import('./tokenwatch.ts')
}
