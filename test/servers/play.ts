import type { Installed } from './install/installed.ts'
import { type Judged, judgeCases } from './judge.ts'
import type { CredentialCase, RealServer } from './server.ts'
import { openStage, type Stage } from './stage.ts'
import type { PlayedServer, Row } from './table.ts'

/** Starts a server and has its cases judged: those that need no change together, then one change after the other, then the stop. */
export async function playServer(server: RealServer, installed: Installed): Promise<PlayedServer> {
  const stage = openStage(installed)
  try {
    const { cases, privateCa } = await server.start(stage)
    const rows = await rowsOf(cases, stage, privateCa)
    return { server, version: installed.version, rows, failure: null }
  } catch (error) {
    return {
      server,
      version: installed.version,
      rows: [],
      failure: error instanceof Error ? error.message : String(error),
    }
  } finally {
    await stage.close()
  }
}

async function rowsOf(cases: readonly CredentialCase[], stage: Stage, privateCa?: string): Promise<Row[]> {
  const changing = cases.filter(({ change }) => change !== undefined)
  const still = cases.filter(({ change }) => change === undefined)
  // A credential that is going to be revoked or to expire is alive before: else its death would show nothing.
  const before = changing.map(
    (one): CredentialCase => ({ ...one, as: `${one.as ?? ''} before`.trim(), expected: 'healthy' }),
  )
  const together = [...still, ...before]
  const rows = rowsFrom(together, await judgeCases(together, stage, privateCa))
  for (const one of changing) {
    await one.change?.()
    rows.push(...rowsFrom([one], await judgeCases([one], stage, privateCa)))
  }
  const alive = cases.filter(({ state }) => state === 'alive')
  await stage.stop()
  const stopped = await judgeCases(alive, stage, privateCa)
  return [
    ...rows,
    ...rowsFrom(alive, stopped).map((row): Row => ({ ...row, state: 'stopped', expected: 'unreachable' })),
  ]
}

function rowsFrom(cases: readonly CredentialCase[], judged: readonly Judged[]): Row[] {
  return cases.map(({ state, as = '', expected }, index) => ({
    state,
    as,
    expected,
    seen: judged[index]?.reason ?? 'nothing',
    words: judged[index]?.words ?? [],
  }))
}
