/**
 * Runs before the tests of a process, with `--import`. Node's test runner follows every promise to the test that made it, in order to name
 * the test of an uncaught error. That costs a third of the work of tests that await much. An `AsyncLocalStorage` names it for nothing.
 */
import asyncHooks, { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { inspect } from 'node:util'

const { createHook } = asyncHooks
// The test runner takes the function when it is loaded. It still has to know its own tests, to find the suite around `it` and `before`.
asyncHooks.createHook = ({ init }) =>
  createHook({
    init: (asyncId, type, ...rest) => type === 'Test' && init?.(asyncId, type, ...rest),
    trackPromises: false,
  })
process.getBuiltinModule('node:test')
asyncHooks.createHook = createHook

const runningTest = new AsyncLocalStorage<string>()
tracingChannel<string, { readonly name: string }>('node.test').start.bindStore(runningTest, ({ name }) => name)

const nameTest = (error: unknown) =>
  process.stderr.write(`Uncaught error in ${inspect(runningTest.getStore())}: ${inspect(error)}\n`)

process.on('uncaughtExceptionMonitor', nameTest)
process.on('unhandledRejection', (reason) => {
  nameTest(reason)
  // Node does not end the process for a rejection that has a listener.
  process.exitCode = 1
})
