#!/usr/bin/env node
// Plain JavaScript, so that the cache is on before the first TypeScript is read: taking the types off is most of the start of a
// command. The cache lies beside the dependencies, where nobody can write who could not write the program itself.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/tokenwatch', import.meta.url)))
await import('./tokenwatch.ts')
