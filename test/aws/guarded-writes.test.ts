import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as untilWaiting } from 'node:timers/promises'
import { guardStream } from '../../functions/aws/guarded-output.ts'
import { notifyWatchers } from '../../functions/aws/security-events.ts'
import { Credential } from '../../functions/core/model/credential.ts'
import { runModule } from '../support/run-module.ts'
import { aPlace } from '../support/stores.ts'

/** Guards a stream that keeps each of its writes. */
function guarded(accepts: (text: string) => boolean = () => true, options?: { readonly writesSoon: boolean }) {
  const written: string[] = []
  const stream = {
    write(text: string | Uint8Array, ..._rest: unknown[]): boolean {
      written.push(String(text))
      return accepts(String(text))
    },
  }
  const { flush } = guardStream(stream, options)
  return { stream, written, flush }
}

const alarm = /"event":"security","refused":"secret_in_output"/
const value = 'guarded-7f3a9c-e81b04-55aa'
new Credential({ token: value }, null)
const [first, second] = [value.slice(0, 12), value.slice(12)]

describe('a guarded stream', () => {
  it('writes a line as it came, at once, and bytes as text', () => {
    const { stream, written, flush } = guarded()
    stream.write('one\n')
    stream.write(Buffer.from('zwei ü\n'))
    for (const byte of Buffer.from('ü\n')) stream.write(Uint8Array.of(byte))
    stream.write('half of a pair: \ud83d\n')
    flush()
    flush()
    assert.deepEqual(written, ['one\n', 'zwei ü\n', 'ü\n', 'half of a pair: \ud83d\n'])
  })

  it('calls back what waits for the write, and nothing else', async () => {
    const { stream } = guarded()
    await new Promise<void>((resolve) => void stream.write('one\n', 'utf8', () => resolve()))
    await new Promise<void>((resolve) => void stream.write('two\n', () => resolve()))
    assert.equal(stream.write('three\n', 'utf8'), true)
    assert.equal(stream.write('four'), true)
  })

  it('writes a line that does not end at the next wait if it has to, and never before', async () => {
    const [later, soon] = [guarded(), guarded(() => true, { writesSoon: true })]
    for (const { stream } of [later, soon]) {
      stream.write('ended\n')
      stream.write('a question? ')
    }
    assert.deepEqual([later.written, soon.written], [['ended\n'], ['ended\n']])
    await untilWaiting()
    assert.deepEqual([later.written, soon.written], [['ended\n'], ['ended\n', 'a question? ']])
  })

  it('notes each line that it took away for the watchers, and no other', async () => {
    const sent: number[] = []
    const notify = () =>
      notifyWatchers({
        publish: async () => void sent.push(1),
        place: aPlace,
        now: () => Date.now() + 7_200_000 * (1 + sent.length),
      })
    await notify()
    const before = sent.length
    const { stream } = guarded()
    stream.write('harmless\n')
    await notify()
    assert.equal(sent.length, before)
    stream.write(`${value}\n`)
    await notify()
    assert.equal(sent.length, before + 1)
  })

  it('says if the stream is full, after any of its lines', () => {
    const { stream } = guarded((text) => !text.startsWith('full'))
    assert.equal(stream.write('full\n'), false)
    assert.equal(stream.write(`good\n${value}\nfull\n`), false)
    assert.equal(stream.write(`good\n${value}\n`), true)
  })

  it('takes away the one line that holds a secret, and leaves its neighbours', () => {
    const { stream, written } = guarded()
    stream.write(`before\n${value}\nafter\n`)
    assert.deepEqual([written[0], written[2], written.length], ['before\n', 'after\n', 3])
    assert.match(written[1] ?? '', alarm)
  })

  it('finds a secret that runs through two lines, two writes, and two objects that are none of our log', () => {
    for (const [one, other] of [
      [`${first}\n`, `${second}\n`],
      [`a: ${first}\n`, `{ ${second}\n`],
      [`${first}}\n`, `${second}\n`],
    ] as const) {
      const { stream, written } = guarded()
      stream.write(one)
      stream.write(other)
      assert.match(written.at(-1) ?? '', alarm, one)
    }
  })

  it('takes no two objects of our log for one text', () => {
    const { stream, written } = guarded()
    stream.write(`{"a":"${first}"}\n`)
    stream.write(`{"${second}":"b"}\n`)
    assert.deepEqual(
      written.map((text) => alarm.test(text)),
      [false, false],
    )
  })

  it('remembers 512 characters of what was written, and forgets what it took away', () => {
    const far = guarded()
    far.stream.write(`${first}${'\n'.repeat(600)}`)
    far.stream.write(`${second}\n`)
    assert.doesNotMatch(far.written.join(''), alarm)
    const wide = guarded()
    wide.stream.write(`${first}\n`)
    wide.stream.write(`${'-\n'.repeat(300)}${second}\n`)
    assert.doesNotMatch(wide.written.join(''), alarm)
    const near = guarded()
    near.stream.write(`${'-\n'.repeat(600)}${first}\n`)
    near.stream.write(`${second}\n`)
    assert.match(near.written.join(''), alarm)
    const after = guarded()
    after.stream.write(`${value}\n`)
    after.stream.write(`${second}\n`)
    assert.equal(after.written.filter((text) => alarm.test(text)).length, 1)
  })

  it('writes a line that does not end in parts of bounded length', () => {
    const { stream, written } = guarded()
    stream.write('x'.repeat(262_144))
    assert.deepEqual(written, [])
    stream.write('x')
    assert.equal(written.join('').length, 262_145)
  })
})

