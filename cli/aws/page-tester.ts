import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { gateClientOptions } from '../../functions/aws/gate-caller.ts'
import {
  type PageTestReply,
  type PageTestRequest,
  pageTestEvent,
  parsePageTestReply,
} from '../../functions/core/page-test.ts'
import { Failure } from '../frame/failure.ts'
import type { Connection } from './connection.ts'
import { calling } from './troubles.ts'

/** Has a function of the deployment send test pages. */
export type PageTester = (functionName: string, request: PageTestRequest) => Promise<PageTestReply>

/** Its troubles are failures in our own words. */
export function pageTester({ deployment, region, options }: Connection): PageTester {
  const client = new LambdaClient({ ...options, ...gateClientOptions })
  return async (functionName, request) => {
    const wanted = {
      action: 'lambda:InvokeFunction',
      resource: `arn:aws:lambda:${region}:*:function:${functionName}`,
      policy: 'TokenwatchOperator',
      missing: {
        code: 'broken_deployment',
        message: `${deployment} in ${region} names a function that is not there (${functionName}): deploy again`,
      },
    } as const
    const Payload = JSON.stringify(pageTestEvent(request))
    const answer = await calling(wanted, () => client.send(new InvokeCommand({ FunctionName: functionName, Payload })))
    const reply = parsePageTestReply(Buffer.from(answer.Payload ?? []).toString('utf8'))
    if (answer.FunctionError === undefined && reply !== null) return reply
    throw new Failure(
      'broken_deployment',
      `the probe of ${deployment} failed, or is of another version than this command: its log says which, or deploy again`,
    )
  }
}
