import { execFile } from 'node:child_process'

/** Variable with the change that `npm run test:mutants` is trying: a process of its own has to run the same code. */
const mutantVariable = '__STRYKER_ACTIVE_MUTANT__'
const active = process.env[mutantVariable]
const mutant = active === undefined ? {} : { [mutantVariable]: active }

/** Runs a module in a process of its own, and returns its output. */
export function runModule(script: string, environment: Readonly<Record<string, string>> = {}) {
  const { promise, resolve } = Promise.withResolvers<{ code: number; stdout: string; stderr: string }>()
  const env = { PATH: process.env['PATH'], ...mutant, ...environment }
  const child = execFile(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { env },
    (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
  )
  return promise
}
