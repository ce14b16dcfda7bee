import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { bareEnvironment, program, type RunEnvironment } from './command-line.ts'

/** Text that a person waits for, and the answer that they type. */
export type DialogueTurn = readonly [seen: string, typed: string]

/** Exit code, and all text of the screen without codes for cursor and colour. */
export type Session = { readonly code: number | null; readonly screen: string; readonly raw: string }

/** Milliseconds after which a program that prints nothing new waits for an answer that nobody gives. */
const silenceMs = 15_000

export const keys = { enter: '\r', interrupt: '\u0003', endOfInput: '\u0004', clearLine: '\u0015' } as const

/** Runs the real binary at a real terminal, and answers what it asks. */
export function atTerminal(
  args: readonly string[],
  turns: readonly DialogueTurn[],
  surroundings: RunEnvironment,
): Promise<Session> {
  return converse([process.execPath, program, ...args], turns, surroundings)
}

/**
 * Runs any program in the same way. The terminal is opened by `script`, which every Debian, Ubuntu (bsdutils) and macOS has; throws
 * without it. Throws if the program ends or stops printing before it has shown every expected text.
 */
export async function converse(
  words: readonly [string, ...string[]],
  turns: readonly DialogueTurn[],
  { cwd, env = {} }: RunEnvironment,
): Promise<Session> {
  const [command, ...rest] = underTerminal(words)
  const child = spawn(command, rest, {
    cwd,
    env: { ...bareEnvironment(cwd), TERM: 'xterm', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting = [...turns]
  let [raw, seenUntil] = ['', 0]
  const silence = setTimeout(() => child.kill(), silenceMs)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text
    silence.refresh()
    const [next] = waiting
    const at = next === undefined ? -1 : raw.indexOf(next[0], seenUntil)
    if (next === undefined || at < 0) return
    waiting.shift()
    seenUntil = at + next[0].length
    child.stdin.write(next[1])
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', () => reject(new Error('no `script` here, which opens a terminal: it is in bsdutils')))
    child.once('close', resolve)
  })
  clearTimeout(silence)
  const screen = stripVTControlCharacters(raw).replaceAll('\r', '')
  const [unseen] = waiting
  if (unseen !== undefined) throw new Error(`the terminal never showed "${unseen[0]}", but:\n${screen}`)
  return { code, screen, raw }
}

function underTerminal(words: readonly [string, ...string[]]): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['script', '-q', '/dev/null', ...words]
  const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  return ['script', '--quiet', '--return', '--command', line, '/dev/null']
}
