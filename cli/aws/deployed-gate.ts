import { LambdaClient } from '@aws-sdk/client-lambda'
import { type GateCaller, GateNotAnswered, gateClientOptions, openGateCaller } from '../../functions/aws/gate-caller.ts'
import type { Connection } from './connection.ts'
import { calling } from './troubles.ts'
import { failedFunction, unreadableAnswer } from './unreadable-answer.ts'

/** Asks the gate of a deployment. Errors become failures with the way out. */
export function deployedGate(connection: Connection): GateCaller {
  const { deployment, region, directory, options } = connection
  const client = new LambdaClient({ ...options, ...gateClientOptions })
  const caller = openGateCaller(client, directory)
  const wanted = {
    action: 'lambda:InvokeFunction',
    resource: `arn:aws:lambda:${region}:*:function:${directory.probe}:gate`,
    policy: 'TokenwatchGate',
    missing: {
      code: 'broken_deployment',
      message: `${deployment} in ${region} names a function that does not exist (${directory.probe}): deploy again`,
    },
  } as const
  const withFailures = async <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    calling(wanted, () => call().catch((error: unknown) => Promise.reject(failureOf(error, connection))))
  return {
    ask: (question) => withFailures(() => caller.ask(question)),
    override: (override) => withFailures(() => caller.override(override)),
  }
}

function failureOf(error: unknown, connection: Connection): unknown {
  if (!(error instanceof GateNotAnswered)) return error
  return error.came === null ? failedFunction(connection, 'probe') : unreadableAnswer(connection, 'probe', error.came)
}
