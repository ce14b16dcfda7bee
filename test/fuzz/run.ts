/** `npm run fuzz [-- --for 60s] [names...]`: tries every parser with texts that are changed at random, for this time each. */
import { parseDuration } from '../../functions/core/model/duration.ts'
import { fc } from '../support/property.ts'
import { brokenBy, fuzzTargets, textsFor } from './fuzz.ts'
import type { FuzzTarget } from './target.ts'

const examplesAtOnce = 500

/** Tries one parser until its time is over. Returns how many texts it got, and the first that broke a promise. */
function fuzz(target: FuzzTarget, forMs: number): { readonly tried: number; readonly fault: string | null } {
  const endMs = performance.now() + forMs
  let tried = 0
  do {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const property = fc.property(textsFor(target), (text) => {
      const broken = brokenBy(target, text)
      if (broken !== null) throw new Error(broken)
    })
    const { failed, counterexample, errorInstance } = fc.check(property, { seed, numRuns: examplesAtOnce })
    tried += examplesAtOnce
    if (failed)
      return { tried, fault: `${String(errorInstance)}: ${JSON.stringify(counterexample?.[0])}, seed ${seed}` }
  } while (performance.now() < endMs)
  return { tried, fault: null }
}

const words = process.argv.slice(2)
const at = words.indexOf('--for')
const seconds = parseDuration(at < 0 ? '10s' : (words[at + 1] ?? ''))
if (seconds === undefined) throw new Error('--for: expected a duration such as 60s or 5m')
const names = at < 0 ? words : words.toSpliced(at, 2)
const chosen = fuzzTargets.filter(({ name }) => names.length === 0 || names.includes(name))
if (chosen.length === 0) throw new Error(`no such parser; there are ${fuzzTargets.map(({ name }) => name).join(', ')}`)
for (const target of chosen) {
  const { tried, fault } = fuzz(target, seconds * 1_000)
  process.stdout.write(`${target.name}: ${tried} texts, ${fault ?? 'no promise broken'}\n`)
  if (fault !== null) process.exitCode = 1
}
