import {
  type PageTestReply,
  type PageTestRequest,
  pageTestEvent,
  parsePageTestReply,
} from '../../functions/core/alerting/page-test.ts'
import type { Connection } from './connection.ts'
import { functionCaller } from './function-caller.ts'

/** Asks a function of the deployment to send test pages. */
export type PageTester = (functionName: string, request: PageTestRequest) => Promise<PageTestReply>

/** Opens a page tester. Errors become failures with the way out. */
export function pageTester(connection: Connection): PageTester {
  const call = functionCaller(connection)
  return (functionName, request) =>
    call({ functionName, event: pageTestEvent(request), parse: parsePageTestReply, called: 'probe' })
}
