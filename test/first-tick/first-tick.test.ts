import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, describe, it } from 'node:test'
import type { LambdaFunction } from '../../local/lambda/function.ts'
import { portOf } from '../../local/loopback.ts'
import type { WalkedStack } from '../../local/template/walk.ts'
import { play } from '../infra/walk/play.ts'
import { synthesizeWalk, type WalkSubject } from '../infra/walk/subject.ts'

const ids = { StackId: 'a-stack', RequestId: 'a-request', LogicalResourceId: 'FirstTick' }
const dues = JSON.stringify([{ cadence: '5m', spreadSeconds: 300 }])

/** Endpoint for responses to CloudFormation. `responses` holds the bodies of the PUT requests with their content types. */
async function startBucket() {
  const responses: { body: unknown; contentType: string | undefined }[] = []
  let failing = 0
  const server: Server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    if (failing > 0) {
      failing -= 1
      response.writeHead(503).end()
      return
    }
    responses.push({ body: JSON.parse(body), contentType: request.headers['content-type'] })
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return {
    responses,
    url: `http://127.0.0.1:${portOf(server)}/answer`,
    fail: (times: number) => {
      failing = times
    },
    async close() {
      server.closeAllConnections()
      await close()
    },
  }
}

function firstTickOf({ functions }: WalkedStack): LambdaFunction {
  const found = [...functions].find(([id]) => id.startsWith('FirstTick'))
  if (found === undefined) throw new Error('the template has no first tick')
  return found[1]
}

describe('the first tick after a deployment', { timeout: 120_000 }, () => {
  let subject: WalkSubject
  let bucket: Awaited<ReturnType<typeof startBucket>>
  before(async () => {
    subject = await synthesizeWalk()
    bucket = await startBucket()
  })
  after(() => Promise.all([subject.close(), bucket.close()]))

  const request = (RequestType: string, properties: Record<string, string> = { Dues: dues }) => ({
    RequestType,
    ...ids,
    ResponseURL: bucket.url,
    ResourceProperties: properties,
  })
  const lastNotified = () => bucket.responses.at(-1)
  const success = (Result: string) => ({
    body: { Status: 'SUCCESS', PhysicalResourceId: 'first-tick', ...ids, Data: { Result } },
    contentType: undefined,
  })

  it('ticks every cadence like the tick function, reports to CloudFormation, and is denied nothing', async () => {
    const { denials } = await play(subject, subject.template, {
      async look(stack) {
        const ticks = () => stack.logbook.events.filter(({ event }) => event === 'tick').length
        const before = ticks()
        const outcome = await firstTickOf(stack).invoke(request('Create'))
        assert.deepEqual([outcome.ok, ticks() - before], [true, 1])
        assert.deepEqual(lastNotified(), success('5m: checks 2, batches 1'))
      },
    })
    assert.deepEqual(denials, [])
  })

  it('reports ticks that fail, and does not fail the deployment', async () => {
    await play(subject, subject.template, {
      async look(stack) {
        const Dues = JSON.stringify([{ cadence: '7m', spreadSeconds: 420 }])
        const outcome = await firstTickOf(stack).invoke(request('Update', { Dues }))
        assert.equal(outcome.ok, true)
        assert.deepEqual(lastNotified(), success('7m: failed; see the log'))
      },
    })
  })

  it('does nothing when the resource is deleted, and repeats a report that is not accepted', async () => {
    await play(subject, subject.template, {
      async look(stack) {
        const ticks = stack.logbook.events.filter(({ event }) => event === 'tick').length
        bucket.fail(2)
        await firstTickOf(stack).invoke(request('Delete'))
        assert.deepEqual(lastNotified(), success('none, it is being removed'))
        assert.equal(stack.logbook.events.filter(({ event }) => event === 'tick').length, ticks)
      },
    })
  })
})
