import { fieldOf } from '../model/field-of.ts'

/** An alarm read from a topic: one of Tokenwatch's messages, or a CloudWatch alarm, which has the same shape. */
export type CloudWatchAlarm = {
  /** Stable from opening to closing. */
  readonly name: string
  readonly state: 'ALARM' | 'OK'
  /** A sentence that says what happened. */
  readonly headline: string
  /** Epoch milliseconds; `null` where the message names no readable time. */
  readonly at: number | null
  /** Account and Region. */
  readonly place: string
  /** Its place among the messages under its name; `null` for an alarm of CloudWatch's own. */
  readonly sequence: number | null
  /** Facts by name, as text, in the order of the message. */
  readonly facts: ReadonlyMap<string, string>
  /** Commands and addresses by name; empty for an alarm of CloudWatch's own. */
  readonly next: ReadonlyMap<string, string>
}

/** Facts of a Tokenwatch message beyond the fields of every alarm. */
const pageFacts = [
  'check',
  'reason',
  'alertLevel',
  'impact',
  'owner',
  'usedBy',
  'openedAt',
  'lastGood',
  'versionId',
  'runbook',
] as const

/** Reads the alarm in a message; `null` for any other text that may be published to a topic. */
export function readAlarm(message: string): CloudWatchAlarm | null {
  const json = parseJson(message)
  const [name, state] = [textOf(json, 'AlarmName'), textOf(json, 'NewStateValue')]
  if (name === null || (state !== 'ALARM' && state !== 'OK')) return null
  const at = Date.parse(textOf(json, 'StateChangeTime') ?? '')
  const page = fieldOf(json, 'Tokenwatch')
  const facts = pageFacts.map((fact) => [fact, textOf(page, fact)] as const)
  return {
    name,
    state,
    headline: textOf(json, 'NewStateReason') ?? name,
    at: Number.isNaN(at) ? null : at,
    place: [textOf(json, 'AWSAccountId'), textOf(json, 'Region')].filter((part) => part !== null).join(' '),
    sequence: numberOf(page, 'sequence'),
    facts: new Map([...facts, ['description', textOf(json, 'AlarmDescription')] as const].flatMap(known)),
    next: new Map(namesOf(fieldOf(page, 'next')).flatMap((name) => known([name, textOf(fieldOf(page, 'next'), name)]))),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const namesOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : []

/** Reads a text field. A list of texts becomes one text. */
function textOf(value: unknown, name: string): string | null {
  const field = fieldOf(value, name)
  const text = Array.isArray(field) ? field.filter((item) => typeof item === 'string').join(', ') : field
  return typeof text === 'string' && text !== '' ? text : null
}

function numberOf(value: unknown, name: string): number | null {
  const field = fieldOf(value, name)
  return typeof field === 'number' && Number.isSafeInteger(field) ? field : null
}

function known<Name>([name, text]: readonly [Name, string | null]): readonly (readonly [Name, string])[] {
  return text === null ? [] : [[name, text]]
}
