import { LambdaClient } from '@aws-sdk/client-lambda'
import { type GateCaller, GateNotAnswered, gateClientOptions, openGateCaller } from '../../functions/aws/gate-caller.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Connection } from './connection.ts'
import { calling } from './troubles.ts'

/** Asks the gate of a deployment. Errors become failures with the way out. */
export function deployedGate({ deployment, region, directory, options }: Connection): GateCaller {
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
    calling(wanted, () => call().catch((error: unknown) => Promise.reject(failureOf(error, deployment))))
  return {
    ask: (question) => withFailures(() => caller.ask(question)),
    override: (override) => withFailures(() => caller.override(override)),
  }
}

function failureOf(error: unknown, deployment: string): unknown {
  if (!(error instanceof GateNotAnswered)) return error
  return error.code === 'function_failed'
    ? new CommandFailure('broken_deployment', `the probe of ${deployment} failed: see its log, or deploy again`)
    : new CommandFailure(
        'broken_deployment',
        `the probe of ${deployment} has another version than this command: use the same version, or deploy again`,
      )
}
