import { counted } from '../config.ts'
import type { ScannedCredential } from './examine.ts'

/** Hosts that a scan would send credentials to, with the number of credentials for each. */
export type AskingPlan = {
  readonly hosts: readonly (readonly [host: string, credentials: number])[]
  readonly credentials: number
  /** Requests at most: a refused credential is asked twice, and compared with a broken one where that does no harm. */
  readonly mostRequests: number
}

/** Requests for one credential at most: two answers that prove it dead, two controls, and the login before each. */
export const mostRequestsEach = 6

/** Plans who is asked. Equal credentials are asked once. */
export function askingPlan(credentials: readonly ScannedCredential[]): AskingPlan {
  const asked = distinct(credentials).filter(({ check }) => check.kind === 'check')
  const hosts = new Map<string, number>()
  for (const { check } of asked)
    if (check.kind === 'check') for (const host of check.hosts) hosts.set(host, (hosts.get(host) ?? 0) + 1)
  return {
    hosts: [...hosts].toSorted(([one], [other]) => (one < other ? -1 : 1)),
    credentials: asked.filter(({ check }) => check.kind === 'check' && check.hosts.length > 0).length,
    mostRequests: asked.length * mostRequestsEach,
  }
}

const distinct = (credentials: readonly ScannedCredential[]): readonly ScannedCredential[] => [
  ...new Map(
    credentials.map((one, index) => [
      one.fingerprint === null ? `${index}` : `${one.found.profile} ${one.fingerprint}`,
      one,
    ]),
  ).values(),
]

/** Lines of the confirmation. */
export function planLines({ hosts, credentials, mostRequests }: AskingPlan): readonly string[] {
  return [
    ...hosts.map(([host, count]) => `${host}  ${counted(count, 'credential')}`),
    `${counted(credentials, 'credential')} in all, at most ${mostRequests} requests; each is sent to its own provider and to nobody else`,
  ]
}
