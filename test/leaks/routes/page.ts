import { startedCommand } from '../../cli/started.ts'
import type { Tokens } from '../../stack/canary/tokens.ts'
import { eventually } from '../../support/stack.ts'
import { openLocalWorld } from './local-world.ts'
import type { LeakRoute, Sinks } from './route.ts'

const pages = ['/', '/checks', '/expiries', '/incidents', '/rotations', '/inventory']
const exports = ['/feed.json', '/metrics', '/export', '/export?redacted=yes']

/** Reads every address that is shown, in turn. The stream holds nothing but the id of a start, so it has no place for a mark. */
async function readSite(url: string): Promise<readonly [pages: string, exports: string]> {
  const read = async (path: string): Promise<string> => (await fetch(new URL(path, url))).text()
  const texts: string[] = []
  for (const path of [...pages, ...exports]) texts.push(await read(path))
  const ending = new AbortController()
  const { body } = await fetch(new URL('/events', url), { signal: ending.signal })
  const { value } = (await body?.getReader().read()) ?? {}
  ending.abort()
  const stream = Buffer.from(value ?? '').toString()
  return [[...texts.slice(0, pages.length), stream].join('\n'), texts.slice(pages.length).join('\n')]
}

async function drive(tokens: Tokens, mark: string): Promise<Sinks> {
  const world = await openLocalWorld(tokens, mark)
  const run = startedCommand(world.options, world.folder)
  try {
    await eventually(() => /http:\/\/127\.0\.0\.1:\d+/.test(run.stdout()) && run.stdout().includes('binary'), 60_000)
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(run.stdout()) ?? []
    const [shown, exported] = await readSite(url)
    run.end()
    await run.ended
    return new Map([
      ['stdout', run.stdout()],
      ['stderr', `${mark}\n${run.stderr()}`],
      ['pages and their stream', shown],
      ['feed, metrics and reports of the page', exported],
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
