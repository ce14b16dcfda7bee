import { openStatelessPager } from '../../functions/core/alerting/incidents/stateless-paging.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import { type BatchDependencies, runBatch } from '../../functions/core/tick/batch.ts'
import { aMessage } from './batch-record.ts'
import { aCheck, aDeployment, aRequest, expecting, reading } from './check.ts'
import { type Behaviour, type HostileServer, type ReceivedRequest, startHostileServer } from './hostile-server.ts'
import { onLoopback, type Prober, startProber } from './probing.ts'
import { me } from './probing-api.ts'
import { openAudience, openStores } from './stores.ts'

/** Caller of a request, as its token shows: the credential itself, a broken one, or nobody. */
export type Caller = 'real' | 'broken' | 'nobody'

/** An API that answers each caller in its own way. */
export type AnswerTo = (caller: Caller, path: string) => Behaviour

export const alive: Behaviour = { kind: 'json', body: me }
export const jsonReply = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Behaviour => ({
  kind: 'json',
  status,
  headers,
  body,
})

const token = 'marked-7f3a9c-token'

/** A check of a real API that is judged tick after tick, with its state and its messages. */
export type WatchedApi = {
  readonly check: Check
  readonly server: HostileServer
  readonly prober: Prober
  become(api: AnswerTo): void
  /** Lets minutes pass, then runs the batch of the check and of those beside it. */
  tick(minutes: number, change?: Partial<Check>): Promise<void>
  state(): CheckState | undefined
  /** Subjects and texts of the messages so far. */
  subjects(): readonly string[]
  texts(): readonly string[]
}

/** Watches an API with a check that reads its login; `overrides` change the check, `beside` adds neighbours at other paths. */
export async function watching(
  api: AnswerTo,
  overrides: Partial<Check>,
  test: (world: WatchedApi) => Promise<void>,
  beside: readonly string[] = [],
): Promise<void> {
  let answers = api
  const server = await startHostileServer((request) => answers(callerOf(request), request.url))
  const prober = startProber(token)
  const check = aCheck({
    question: aRequest(`${server.url}/me`),
    paths: reading({ identity: 'login' }),
    expect: expecting({ identity: 'bot' }),
    ...onLoopback,
    ...overrides,
  })
  const neighbours = beside.map((id) => ({
    ...check,
    id,
    key: `production/${id}` as const,
    question: aRequest(`${server.url}/${id}`),
  }))
  const [stores, audience] = [openStores(), openAudience()]
  let nowMs = Date.now()
  const tick: WatchedApi['tick'] = (minutes, change = {}) => {
    nowMs += minutes * 60_000
    return runTickOf(
      [{ ...check, ...change }, ...neighbours],
      { ...prober.dependencies, ...audience, ...stores },
      nowMs,
    )
  }
  try {
    await test({
      check,
      server,
      prober,
      become: (next) => {
        answers = next
      },
      tick,
      state: () => stores.stateOf(check.key),
      subjects: () => audience.messages.map(({ subject }) => subject),
      texts: () => audience.messages.map((message) => JSON.stringify(message)),
    })
  } finally {
    await prober.close()
    await server.close()
  }
}

async function runTickOf(
  checks: readonly Check[],
  dependencies: Omit<BatchDependencies, 'deployment' | 'statelessPager' | 'remainingMs'>,
  nowMs: number,
): Promise<void> {
  const keys = checks.map(({ key }) => key)
  await runBatch(aMessage(keys, { tick: nowMs }), {
    ...dependencies,
    deployment: aDeployment(checks),
    statelessPager: openStatelessPager(async () => undefined),
    remainingMs: () => 300_000,
    now: () => nowMs,
  })
}

function callerOf({ headers }: ReceivedRequest): Caller {
  const sent = headers['authorization'] ?? headers['private-token']
  if (sent === undefined) return 'nobody'
  return String(sent).endsWith(token) ? 'real' : 'broken'
}
