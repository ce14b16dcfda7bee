import type { CheckInput } from '../../../functions/config.ts'
import type { Behaviour, Script } from '../../support/hostile-server.ts'

/** An attack of a server on the probe that asks it, and the outcome that the probe has to report. */
export type HostileAnswer = {
  readonly attack: string
  /** `elsewhere` is the URL of a server that nobody may ask. */
  readonly script: (elsewhere: string) => Script
  /** The reason of the verdict, and the rule or the code behind it. */
  readonly outcome: string
  /** The check that asks, where it is not a plain request with a bearer token. */
  readonly check?: (url: string) => CheckInput
}

/** Makes a row of an attack that needs no other server. */
export const answer = (attack: string, script: Script, outcome: string): HostileAnswer => ({
  attack,
  script: () => script,
  outcome,
})

/** Makes a row of bytes that are written in place of an answer. */
export const rawAnswer = (
  attack: string,
  bytes: string | Buffer,
  outcome: string,
  then: Extract<Behaviour, { kind: 'raw' }>['then'] = 'end',
): HostileAnswer => answer(attack, { kind: 'raw', bytes, then }, outcome)

/** A body that the check would call healthy. */
export const healthyBody = '{"login":"bot","ok":true}'

/** A complete answer with these further header lines, which the check would call healthy. */
export const answerWith = (lines: string, body = healthyBody): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${lines}\r\n\r\n${body}`
