import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { describe, it } from 'node:test'
import { examineAll } from '../../../cli/scan/examine-all.ts'
import { fingerprinter } from '../../../cli/scan/fingerprints.ts'
import { publicText } from '../../../cli/scan/public-text.ts'
import { forgetShortParts, holdsShortPart, rememberShortParts, shortestPart } from '../../../cli/scan/short-parts.ts'
import { secretOfFields } from '../../../cli/scan/sources/files.ts'
import { fc } from '../../support/property.ts'
import { valueFor } from '../recognition/made-values.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const drawn = (length: number) => Array.from({ length }, () => letters[randomInt(letters.length)]).join('')

const isUnusual = (part: string): boolean => /\d/.test(part) && /[a-z]/.test(part) && new Set(part).size >= 5

describe('the short parts of credentials', { timeout: 60_000 }, () => {
  it('are hidden for 10,000 tokens at once, the first as well as the last, in a name, in hex and backwards', () => {
    forgetShortParts(randomInt)
    const tokens = Array.from({ length: 10_000 }, () => randomBytes(20).toString('hex'))
    for (const token of tokens) rememberShortParts(token)
    let [shown, asked] = [0, 0]
    for (let at = 0; at < tokens.length; at += 97)
      for (const start of [5, 17, 30]) {
        const part = (tokens[at] ?? '').slice(start, start + 12)
        // A part of digits alone, or of few different characters, occurs in any text.
        if (!isUnusual(part.slice(0, shortestPart))) continue
        for (const text of [
          `production/${part}`,
          part.toUpperCase(),
          Buffer.from(part).toString('hex'),
          [...part].reverse().join(''),
        ]) {
          asked += 1
          shown += publicText(text).includes('[hidden') ? 0 : 1
        }
      }
    assert.ok(asked > 800)
    assert.equal(shown, 0)
  })

  it('hide no name of somebody else beside 10,000 tokens', () => {
    forgetShortParts(randomInt)
    for (let token = 0; token < 10_000; token += 1) rememberShortParts(drawn(40))
    let hidden = 0
    for (let name = 0; name < 2_000; name += 1)
      hidden += holdsShortPart(`eu-west-1 production/service-${drawn(12)}`) ? 1 : 0
    assert.equal(hidden, 0)
  })

  it('leave words alone that a password is made of', () => {
    forgetShortParts(randomInt)
    for (const password of [
      'production-registry-password',
      'PaymentsServiceAccount',
      'correct horse battery staple',
      'Billing20241231',
    ])
      rememberShortParts(password)
    for (const name of [
      'production/payments',
      'service-account',
      'registry password',
      'staging/battery',
      '2024-12-31',
      'production-registry',
    ])
      assert.equal(publicText(name), name)
  })

  it('do not include what a vendor begins every token with', async () => {
    forgetShortParts(randomInt)
    const roles = [
      'anthropic.token',
      'github-fine-grained.token',
      'openrouter.token',
      'stripe.token',
      'tailscale.token',
      'doppler.token',
    ]
    const fields = Object.fromEntries(roles.map((role, at) => [`TOKEN_${at}`, valueFor(role, 50 + at)]))
    const examination = { rules: { hosts: new Set<string>(), billed: false }, fingerprint: fingerprinter(), keep: null }
    const [examined] = await examineAll([secretOfFields('env-file', 'x', fields)], examination, {
      signal: new AbortController().signal,
      terminal: { progress: () => undefined },
    })
    assert.equal(examined?.credentials.length, roles.length)
    for (const { found } of examined?.credentials ?? []) assert.equal(publicText(found.because), found.because)
  })

  it('are found wherever they begin', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][0-9][A-Za-z0-9]{20,60}$/), fc.nat(), (token, at) => {
        forgetShortParts(randomInt)
        rememberShortParts(token)
        const start = at % (token.length - shortestPart)
        const part = token.slice(start, start + shortestPart)
        if (/[0-9]/.test(part) && /[A-Za-z]/.test(part) && new Set(part.toLowerCase()).size >= 5)
          assert.ok(holdsShortPart(`x ${part} y`), part)
      }),
    )
  })
})
