import { createHash, createHmac, randomBytes } from 'node:crypto'
import { region } from './account.ts'

/** The access key of one function in the lab: endpoints know their caller by it. */
export function accessKeyIdFor(functionName: string): string {
  const digest = createHash('sha256').update(functionName).digest('hex').toUpperCase()
  return `ASIA${digest.slice(0, 16)}`
}

/** The id of a role in the lab, by its name. A function of the lab has a role of its own name, unless it assumed another. */
export const roleIdFor = (roleName: string): string => accessKeyIdFor(roleName).replace(/^ASIA/, 'AROA')

/** Ids of the roles that functions assumed, by access key. */
const assumed = new Map<string, string>()

/** Lets a function act as a role of another name. */
export function assumeRole(functionName: string, roleName: string): void {
  assumed.set(accessKeyIdFor(functionName), roleIdFor(roleName))
}

/** Returns the sender that SQS writes on a message: the id of a role and the name of its session, or the id of a user. */
export function senderIdOf(accessKeyId: string): string {
  const roleId = assumed.get(accessKeyId) ?? accessKeyId.replace(/^ASIA/, 'AROA')
  return roleId.startsWith('AROA') ? `${roleId}:lab` : accessKeyId
}

/** Made at each start: whoever else is on the machine can reach the ports of the lab, and must not read what lies behind them. */
const seed = randomBytes(32)

/** Secret keys that the lab did not make: those of a real account, whose secrets its functions read. */
const given = new Map<string, string>()

/** Takes calls that are signed with a key of somebody else. */
export function trustKey(accessKeyId: string, secretKey: string): void {
  given.set(accessKeyId, secretKey)
}

/** Returns the secret key that belongs to an access key, for as long as this process runs. */
export function secretKeyFor(accessKeyId: string): string {
  return given.get(accessKeyId) ?? createHmac('sha256', seed).update(accessKeyId).digest('base64').slice(0, 40)
}

/** The credentials of a caller, as a client of the SDK takes them. */
export function credentialsFor(caller: string) {
  const accessKeyId = accessKeyIdFor(caller)
  return { accessKeyId, secretAccessKey: secretKeyFor(accessKeyId), sessionToken: `session-of-${caller}` }
}

/** The function that a session was made for; null where the session is not of this access key, or not of the lab. */
export function sessionOwner(sessionToken: unknown, accessKeyId: string): string | null {
  const [, name] = /^session-of-(.+)$/.exec(String(sessionToken)) ?? []
  return name !== undefined && accessKeyIdFor(name) === accessKeyId ? name : null
}

/** The credentials and the Region that Lambda's execution environment hands to a function. */
export function callerEnvironment(functionName: string): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentialsFor(functionName)
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  }
}
