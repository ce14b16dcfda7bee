/** Starts a function, prints the id of its process, and waits to be killed. */
import { fileURLToPath } from 'node:url'
import { startFunction } from '../../../local/lambda/function.ts'

const lambda = startFunction({
  name: 'orphan',
  directory: fileURLToPath(import.meta.resolve('./fixtures/obedient')),
  environment: {},
  maximumConcurrency: 1,
  timeoutMs: 60_000,
})
await lambda.invokeEvent({ do: 'mark', file: process.argv[2] })
