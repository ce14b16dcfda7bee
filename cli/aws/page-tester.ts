import {
  type PageTestReply,
  type PageTestRequest,
  pageTestEvent,
  parsePageTestReply,
} from '../../functions/core/alerting/page-test.ts'
import type { Connection } from './connection.ts'
import { functionCaller } from './function-caller.ts'

/** Has a function of the deployment send test pages. */
export type PageTester = (functionName: string, request: PageTestRequest) => Promise<PageTestReply>

/** Its troubles are failures in our own words. */
export function pageTester(connection: Connection): PageTester {
  const call = functionCaller(connection)
  return (functionName, request) =>
    call({ functionName, event: pageTestEvent(request), parse: parsePageTestReply, called: 'probe' })
}
