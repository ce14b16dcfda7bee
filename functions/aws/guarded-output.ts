import { randomInt } from 'node:crypto'
import { StringDecoder } from 'node:string_decoder'
import { lettersOf } from '../core/model/echo.ts'
import { drawMultipliers, plainSecretPartsIn, secretPartsIn } from '../core/model/live-secrets.ts'
import { noteSecurityEvent } from './security-events.ts'

/** Stands in the log for a line or an answer that held a secret. */
export const withheld = { event: 'security', refused: 'secret_in_output', check: null } as const

/** Characters that are searched together with those that were written before them: a secret may be written in parts. */
const overlap = 512

/** Characters of a line that is not ended, at most. A longer one is written in parts. */
const longestLine = 262_144

type Stream = Pick<NodeJS.WriteStream, 'write'>

/** Guards what a process writes. `flush` writes lines that were begun and not ended. */
export type OutputGuard = { flush(): void }

const guards: OutputGuard[] = []

/** Letters and digits of texts that everybody may read. A part of a secret that stands there by itself is no leak. */
let publicLetters: () => string = () => ''

/** Says which texts are public: those of the config, which was refused if it held anything that looks like a secret. */
export function allowInOutput(text: () => string): void {
  let letters: string | null = null
  publicLetters = () => {
    letters ??= lettersOf(text())
    return letters
  }
}

/** Returns true if a text holds a part of a secret that this process has read, made or received. */
export function holdsSecret(text: string): boolean {
  return secretPartsIn(text).some(isPrivate)
}

const isPrivate = (part: string): boolean => !publicLetters().includes(part)

/** Writes to stdout past the guard. */
let writePast: Stream['write'] | null = null

/**
 * Writes a line of our own log. Its fields are names, numbers and our words, so that nothing in it is encoded: it is searched for secrets
 * as they are, in a quarter of the time.
 */
export function writeOwnLine(line: string): void {
  if (writePast === null || plainSecretPartsIn(line).some(isPrivate)) process.stdout.write(line)
  else {
    flushOutput()
    writePast(line)
  }
}

/**
 * Guards stdout and stderr, whoever writes to them: our log, a library, Node itself. A line that holds a secret is not written. An event
 * of its own takes its place, which raises an alarm. A line is written when it ends, or with `flushOutput`. With `writesSoon`, a line that
 * does not end, such as a question to a person, is written as soon as the program waits.
 */
export function guardOutput({ writesSoon = false } = {}): void {
  if (guards.length > 0) return
  drawMultipliers(randomInt)
  writePast = process.stdout.write.bind(process.stdout)
  for (const stream of [process.stdout, process.stderr]) guards.push(guardStream(stream, { writesSoon }))
  process.on('exit', flushOutput)
}

/** Writes everything that was held back. A function that waits for its next event is frozen, so its lines have to be out by then. */
export function flushOutput(): void {
  for (const guard of guards) guard.flush()
}

/** Returns true unless both texts are whole objects of our log, which nothing runs through. */
const mayContinue = (before: string, text: string): boolean =>
  before !== '' && !(before.endsWith('}\n') && text.startsWith('{'))

/** Replaces `write` of a stream by one that looks at whole lines, at all lines of one write, and at what was written just before. */
export function guardStream(stream: Stream, { writesSoon = false } = {}): OutputGuard {
  const write = stream.write.bind(stream)
  const decoder = new StringDecoder()
  let [before, begun] = ['', '']
  const put = (text: string, isSecret: boolean): boolean => {
    before = isSecret ? '' : (before + text).slice(-overlap)
    if (isSecret) noteSecurityEvent(withheld.refused)
    return write(isSecret ? `${JSON.stringify({ at: new Date().toISOString(), ...withheld })}\n` : text)
  }
  const continues = (text: string): boolean => mayContinue(before, text) && holdsSecret(before + text.slice(0, overlap))
  const pass = (text: string): boolean => {
    const lines = linesOf(text)
    const found = lines.map(holdsSecret)
    if (found.includes(true)) return lines.map((line, at) => put(line, found[at] === true)).every(Boolean)
    return put(text, (lines.length > 1 && holdsSecret(text)) || continues(text))
  }
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const lines = linesOf(begun + (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))))
    const last = lines.at(-1) ?? ''
    begun = last.endsWith('\n') || last.length > longestLine ? '' : last
    const text = lines.slice(0, begun === '' ? lines.length : -1).join('')
    const done = rest.find((one) => typeof one === 'function')
    if (done !== undefined) process.nextTick(done)
    if (writesSoon && begun !== '') setImmediate(flush)
    return text === '' || pass(text)
  }
  const flush = (): void => {
    const text = begun
    begun = ''
    if (text !== '') pass(text)
  }
  return { flush }
}

const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/)
