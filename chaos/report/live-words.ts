import { formatMetric } from '../measures/metric.ts'
import type { LiveFigure, LiveFigures } from '../trial/live.ts'

/** Writes the figures of a run that goes on in one line: each metric beside its bar, and the broken ones marked. */
export function liveWords({ phase, second, seconds, calls, failed, figures }: LiveFigures): string {
  const time = `${phase} ${Math.floor(second)} of ${Math.ceil(seconds)} s`
  return [time, `${failed} of ${calls} calls failed`, ...figures.map(figureWords)].join('  ')
}

function figureWords({ metric, value, limit: { min, max }, isKept }: LiveFigure): string {
  const bounds = [...(min === undefined ? [] : [`>= ${min}`]), ...(max === undefined ? [] : [`<= ${max}`])]
  const shown = value === null ? '?' : Number.isFinite(value) ? formatMetric(metric, value) : 'not yet'
  const bar = bounds.length === 0 ? '' : ` (${bounds.join(', ')})`
  return `${metric} ${shown}${bar}${isKept === false ? ' BROKEN' : ''}`
}
