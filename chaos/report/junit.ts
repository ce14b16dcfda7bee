import type { ExperimentJournal } from './journal.ts'
import { reasonWords } from './words.ts'

/** Runs as JUnit XML: one test case each, so that a CI shows them among its tests. */
export function junitOf(journals: readonly ExperimentJournal[]): string {
  const failures = journals.filter(({ tokenwatch }) => tokenwatch.verdict !== 'resilient').length
  const cases = journals.map(({ experiment, duration, tokenwatch }) => {
    const open = `  <testcase classname="${escaped(tokenwatch.fault)}" name="${escaped(experiment.title)}" time="${duration.toFixed(3)}"`
    if (tokenwatch.verdict === 'resilient') return `${open}/>`
    const why = tokenwatch.verdictReasons.map(reasonWords).join('; ')
    return `${open}><failure type="${tokenwatch.verdict}" message="${escaped(why)}"/></testcase>`
  })
  const head = `<testsuite name="tokenwatch chaos" tests="${journals.length}" failures="${failures}">`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${cases.join('\n')}\n</testsuite>\n`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
