import { createHash } from 'node:crypto'
import { region } from './account.ts'

/** The access key of one function in the lab: endpoints know their caller by it. */
export function accessKeyIdFor(functionName: string): string {
  const digest = createHash('sha256').update(functionName).digest('hex').toUpperCase()
  return `ASIA${digest.slice(0, 16)}`
}

/** The credentials and the Region that Lambda's execution environment hands to a function. */
export function callerEnvironment(functionName: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyIdFor(functionName),
    AWS_SECRET_ACCESS_KEY: 'loopback-signatures-are-not-verified',
    AWS_SESSION_TOKEN: `session-of-${functionName}`,
  }
}
