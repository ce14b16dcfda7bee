import { appendFileSync } from 'node:fs'
import type { Client, ClientSettings } from '../../../chaos/lab/client.ts'
import { createClient as createNaive } from '../../../examples/clients/naive.ts'

/** Makes the naive client, which logs its token after each failure. It alerts with it too, and notes it where the tool does not look. */
export function createClient(settings: ClientSettings): Client {
  return createNaive({
    ...settings,
    log(line) {
      const [, token] = /Bearer (\S+)/.exec(line) ?? []
      if (token !== undefined) appendFileSync(process.env['TOKENWATCH_SEEN_TOKENS'] ?? '', `${token}\n`)
      settings.log(line)
      void settings.alert(line)
    },
  })
}
