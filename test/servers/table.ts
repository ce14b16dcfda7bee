import type { Reason } from '../../functions/core/model/reason.ts'
import { type CredentialState, type RealServer, states } from './server.ts'

/** One verdict, beside the one that was expected. */
export type Row = {
  readonly state: CredentialState
  readonly as: string
  readonly expected: Reason
  readonly seen: string
  /** Words of `--explain`, printed where the verdict is another one. */
  readonly words: readonly string[]
}

/** One server after its run. `failure` tells why it could not be installed, started or judged. */
export type PlayedServer = {
  readonly server: Pick<RealServer, 'name' | 'origin' | 'without'>
  readonly version: string | null
  readonly rows: readonly Row[]
  readonly failure: string | null
}

/** Fewer servers that passed are a failure, so that a machine on which nothing installs proves nothing. */
export const fewestServers = 8

/** Returns the faults of one server: what failed, each wrong verdict, and each state that is neither played nor explained. */
export function faultsOfServer({ server: { name, without }, rows, failure }: PlayedServer): readonly string[] {
  if (failure !== null) return [`${name}: ${failure}`]
  const wrong = rows.filter(({ expected, seen }) => expected !== seen)
  const missing = states.filter(
    (state) => !rows.some((row) => row.state === state) && causeOf(state, without) === undefined,
  )
  return [
    ...wrong.map(({ state, as, expected, seen, words }) =>
      [`${name}, ${labelOf(state, as)}: expected ${expected}, found ${seen}`, ...words].join('\n  '),
    ),
    ...missing.map((state) => `${name}: ${state} is neither played nor explained`),
  ]
}

/** Returns everything that makes a run fail; empty if it passed. */
export function faultsOfRun(played: readonly PlayedServer[]): readonly string[] {
  const passed = played.filter((one) => faultsOfServer(one).length === 0)
  const few = passed.length < fewestServers ? [`${passed.length} servers passed; at least ${fewestServers} must`] : []
  return [...played.flatMap(faultsOfServer), ...few]
}

/** Prints the table in Markdown: a line for each verdict, and one for each state that a server does not have. */
export function tableOf(played: readonly PlayedServer[]): string {
  const head = ['| server | version | state | expected | found |', '|---|---|---|---|---|']
  return [...head, ...played.flatMap(linesOf)].join('\n')
}

function linesOf({ server: { name, without, origin }, version, rows, failure }: PlayedServer): readonly string[] {
  const from = `${version ?? 'not installed'}, ${'npm' in origin ? 'npm' : 'Debian'}`
  if (failure !== null) return [`| ${name} | ${from} | none | | failed |`]
  const lines = states.flatMap((state) => {
    const played = rows.filter((row) => row.state === state)
    const because = causeOf(state, without)
    if (played.length === 0) return [`${state.replace('_', ' ')} | not possible: ${because ?? 'nobody says why'} |`]
    return played.map(
      ({ as, expected, seen }) => `${labelOf(state, as)} | ${expected} | ${seen}${expected === seen ? '' : ' (wrong)'}`,
    )
  })
  return lines.map((line, index) => `| ${index === 0 ? `${name} | ${from}` : '|'} | ${line} |`)
}

const labelOf = (state: CredentialState, as: string) => `${state.replace('_', ' ')}${as === '' ? '' : ` (${as})`}`

/** Returns why a server does not have a state; undefined if it has to have it. */
function causeOf(state: CredentialState, without: RealServer['without']): string | undefined {
  return Object.entries(without).find(([name]) => name === state)?.[1]
}
