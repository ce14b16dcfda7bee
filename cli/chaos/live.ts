import type { LivePage } from '../../chaos/report/live-page.ts'
import type { LiveFigures } from '../../chaos/trial/live.ts'
import type { TimelineEntry } from '../../chaos/trial/timeline.ts'
import type { Terminal } from '../framework/terminal.ts'
import { type RunOptions, refusedCommand } from './options.ts'

/** Everything that shows a run while it goes on: the terminal, and a page if one was asked for. */
export async function openLive({ page: port }: RunOptions, title: string, terminal: Terminal) {
  const { liveWords } = await import('../../chaos/report/live-words.ts')
  const page = port === undefined ? null : await livePage(port, title)
  if (page !== null) terminal.note(`page: ${page.url}`)
  return {
    listener: {
      onFigures(figures: LiveFigures) {
        terminal.progress(liveWords(figures))
        page?.figures(figures)
      },
      onEvent(entry: TimelineEntry) {
        terminal.note(eventWords(entry))
        page?.event(entry)
      },
    },
    close: async () => page?.close(),
  }
}

const eventWords = ({ at, event, note }: TimelineEntry): string =>
  `${at.slice(11, 23)}  ${event}${note === '' ? '' : `  ${note}`}`

async function livePage(text: string, title: string): Promise<LivePage> {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw refusedCommand(['--page: expected a port from 0 to 65535, such as 8080; 0 takes a free one'])
  const { startLivePage } = await import('../../chaos/report/live-page.ts')
  return startLivePage(title, port)
}
