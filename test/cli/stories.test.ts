import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { request } from 'undici'
import { aFolder, program, runCommand } from '../support/command-line.ts'
import { eventually, keepOpen } from '../support/stack.ts'
import { essence } from './essence.ts'
import { blockOf, readPages } from './shown.ts'
import { rowsOf, type Started, startedCommand } from './started.ts'

/** Output of `start` without its times: events, and rows of its tables that last for more than a moment. */
function eventsIn(text: string): ReadonlySet<string> {
  const events = text.matchAll(/^\d\d:\d\d:\d\d +(\w+) +(.+)$/gm)
  const rows = text.matchAll(/^(production\/\S+) +(valid|invalid|unknown|misconfigured) +(\w+)/gm)
  const result = [...events, ...rows].map(([, ...words]) => essence(words.join(' ')))
  return new Set(result)
}

describe('the stories of tokenwatch start, all in one run', { timeout: 180_000 }, () => {
  const keep = keepOpen()
  let run: Started
  before(async () => {
    run = keep(startedCommand(['--for', '170s'], keep(await aFolder()).path))
  })

  it('show six tokens with six outcomes, in the terminal and on a page', async () => {
    await eventually(() => rowsOf(run.stdout()).length === 6)
    assert.deepEqual(rowsOf(run.stdout()), [
      'production/billing valid healthy',
      'production/reports valid expiring',
      'production/deploys valid healthy',
      'production/invoices invalid under_scoped',
      'production/partners invalid wrong_environment',
      'production/search unknown unreachable',
    ])
    await eventually(() => /notice +ALARM production\/invoices: under_scoped/.test(run.stdout()))
    const address = /Tokenwatch at (http:\S+)/.exec(run.stdout())?.[1] ?? ''
    const page = await request(address)
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'/)
    assert.match(await page.body.text(), /production\/invoices[\s\S]*under_scoped[\s\S]*ALARM production\/invoices/)
    assert.equal((await request(address, { headers: { host: 'evil.example' } })).statusCode, 421)
    const events = await request(`${address}events`)
    for await (const chunk of events.body) {
      assert.match(String(chunk), /^event: start/)
      break
    }
  })

  it('show the outcomes of the six tokens on the first pages', async () => {
    const shown = eventsIn(blockOf(await readPages(), 'Tokenwatch at '))
    assert.ok(shown.size > 20)
    const unseen = () => {
      const seen = eventsIn(run.stdout())
      return [...shown].filter((one) => !seen.has(one))
    }
    await eventually(() => unseen().length === 0, 110_000).catch(() => assert.deepEqual(unseen(), []))
  })

  it('can be operated by the one line that is printed', async () => {
    const [, line = ''] = /^Operate it: +(.*)$/m.exec(run.stdout()) ?? []
    assert.match(line, /^\. \S+lab\.env && npx tokenwatch incidents$/)
    const cwd = keep(await aFolder()).path
    const type = (command: string) => {
      const typed = line.replace('npx tokenwatch incidents', `"$NODE" "$PROGRAM" ${command}`)
      return runCommand('sh', ['-c', typed], { cwd, env: { NODE: process.execPath, PROGRAM: program } })
    }
    const commands: readonly (readonly [command: string, code: number, says: RegExp])[] = [
      ['incidents', 0, /production\/invoices {2}under_scoped[\s\S]*do +issue a token with the missing scopes/],
      ['ack production/invoices --by sam --yes', 0, /acknowledged/],
      ['silence production/partners --for 1h --reason "a test" --by sam --yes', 0, /silenc/],
      ['gate production/invoices', 1, /under_scoped/],
      ['rotate production/reports --dry-run', 0, /production\/reports/],
      ['incidents', 0, /acked by +sam[\s\S]*silence \w+ {2}check production\/partners/],
    ]
    for (const [command, code, says] of commands) {
      const ran = await type(command)
      assert.deepEqual([command, ran.code], [command, code], ran.stderr)
      assert.match(ran.stdout, says)
    }
  })

  it('end at once if they are interrupted', async () => {
    run.end()
    assert.deepEqual([await run.ended, run.stderr()], [0, ''])
  })
})
