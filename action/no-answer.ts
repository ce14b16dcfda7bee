import { appendFileSync, writeFileSync } from 'node:fs'

/** An action that ends before the gate has an answer. The message holds no credential. */
export class NoAnswer extends Error {
  readonly exitCode: number

  /** Exit codes are those of the gate: 2 cannot tell, 3 wrong usage. */
  constructor(message: string, exitCode = 2) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Writes what an answer would have left: an annotation, the summary, and the JUnit report if a file is named. */
export function reportNoAnswer(message: string, junit: string): void {
  process.stdout.write(`::error title=Tokenwatch::${message}\n`)
  const summary = process.env['GITHUB_STEP_SUMMARY']
  if (summary !== undefined)
    appendFileSync(summary, `## May a deployment rely on its credentials? CANNOT TELL\n\n${message}\n`)
  if (junit !== '') writeFileSync(junit, junitReport(message))
}

const junitReport = (message: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="1" failures="0" errors="1">
  <testsuite name="tokenwatch gate" tests="1" failures="0" errors="1">
    <testcase classname="tokenwatch" name="answer">
      <error message="${message.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}" type="no_answer"/>
    </testcase>
  </testsuite>
</testsuites>
`
