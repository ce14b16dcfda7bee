import assert from 'node:assert/strict'

/** One sample of the text format of Prometheus. */
export type MetricSample = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const metricName = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const label = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\[\\\\"n])*)"'
const sample = new RegExp(`^(${metricName})\\{((?:${label}(?:,|(?=\\})))*)\\} (-?[0-9.e+]+)$`)
const comment = new RegExp(`^# (?:HELP ${metricName} .*|TYPE (${metricName}) (?:gauge|counter|untyped))$`)

/**
 * Parses the text format, version 0.0.4, and refuses what it does not allow: a wrong escape, a line that is no sample, a metric before its
 * type or in two places.
 */
export function parseMetrics(text: string): readonly MetricSample[] {
  assert.ok(text.endsWith('\n'))
  const typed: string[] = []
  return text
    .slice(0, -1)
    .split('\n')
    .flatMap((line): readonly MetricSample[] => {
      const noted = comment.exec(line)
      if (noted !== null) {
        const [, name] = noted
        if (name !== undefined) assert.ok(!typed.includes(name), `${name} has two types`)
        if (name !== undefined) typed.push(name)
        return []
      }
      const found = sample.exec(line)
      assert.ok(found !== null, `no line of the format: ${line}`)
      const [, name = '', labels = ''] = found
      assert.equal(typed.at(-1), name, `${name} stands outside of its group`)
      return [{ name, labels: labelsIn(labels), value: Number(found.at(-1)) }]
    })
}

function labelsIn(text: string): Readonly<Record<string, string>> {
  const unescaped = (value: string) => value.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))
  return Object.fromEntries(
    [...text.matchAll(new RegExp(label, 'g'))].map(([, name = '', value = '']) => [name, unescaped(value)]),
  )
}
