import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { untilSynchronously } from '../aws/until.ts'
import { answerOf, fixture, obedient } from './fixture.ts'

test('the caller gets the name and the message of an error, and the sandbox stays warm', async () => {
  const lambda = obedient()
  assert.deepEqual(await lambda.invoke({ do: 'throw', message: 'no' }), {
    ok: false,
    errorType: 'TypeError',
    errorMessage: 'no',
  })
  assert.deepEqual(await lambda.invoke({ do: 'throwText', message: 'plain' }), {
    ok: false,
    errorType: 'string',
    errorMessage: 'plain',
  })
  assert.equal((await lambda.invoke({ do: 'unprintable' })).ok, false)
  assert.equal(await answerOf(lambda, { do: 'count' }), 4)
  assert.equal(lambda.coldStarts, 1)
})

for (const deed of ['throw', 'reject']) {
  test(`an error that a handler throws (${deed}) is printed with all its properties, as Lambda prints it`, async () => {
    let printed = ''
    const lambda = obedient({
      onOutput: (stream, text) => {
        if (stream === 'stderr') printed += text
      },
    })
    const properties = { request: { headers: { authorization: 'Bearer CANARY_in_a_property' } } }
    await lambda.invoke({ do: deed, message: 'CANARY_in_the_message', properties })
    await untilSynchronously(() => printed.includes('\n'))
    assert.match(printed, /\tERROR\t(Invoke Error|Unhandled Promise Rejection) \t\{"errorType"/)
    assert.match(printed, /"errorMessage":".*CANARY_in_the_message"/)
    assert.match(printed, /"request":\{"headers":\{"authorization":"Bearer CANARY_in_a_property"\}\}/)
  })
}

test('an unhandled rejection ends the sandbox, and the next invocation gets a new one', async () => {
  const lambda = obedient()
  const outcome = await lambda.invoke({ do: 'reject', message: 'forgotten' })
  assert.deepEqual(outcome, {
    ok: false,
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: 'Error: forgotten',
  })
  assert.equal(await answerOf(lambda, { do: 'count' }), 1)
  assert.equal(lambda.coldStarts, 2)
})

test('a process that exits fails its invocation, and the next one gets a new sandbox', async () => {
  const lambda = obedient()
  assert.deepEqual(await lambda.invoke({ do: 'exit' }), {
    ok: false,
    errorType: 'Runtime.ExitError',
    errorMessage: 'Error: Runtime exited with error: exit status 3',
  })
  assert.equal(await answerOf(lambda, { do: 'count' }), 1)
})

test('an invocation that exceeds its timeout ends with its sandbox', async () => {
  const lambda = obedient({ timeoutMs: 500 })
  assert.deepEqual(await lambda.invoke({ do: 'hang' }), {
    ok: false,
    errorType: 'Sandbox.Timedout',
    errorMessage: 'Task timed out after 0.50 seconds',
  })
  assert.equal(await answerOf(lambda, { do: 'count' }), 1)
  assert.equal(lambda.coldStarts, 2)
})

test('a module that cannot be loaded fails each invocation, and its error is printed', async () => {
  let printed = ''
  const lambda = fixture('broken', {
    onOutput: (_stream, text) => {
      printed += text
    },
  })
  for (let attempt = 0; attempt < 2; attempt++) {
    assert.deepEqual(await lambda.invoke({}), { ok: false, errorType: 'Error', errorMessage: 'cannot load' })
  }
  assert.equal(lambda.coldStarts, 2)
  await untilSynchronously(() => printed.includes('CANARY_of_init'))
})

test('a module without a handler is reported', async () => {
  const outcome = await fixture('without-handler').invoke({})
  assert.equal(outcome.ok || outcome.errorType, 'Runtime.HandlerNotFound')
})

test('a failed asynchronous invocation is retried twice', async () => {
  let printed = ''
  const lambda = obedient({
    asynchronousRetryDelayMs: 1,
    onOutput: (_stream, text) => {
      printed += text
    },
  })
  const outcome = await lambda.invokeEvent({ do: 'throw', message: 'always' })
  assert.equal(outcome.ok, false)
  await untilSynchronously(() => printed.split('Invoke Error').length === 4)
  assert.deepEqual(await lambda.invokeEvent({ do: 'count' }), { ok: true, payload: 4 })
})

test('a killed function fails its invocations and continues in a new sandbox', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-'))
  const file = join(directory, 'started')
  const lambda = obedient()
  const invocation = lambda.invoke({ do: 'mark', file })
  await untilSynchronously(() => existsSync(file))
  lambda.kill()
  assert.deepEqual(await invocation, {
    ok: false,
    errorType: 'Runtime.ExitError',
    errorMessage: 'Error: Runtime exited with error: signal: killed',
  })
  assert.equal(await answerOf(lambda, { do: 'count' }), 1)
  await rm(directory, { recursive: true })
})
