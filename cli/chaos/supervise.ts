import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'

/** Everything that the points must have again after a start: addresses that services know, and secrets that others hold. */
const keptShape = z.object({
  ports: z.record(z.string(), z.number()),
  controlToken: z.string(),
  clientSecret: z.string().nullable(),
})
export type KeptPoints = z.output<typeof keptShape>

/** Variable that marks the supervised process. Its value is the JSON of what to keep; empty at the first start. */
const keptVariable = 'TOKENWATCH_CHAOS_KEPT'

/** Deaths in a row, each before the points were up again, after which the supervisor gives up. */
const maxDeaths = 5

/** Pause before a start after a death in which the points were not up. */
const pauseAfterDeathMs = 200

/** Returns what the process has to keep: `null` if it is the first, `undefined` if it is not supervised. */
export function keptPoints({ environment }: Terminal): KeptPoints | null | undefined {
  const text = environment[keptVariable]
  if (text === undefined || process.send === undefined) return undefined
  return text === '' ? null : keptShape.parse(JSON.parse(text))
}

/** Tells the supervisor what to keep. If the supervisor dies, the points serve on, but nobody would start them again: the fault ends. */
export function pointsAreUp(kept: KeptPoints, endFault: () => void): void {
  process.once('disconnect', endFault)
  process.send?.(kept)
  process.channel?.unref()
}

/**
 * Keeps the injection points alive. They are a process of their own; if it dies, it is started again on the same ports, without a fault,
 * so that the service's requests pass.
 */
export async function supervise(terminal: Terminal): Promise<CommandResult> {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
  let kept: KeptPoints | null = null
  for (let deaths = 0; deaths < maxDeaths; deaths += 1) {
    const life = await liveOnce(kept, ending.signal, terminal)
    const isEnd = ending.signal.aborted || life.code === 0 || (kept === null && life.kept === null)
    if (isEnd) return { exitCode: life.code ?? exitCodes.ok, data: null, text: '' }
    if (life.kept === null) await new Promise((resolve) => setTimeout(resolve, pauseAfterDeathMs))
    else deaths = 0
    kept = life.kept ?? kept
    terminal.note('the injection points died; they start again on the same ports, no fault is on, and requests pass')
  }
  throw new CommandFailure(
    'internal',
    'the injection points cannot be started again; give the service its real addresses',
  )
}

type Life = { readonly code: number | null; readonly kept: KeptPoints | null }

/** Starts the points and waits for their end. */
async function liveOnce(kept: KeptPoints | null, signal: AbortSignal, { note }: Terminal): Promise<Life> {
  const [, program = '', ...args] = process.argv
  const env = { ...process.env, [keptVariable]: kept === null ? '' : JSON.stringify(kept) }
  const child = fork(program, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  note(`injection points: process ${child.pid}`)
  let reported: KeptPoints | null = null
  child.on('message', (message) => {
    reported = keptShape.parse(message)
  })
  const end = () => void child.kill('SIGTERM')
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  const [code] = await once(child, 'exit')
  signal.removeEventListener('abort', end)
  return { code, kept: reported }
}
