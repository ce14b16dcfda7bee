import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { gateClientOptions } from '../../functions/aws/gate-caller.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Connection } from './connection.ts'
import { calling } from './troubles.ts'

/** What is asked of a function of a deployment. */
export type FunctionCallOptions<Reply> = {
  readonly functionName: string
  readonly event: object
  /** Null for what the function never answers. */
  parse(payload: string): Reply | null
  /** As people know the function: `probe`. */
  readonly called: string
}

/** Asks functions of a deployment and waits for their answers, with the rights of an operator. Its troubles are failures in our own words. */
export function functionCaller({ deployment, region, options }: Connection) {
  const client = new LambdaClient({ ...options, ...gateClientOptions })
  return async <Reply>({ functionName, event, parse, called }: FunctionCallOptions<Reply>): Promise<Reply> => {
    const wanted = {
      action: 'lambda:InvokeFunction',
      resource: `arn:aws:lambda:${region}:*:function:${functionName}`,
      policy: 'TokenwatchOperator',
      missing: {
        code: 'broken_deployment',
        message: `${deployment} in ${region} names a function that is not there (${functionName}): deploy again`,
      },
    } as const
    const Payload = JSON.stringify(event)
    const answer = await calling(wanted, () => client.send(new InvokeCommand({ FunctionName: functionName, Payload })))
    const reply = parse(Buffer.from(answer.Payload ?? []).toString('utf8'))
    if (answer.FunctionError === undefined && reply !== null) return reply
    throw new CommandFailure(
      'broken_deployment',
      `the ${called} of ${deployment} failed, or is of another version than this command: its log says which, or deploy again`,
    )
  }
}
