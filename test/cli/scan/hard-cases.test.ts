import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { before, describe, it } from 'node:test'
import type { Network } from '../../../functions/core/probe/network/network.ts'
import { aFolder, bareEnvironment, program } from '../../support/command-line.ts'
import { createLeakScanner } from '../../support/leak-scanner.ts'
import { eventually, hookLimit, keepOpen } from '../../support/stack.ts'
import { valueFor } from '../recognition/made-values.ts'
import { type ScannedAccount, startScannedAccount } from './scanned-account.ts'

describe('a scan', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let account: ScannedAccount
  const tokens = ['pulumi.token', 'figma.token', 'groq.token', 'neon.token'].map((role, index) =>
    valueFor(role, 400 + index),
  )
  before(async () => {
    account = keep(await startScannedAccount())
    const [pulumi = '', figma = '', groq = '', neon = ''] = tokens
    account.aws.secretsManager.put('production/bound', pulumi, {
      tags: { 'tokenwatch:hosts': 'api.elsewhere.example' },
    })
    account.aws.secretsManager.put('production/design', figma)
    account.aws.secretsManager.put(`production/${groq.slice(4, 44)}`, groq, { tags: { team: neon.slice(5, 40) } })
    account.aws.secretsManager.put('production/neon', neon)
  }, hookLimit)

  it('keeps to the hosts that the tag of a secret allows', async () => {
    const { report } = await account.run({ yes: true })
    const bound = report.findings.find(({ place }) => place.endsWith('production/bound'))
    assert.match(bound?.because ?? '', /its tag tokenwatch:hosts does not allow the host/)
    assert.ok(!account.lab.requests().some((line) => line.includes('pulumi')))
  })

  it('asks no more credentials than --most, and says so of the others', async () => {
    const { report } = await account.run({ yes: true, most: '1' })
    assert.equal(report.counts.asked, 1)
    assert.equal(report.findings.filter(({ because }) => because === 'there are more than --most allows').length, 2)
  })

  it('shows no part of a token that a name, a tag or an answer repeats, in any output', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-scan-'))
    const files = ['facts', 'observations', 'html', 'csv', 'json'].map((name) => join(folder, name))
    const [facts = '', observations = '', html = '', csv = '', json = ''] = files
    const scanner = createLeakScanner()
    for (const [index, token] of tokens.entries()) scanner.watchFor(`token ${index}`, token.replace(/^[a-z]+[-_]/, ''))
    try {
      const { result, terminal } = await account.run(
        { yes: true, facts, observations, report: [`html=${html}`, `csv=${csv}`, `json=${json}`] },
        { network: echoing },
      )
      const written = await Promise.all(files.map((file) => readFile(file, 'utf8')))
      for (const output of [
        ...written,
        result.text,
        JSON.stringify(result.data),
        ...(result.notes ?? []),
        ...terminal.notes,
        ...terminal.lines,
      ])
        assert.deepEqual(scanner.scan('output', output), [])
      assert.match(written[1] ?? '', /"\.\*: string"/)
      assert.match(result.text, /\[hidden: it holds a part of a secret\]/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('ends at Ctrl-C with exit code 130, what it knows, and what it did not look at', async () => {
    const slow = keep(await startScannedAccount())
    for (let index = 0; index < 60; index += 1)
      slow.aws.secretsManager.put(`production/s${index}`, 'Zq11w9eRt7uIopAs5dFgHj88')
    slow.aws.secretsManager.inject({
      operation: 'GetSecretValue',
      times: Number.POSITIVE_INFINITY,
      fault: { delayMs: 200 },
    })
    const { path: cwd } = keep(await aFolder())
    const env = { ...bareEnvironment(cwd), ...slow.aws.environment('operator') }
    const child = spawn(process.execPath, [program, 'scan', '--offline', '--no-parameters'], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const outputs = Promise.all([textOf(child.stdout), textOf(child.stderr)])
    const ended = once(child, 'close')
    const reads = () => slow.aws.secretsManager.calls.filter(({ operation }) => operation === 'GetSecretValue').length
    await eventually(() => reads() > 10)
    child.kill('SIGINT')
    const [code] = await ended
    const [stdout, stderr] = await outputs
    assert.deepEqual([code, stderr], [130, ''])
    assert.match(stdout, /\(stopped early\)[\s\S]*Not recognised \(\d+\)[\s\S]*\d+ not looked at: the scan was stopped/)
  })
})

/** A network on which every host answers with the credential that it got: in the names of headers, and in names and texts of the body. */
const echoing: Network = {
  close: async () => undefined,
  exchange: async ({ headers }) => {
    const got = Object.values(headers).join(' ').replace(/^\w+ /, '')
    const body = Buffer.from(JSON.stringify({ [got]: got, message: got, [Buffer.from(got).toString('hex')]: 1 }))
    const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null, totalMs: 1 }
    return {
      kind: 'answer',
      status: 401,
      headers: { 'content-type': 'application/json', [`x-${got.toLowerCase()}`]: got },
      body,
      timings,
    }
  },
}
