import { LambdaClient } from '@aws-sdk/client-lambda'
import { type GateCaller, GateNotAnswered, gateClientOptions, openGateCaller } from '../../functions/aws/gate-caller.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Connection } from './connection.ts'
import { calling } from './troubles.ts'

/** The gate of a deployment that was found; its troubles are failures in our own words. */
export function deployedGate({ deployment, region, directory, options }: Connection): GateCaller {
  const client = new LambdaClient({ ...options, ...gateClientOptions })
  const caller = openGateCaller(client, directory)
  const wanted = {
    action: 'lambda:InvokeFunction',
    resource: `arn:aws:lambda:${region}:*:function:${directory.probe}`,
    policy: 'TokenwatchGate',
    missing: {
      code: 'broken_deployment',
      message: `${deployment} in ${region} names a function that is not there (${directory.probe}): deploy again`,
    },
  } as const
  const notified = async <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    calling(wanted, () => call().catch((error: unknown) => Promise.reject(inOurWords(error, deployment))))
  return {
    ask: (question) => notified(() => caller.ask(question)),
    override: (override) => notified(() => caller.override(override)),
  }
}

function inOurWords(error: unknown, deployment: string): unknown {
  if (!(error instanceof GateNotAnswered)) return error
  return error.code === 'function_failed'
    ? new CommandFailure('broken_deployment', `the probe of ${deployment} failed: its log says why, or deploy again`)
    : new CommandFailure(
        'broken_deployment',
        `the probe of ${deployment} is of another version than this command: take the same, or deploy again`,
      )
}
