const unitSeconds = new Map([
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
])

/** Seconds in a duration such as `90s`, `5m`, `12h`, `30d`, `2w`; undefined where it is none. Zero is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text)
  const seconds = unitSeconds.get(match?.[2] ?? '')
  return seconds === undefined ? undefined : Number(match?.[1]) * seconds
}

/** The two largest units of a span, for people: `3d 4h`, `59s`. Negative spans read as `0s`. */
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

/** Exactly this many seconds, in the largest unit up to days that leaves nothing over: `5m`, `90s`. */
export function spellDuration(seconds: number): string {
  for (const [unit, length] of unitSeconds)
    if (unit !== 'w' && seconds % length === 0) return `${seconds / length}${unit}`
  return `${seconds}s`
}
