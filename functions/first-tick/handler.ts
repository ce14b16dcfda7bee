import { setTimeout as delay } from 'node:timers/promises'
import { errorName } from '../aws/clients.ts'
import type { LambdaContext } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import type { Due } from '../core/tick/tick.ts'
import { answerCloudFormation, parseCustomResource } from './cloudformation.ts'

/** Time at the end of an invocation to answer CloudFormation: a deployment without an answer fails. */
const responseReserveMs = 20_000

/**
 * Runs once for each deployment with changes, when everything that a tick needs is deployed. It reports the result and never fails the
 * deployment: a broken monitor must not block its own fix.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<void> {
  const request = parseCustomResource(event)
  await answerCloudFormation(
    request,
    request.removing ? 'none, it is being removed' : await firstTicks(request.dues, context),
  )
}

async function firstTicks(dues: readonly Due[], context: LambdaContext): Promise<string> {
  const done = new AbortController()
  const timeMs = Math.max(0, context.getRemainingTimeInMillis() - responseReserveMs)
  const late = delay(timeMs, 'not finished in time; see the log', { signal: done.signal })
  const ticks = Promise.all(dues.map((due) => firstTick(due, context))).then((results) => results.join('; '))
  return Promise.race([ticks, late]).finally(() => done.abort())
}

/** Loads the tick only here, so that a tick which cannot start is reported too. */
async function firstTick(due: Due, context: LambdaContext): Promise<string> {
  try {
    const { runDueTick } = await import('../tick/handler.ts')
    const { checks, batches } = await runDueTick(due, context)
    return `${due.cadence}: checks ${checks}, batches ${batches}`
  } catch (error) {
    logToStdout({ event: 'fault', where: 'first-tick', code: errorName(error), check: null })
    return `${due.cadence}: failed; see the log`
  }
}
