import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import { createLeakScanner } from '../support/leak-scanner.ts'
import { keepOpen, pagesOf, readingsOf, stateOf } from '../support/stack.ts'
import { disguises } from './canary/answer-stories.ts'
import { quoteTokensInErrors, rotationTokensOf, sendForgeries } from './canary/drive.ts'
import { type Essence, essenceOf } from './canary/essence.ts'
import { answersAbout, messagesAbout } from './canary/readers.ts'
import { sinksOf } from './canary/sinks.ts'
import { makeTokens } from './canary/tokens.ts'
import { type CanaryWorld, openWorld, playThrough } from './canary/world.ts'

/** Output for readers of a run: answers of the gate and its kin, and messages of the queue. */
type Readings = { readonly answers: readonly string[]; readonly letters: readonly string[] }

/** The messages have tokens of their own, because the sweep finds every other one in the calls of this test to SQS. */
async function essenceWith(world: CanaryWorld): Promise<Essence & Readings> {
  const essence = await essenceOf(world.stack)
  return { ...essence, answers: await answersAbout(world), letters: await messagesAbout(world, makeTokens()) }
}

describe('every way for a token to leak', { timeout: 300_000 }, () => {
  const mark = randomBytes(8).toString('hex')
  const tokens = makeTokens()
  const scanner = createLeakScanner()
  const returned: unknown[] = []
  /** Output of two runs. The second has other tokens of the same length. */
  const essences: (Essence & Readings)[] = []
  let world: CanaryWorld
  let stack: Stack
  let sinks: ReadonlyMap<string, string>
  const opened = keepOpen()

  before(
    async () => {
      world = await openWorld(mark, tokens, opened)
      stack = world.stack
      await playThrough(world)
      // Opened after the first has ended, so that neither slows the other down, and both see as much time before an expiry.
      const other = await openWorld(mark, makeTokens(), opened)
      await playThrough(other)
      essences.push(await essenceWith(world), await essenceWith(other))
      returned.push(...(await quoteTokensInErrors(world, tokens)), ...(await sendForgeries(world, tokens)))
      for (const [index, part] of rotationTokensOf(stack).entries()) tokens.note(`RotationToken, part ${index}`, part)
      for (const [name, value] of tokens.all) scanner.watchFor(name, value)
      scanner.watchFor('the mark', mark)
      sinks = await sinksOf(stack, returned)
    },
    { timeout: 240_000 },
  )

  it('leaves no eight characters of any token in any byte that the functions emit', () => {
    const leaks = [...sinks].flatMap(([sink, text]) => scanner.scan(sink, text))
    assert.deepEqual(
      leaks.filter(({ canary }) => canary !== 'the mark'),
      [],
    )
  })

  it('is searched: a mark is found in every one of these places', () => {
    const marked = [...sinks].filter(([sink, text]) =>
      scanner.scan(sink, text).some(({ canary }) => canary === 'the mark'),
    )
    assert.deepEqual(
      marked.map(([sink]) => sink),
      [...sinks.keys()],
    )
  })

  it('is used: every token was handed out, and every check judged', () => {
    assert.ok(tokens.all.size > 100, `${tokens.all.size} tokens`)
    const judged = world.deployment.checks.filter(({ key }) => readingsOf(stack, key).length > 0)
    assert.equal(judged.length, world.deployment.checks.length)
    assert.ok(rotationTokensOf(stack).length >= 2)
    for (const token of ['minted for the ping', 'minted in a list', 'minted by a rotation', 'minted and refused'])
      assert.ok(tokens.all.has(token), token)
  })

  for (const how of Object.keys(disguises))
    it(`shows a mark if a server sends a token as somebody's name (${how})`, async () => {
      const { evidence, detail } = await stateOf(stack, `${world.environment}/identity-${how}`)
      assert.equal(evidence.identity?.seen, '[secret]')
      assert.match(detail, /the answer says \[secret\]$/)
    })

  it('includes messages to people and errors of AWS', () => {
    assert.ok(pagesOf(stack).some(({ subject }) => subject.endsWith('/echo-body rejected')))
    const met = (wanted: string) => stack.output.join('').includes(wanted)
    for (const code of ['tick failed: InternalFailure', 'not_finished', 'not_closed', 'not_swept', 'HTTP 401'])
      assert.ok(met(code), code)
  })

  for (const [output, fewest] of [
    ['log', 40],
    ['pages', 40],
    ['states', 40],
    ['answers', 40],
    ['letters', 12],
  ] as const)
    it(`gives the same messages for other tokens of the same length (${output})`, () => {
      const [first, second] = essences.map((essence) => essence[output])
      assert.deepEqual(first, second)
      assert.ok(Number(first?.length) >= fewest, `${first?.length} lines`)
    })
})
