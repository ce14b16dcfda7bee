import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { gateClientOptions } from '../../functions/aws/gate-caller.ts'
import type { Entrance } from '../../functions/core/model/entrance.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Connection } from './connection.ts'
import { calling } from './troubles.ts'

/** A call of a function of a deployment. */
export type FunctionCallOptions<Reply> = {
  readonly functionName: string
  readonly event: object
  /** Returns null for an answer that the function never gives. */
  parse(payload: string): Reply | null
  /** Name of the function for people, such as `probe`. */
  readonly called: string
}

/** Entrance of people. */
const operator: Entrance = 'operator'

/** Calls functions of a deployment as an operator, and waits for their answers. Errors become failures with the way out. */
export function functionCaller({ deployment, region, options }: Connection) {
  const client = new LambdaClient({ ...options, ...gateClientOptions })
  return async <Reply>({ functionName, event, parse, called }: FunctionCallOptions<Reply>): Promise<Reply> => {
    const wanted = {
      action: 'lambda:InvokeFunction',
      resource: `arn:aws:lambda:${region}:*:function:${functionName}:${operator}`,
      policy: 'TokenwatchOperator',
      missing: {
        code: 'broken_deployment',
        message: `${deployment} in ${region} names a function that does not exist (${functionName}): deploy again`,
      },
    } as const
    const Payload = JSON.stringify(event)
    const answer = await calling(wanted, () =>
      client.send(new InvokeCommand({ FunctionName: functionName, Qualifier: operator, Payload })),
    )
    const reply = parse(Buffer.from(answer.Payload ?? []).toString('utf8'))
    if (answer.FunctionError === undefined && reply !== null) return reply
    throw new CommandFailure(
      'broken_deployment',
      `the ${called} of ${deployment} failed or has another version than this command: see its log, or deploy again`,
    )
  }
}