const moduleAt = (path: string) => JSON.stringify(new URL(`../../functions/${path}`, import.meta.url).href)

/** Runs a script in a process whose output is guarded. */
const inGuarded = (script: string) =>
  runModule(`
    import { guardOutput, flushOutput, writeOwnLine, holdsSecret, allowInOutput } from ${moduleAt('aws/guarded-output.ts')}
    import { Credential } from ${moduleAt('core/model/credential.ts')}
    const value = ${JSON.stringify(value)}
    ${script}
  `)

describe('a process that guards its output', () => {
  it('guards both streams once, and writes what is left at its end', async () => {
    const { stdout, stderr } = await inGuarded(`
      guardOutput()
      new Credential({ token: value }, null)
      guardOutput()
      process.stdout.write('begun')
      process.stderr.write(value)
    `)
    assert.equal(stdout, 'begun')
    assert.match(stderr, alarm)
    assert.equal(stderr.trim().split('\n').length, 1)
  })

  it('writes its own lines at once and in order, without those that hold a secret', async () => {
    const { stdout } = await inGuarded(`
      writeOwnLine('unguarded\\n')
      guardOutput()
      new Credential({ token: value }, null)
      process.stdout.write('begun ')
      writeOwnLine('one\\n')
      writeOwnLine('<' + value + '>\\n')
      writeOwnLine('two\\n')
    `)
    const [unguarded, one, hidden, two, ...more] = stdout.trim().split('\n')
    assert.deepEqual([unguarded, one, two, more], ['unguarded', 'begun one', 'two', []])
    assert.match(hidden ?? '', alarm)
  })

  it('hides a line of its own that holds a public part beside a secret one', async () => {
    const { stdout } = await inGuarded(`
      guardOutput()
      new Credential({ token: value }, null)
      new Credential({ token: 'production-billing-2026' }, null)
      allowInOutput(() => 'production-billing-2026')
      writeOwnLine('production-billing-2026\\n')
      writeOwnLine('production-billing-2026 ' + value + '\\n')
    `)
    const [shown, hidden, ...more] = stdout.trim().split('\n')
    assert.deepEqual([shown, more], ['production-billing-2026', []])
    assert.match(hidden ?? '', alarm)
  })

  it('writes a question soon if it has to, and only then', async () => {
    for (const [options, expected] of [
      ['', '[[],["a question? "]]'],
      ['{ writesSoon: true }', '[["a question? "],["a question? "]]'],
    ]) {
      const { stderr } = await inGuarded(`
        const written = []
        process.stdout.write = (text) => written.push(text) > 0
        guardOutput(${options})
        process.stdout.write('a question? ')
        await new Promise(setImmediate)
        await new Promise(setImmediate)
        const soon = [...written]
        flushOutput()
        console.error(JSON.stringify([soon, written]))
      `)
      assert.equal(stderr, `${expected}\n`)
    }
  })

  it('draws its hashes anew, so that values of before are not known', async () => {
    const { stdout } = await inGuarded(`
      new Credential({ token: value }, null)
      const before = holdsSecret(value)
      guardOutput()
      console.log(before, holdsSecret(value))
    `)
    assert.equal(stdout, 'true false\n')
  })
})
