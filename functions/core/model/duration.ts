const unitSeconds = new Map([
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
])

/** Returns the seconds in a duration such as `90s`, `5m`, `12h`, `30d`, `2w`; `undefined` for other text and for zero. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text)
  const seconds = unitSeconds.get(match?.[2] ?? '')
  return seconds === undefined ? undefined : Number(match?.[1]) * seconds
}

/** Formats a span for people in its two largest units: `3d 4h`, `59s`. Negative spans become `0s`. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds))
  const parts: string[] = []
  for (const [unit, length] of unitSeconds) {
    if (unit === 'w') continue
    const count = Math.floor(rest / length)
    rest -= count * length
    if (count > 0) parts.push(`${count}${unit}`)
    else if (parts.length > 0) break
  }
  return parts.length === 0 ? '0s' : parts.slice(0, 2).join(' ')
}

/** Writes seconds exactly, in the largest unit up to days that leaves no rest: `5m`, `90s`. */
export function spellDuration(seconds: number): string {
  for (const [unit, length] of unitSeconds)
    if (unit !== 'w' && seconds % length === 0) return `${seconds / length}${unit}`
  return `${seconds}s`
}
