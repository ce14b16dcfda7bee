import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilSynchronously } from '../aws/until.ts'
import { answerOf, obedient } from './fixture.ts'

test('a function answers what its handler returned, or null', async () => {
  const lambda = obedient()
  const event = { text: 'schön \u2028', list: [1, null] }
  assert.deepEqual(await answerOf(lambda, event), event)
  assert.equal(await answerOf(lambda, { do: 'nothing' }), null)
  assert.equal(lambda.arn, 'arn:aws:lambda:eu-west-1:123456789012:function:obedient')
})

test('a sandbox is reused while it is warm', async () => {
  const lambda = obedient()
  assert.equal(await answerOf(lambda, { do: 'count' }), 1)
  assert.equal(await answerOf(lambda, { do: 'count' }), 2)
  assert.equal(lambda.coldStarts, 1)
})

test('the handler gets its request, its function and the remaining time', async () => {
  const lambda = obedient({ timeoutMs: 7_000, memoryMb: 512, clockOffsetMs: () => 10 ** 12 })
  const context = await answerOf(lambda, { do: 'context' })
  assert.ok(typeof context === 'object' && context !== null && 'remainingMs' in context && 'awsRequestId' in context)
  assert.match(String(context.awsRequestId), /^[0-9a-f-]{36}$/)
  assert.ok(Number(context.remainingMs) > 0 && Number(context.remainingMs) <= 7_000)
  assert.deepEqual(
    { ...context, remainingMs: 0, awsRequestId: '', logStreamName: '' },
    {
      remainingMs: 0,
      awsRequestId: '',
      logStreamName: '',
      invokedFunctionArn: lambda.arn,
      functionName: 'obedient',
      functionVersion: '$LATEST',
      memoryLimitInMB: '512',
      logGroupName: '/aws/lambda/obedient',
      callbackWaitsForEmptyEventLoop: true,
    },
  )
})

test('nothing but PATH and the compile cache is inherited from the environment of the lab', async () => {
  process.env['INHERITED_BY_MISTAKE'] = 'yes'
  process.env['NODE_COMPILE_CACHE'] ??= ''
  const lambda = obedient({ environment: { AWS_REGION: 'eu-west-1', TABLE: 'state' } })
  const environment = await answerOf(lambda, { do: 'environment' })
  assert.ok(typeof environment === 'object' && environment !== null)
  const names = Object.keys(environment).filter((name) => !name.startsWith('AWS_LAMBDA_'))
  assert.deepEqual(names.toSorted(), [
    'AWS_REGION',
    'LAMBDA_TASK_ROOT',
    'NODE_COMPILE_CACHE',
    'PATH',
    'TABLE',
    '_HANDLER',
  ])
})

test('the shifted clock applies inside, from one invocation to the next', async () => {
  const yearMs = 365 * 24 * 60 * 60 * 1_000
  let offsetMs = 0
  const lambda = obedient({ clockOffsetMs: () => offsetMs })
  const yearsAhead = async () => Math.round((Number(await answerOf(lambda, { do: 'now' })) - Date.now()) / yearMs) + 0
  assert.equal(await yearsAhead(), 0)
  offsetMs = 3 * yearMs
  assert.equal(await yearsAhead(), 3)
  offsetMs = -2 * yearMs
  assert.equal(await yearsAhead(), -2)
  assert.equal(lambda.coldStarts, 1)
})

test('the output of a function is passed on', async () => {
  let printed = ''
  const lambda = obedient({
    onOutput: (stream, text) => {
      if (stream === 'stdout') printed += text
    },
  })
  await answerOf(lambda, { do: 'print', text: 'one line\n' })
  await untilSynchronously(() => printed === 'one line\n')
})

test('invocations run side by side up to the limit and wait beyond it', async () => {
  const lambda = obedient({ maximumConcurrency: 2 })
  const counts = await Promise.all(Array.from({ length: 6 }, () => answerOf(lambda, { do: 'count' })))
  assert.equal(lambda.coldStarts, 2)
  assert.equal(counts.length, 6)
  assert.equal(Math.max(...counts.map(Number)) >= 3, true)
})

test('closing ends running and waiting invocations, and nothing starts afterwards', async () => {
  const lambda = obedient()
  await answerOf(lambda, {})
  const running = lambda.invoke({ do: 'hang' })
  const waiting = lambda.invoke({})
  await lambda.close()
  assert.deepEqual([(await running).ok, (await waiting).ok, (await lambda.invoke({})).ok], [false, false, false])
  assert.equal(lambda.coldStarts, 1)
})
