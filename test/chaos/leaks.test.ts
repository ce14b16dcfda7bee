import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import type { Client, ClientSettings } from '../../chaos/lab/client.ts'
import { openLab } from '../../chaos/lab/subject.ts'
import { createServiceLeakScanner, leaksIn } from '../../chaos/measures/leaks.ts'

const secret = 'a-secret-of-forty-characters-0123456789'

const encodings: readonly (readonly [string, string])[] = [
  ['as it is', secret],
  ['in a URL', encodeURIComponent(`${secret} `)],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ['with its front cut off', secret.slice(-24)],
]

describe('the scanner for leaks', () => {
  for (const [title, text] of encodings)
    it(`finds a secret ${title}, and reports only its fingerprint`, () => {
      const [leak] = leaksIn('log', [`before ${text} after`], [secret])
      assert.deepEqual([leak?.where, leak?.count], ['log', 1])
      assert.match(leak?.fingerprint ?? '', /^sha256:[0-9a-f]{8}$/)
    })

  it('finds a secret that becomes known only after it was printed, and counts each text once', () => {
    const secrets = new Set<string>()
    const scanner = createServiceLeakScanner(secrets)
    scanner.look('log', [secret])
    assert.deepEqual(scanner.found(), [])
    secrets.add(secret)
    scanner.look('log', [secret, 'another line'])
    assert.deepEqual(
      scanner.found().map(({ count }) => count),
      [1],
    )
  })
})

/** Places where a client can print its token, with a function that prints it there. */
const outputs: Readonly<Record<string, (token: string, settings: ClientSettings) => Promise<string | undefined>>> = {
  'log of the service': async (token, { log }) => void log(`sent ${token}`),
  'alerts of the service': async (token, { alert }) => void (await alert(`refused ${token}`)),
  'errors returned to callers': async (token) => `refused ${token}`,
  'stdout and stderr': async (token) => void process.stderr.write(`${token}\n`),
}

describe('a client in the lab that prints its token', () => {
  for (const [where, say] of Object.entries(outputs))
    it(`is found: ${where}`, async () => {
      const { flow, tokens } = chooseFault({ fault: 'storm', variant: 'unauthorized' }).definition
      const createClient = (settings: ClientSettings): Client => ({
        async call() {
          const token = `token-that-was-sent-by-${settings.instance}`
          await (await fetch(settings.api, { headers: { authorization: `Bearer ${token}`, 'user-agent': 'x' } })).text()
          return { kind: 'failed', error: (await say(token, settings)) ?? null }
        },
        close: async () => undefined,
      })
      const lab = await openLab({ client: { createClient }, instances: 1, flow, tokens })
      try {
        await lab.call('fault', 0)
        const { leaks } = await lab.observe()
        assert.deepEqual([...new Set(leaks?.map((leak) => leak.where))], [where])
      } finally {
        await lab.close()
      }
    })
})
