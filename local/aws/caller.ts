import { createHash } from 'node:crypto'
import { region } from './account.ts'

/** The access key of one function in the lab: endpoints know their caller by it. */
export function accessKeyIdFor(functionName: string): string {
  const digest = createHash('sha256').update(functionName).digest('hex').toUpperCase()
  return `ASIA${digest.slice(0, 16)}`
}

/** The secret key that belongs to an access key of the lab. Only its STS asks for what it signed. */
export function secretKeyFor(accessKeyId: string): string {
  return createHash('sha256').update(`secret of ${accessKeyId}`).digest('base64').slice(0, 40)
}

/** The function that a session was made for; null where the session is not of this access key, or not of the lab. */
export function sessionOwner(sessionToken: unknown, accessKeyId: string): string | null {
  const [, name] = /^session-of-(.+)$/.exec(String(sessionToken)) ?? []
  return name !== undefined && accessKeyIdFor(name) === accessKeyId ? name : null
}

/** The credentials and the Region that Lambda's execution environment hands to a function. */
export function callerEnvironment(functionName: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyIdFor(functionName),
    AWS_SECRET_ACCESS_KEY: secretKeyFor(accessKeyIdFor(functionName)),
    AWS_SESSION_TOKEN: `session-of-${functionName}`,
  }
}
