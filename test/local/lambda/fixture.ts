import assert from 'node:assert/strict'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type FunctionOptions, type LambdaFunction, startFunction } from '../../../local/lambda/function.ts'

/** A function of one of the fixtures; ends with the test that starts it. */
export function fixture(directory: string, options: Partial<FunctionOptions> = {}): LambdaFunction {
  const lambda = startFunction({
    name: directory,
    directory: fileURLToPath(import.meta.resolve(`./fixtures/${directory}`)),
    environment: {},
    maximumConcurrency: 1,
    timeoutMs: 10_000,
    ...options,
  })
  after(() => lambda.close())
  return lambda
}

export const obedient = (options?: Partial<FunctionOptions>) => fixture('obedient', options)

export async function answerOf(lambda: LambdaFunction, event: unknown): Promise<unknown> {
  const outcome = await lambda.invoke(event)
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.payload
}
