import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type HostileServer, startHostileServer } from '../../support/hostile-server.ts'
import type { AttackCost } from './victim.ts'

const [attacker, victim] = ['attacker.ts', 'victim.ts'].map((name) => fileURLToPath(new URL(name, import.meta.url)))

/** Servers that every attack of a run shares: a good one, and one that nobody may ask. */
export type Bystanders = {
  readonly neighbour: HostileServer
  readonly elsewhere: HostileServer
  close(): Promise<void>
}

/** The cost of an attack, and the time by which a busy machine was late meanwhile. */
export type MeasuredCost = AttackCost & { readonly machineLateMs: number }

export async function startBystanders(): Promise<Bystanders> {
  const neighbour = await startHostileServer({ kind: 'json', body: { login: 'bot', ok: true } })
  const elsewhere = await startHostileServer({ kind: 'json', body: {} })
  return {
    neighbour,
    elsewhere,
    close: async () => {
      await neighbour.close()
      await elsewhere.close()
    },
  }
}

/** Watches how late the machine lets this process do what is due: that much may every other process be late, too. */
function watchLateness(): () => number {
  const everyMs = 50
  let [due, worstMs] = [performance.now() + everyMs, 0]
  const timer = setInterval(() => {
    worstMs = Math.max(worstMs, performance.now() - due)
    due = performance.now() + everyMs
  }, everyMs)
  return () => {
    clearInterval(timer)
    return worstMs
  }
}

/** Lets one server attack one probe, each in a process of its own. */
export async function measureRow(index: number, { neighbour, elsewhere }: Bystanders): Promise<MeasuredCost> {
  const lateMs = watchLateness()
  const server = fork(attacker ?? '', [`${index}`, elsewhere.url])
  try {
    const url = await firstMessage<string>(server)
    const cost = await firstMessage<AttackCost>(fork(victim ?? '', [`${index}`, url, neighbour.url]))
    return { ...cost, machineLateMs: lateMs() }
  } finally {
    lateMs()
    server.kill()
  }
}

/** A boundary: what one of our own processes sends. */
async function firstMessage<Message>(child: ChildProcess): Promise<Message> {
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process ended without a word')
  })
  const [message]: Message[] = await Promise.race([once(child, 'message'), ended])
  if (message === undefined) throw new Error('the process sent nothing')
  return message
}
