import { setTimeout as delay } from 'node:timers/promises'
import { errorName } from '../aws/clients.ts'
import type { LambdaContext } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import type { Due } from '../core/tick/tick.ts'
import { answer, parseRequest } from './cloudformation.ts'

/** Kept back of an invocation to tell CloudFormation in: a deployment that is told nothing fails. */
const answerMs = 20_000

/**
 * Once per deployment that changed something; CloudFormation calls when everything that a tick needs is there. What happened is
 * told, and nothing of it fails the deployment: a dead monitor must not stand in the way of its own repair.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<void> {
  const request = parseRequest(event)
  await answer(request, request.removing ? 'none, it is being removed' : await firstTicks(request.dues, context))
}

async function firstTicks(dues: readonly Due[], context: LambdaContext): Promise<string> {
  const done = new AbortController()
  const timeMs = Math.max(0, context.getRemainingTimeInMillis() - answerMs)
  const late = delay(timeMs, 'not finished in time; the log says how far it came', { signal: done.signal })
  const ticks = Promise.all(dues.map((due) => firstTick(due, context))).then((results) => results.join('; '))
  return Promise.race([ticks, late]).finally(() => done.abort())
}

/** Loads the tick only now, so that one which cannot even start is told of too. */
async function firstTick(due: Due, context: LambdaContext): Promise<string> {
  try {
    const { openTick } = await import('../tick/handler.ts')
    const { checks, batches } = await openTick(due, context)
    return `${due.cadence}: checks ${checks}, batches ${batches}`
  } catch (error) {
    logToStdout({ event: 'fault', where: 'first-tick', code: errorName(error), check: null })
    return `${due.cadence}: failed; the log says why`
  }
}
