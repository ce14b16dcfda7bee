import { startedCommand } from '../../cli/started.ts'
import type { Tokens } from '../../stack/canary/tokens.ts'
import { eventually } from '../../support/stack.ts'
import { openLocalWorld } from './local-world.ts'
import type { LeakRoute, Sinks } from './route.ts'

/** Reads the live page, and the first view of its stream. */
async function readPage(url: string): Promise<readonly [page: string, stream: string]> {
  const page = await (await fetch(url)).text()
  const ending = new AbortController()
  const { body } = await fetch(new URL('/events', url), { signal: ending.signal })
  const { value } = (await body?.getReader().read()) ?? {}
  ending.abort()
  return [page, Buffer.from(value ?? '').toString()]
}

async function drive(tokens: Tokens, mark: string): Promise<Sinks> {
  const world = await openLocalWorld(tokens, mark)
  const run = startedCommand(world.options, world.folder)
  try {
    await eventually(() => /http:\/\/127\.0\.0\.1:\d+/.test(run.stdout()) && run.stdout().includes('binary'), 60_000)
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(run.stdout()) ?? []
    const [page, stream] = await readPage(url)
    run.end()
    await run.ended
    return new Map([
      ['stdout', run.stdout()],
      ['stderr', `${mark}\n${run.stderr()}`],
      ['page', page],
      ['stream of the page', stream],
    ])
  } finally {
    await run.close()
    await world.close()
  }
}

export const page: LeakRoute = {
  path: '`tokenwatch start`: terminal and page',
  drive,
  varies: 'how far a live view has come depends on the moment at which it is read',
}
