/** Source of what a public verifier of found credentials asks, and what it takes for life. */
export const betterleaks = {
  evidence: 'observed',
  title: 'betterleaks, config/betterleaks.toml',
  url: 'https://github.com/betterleaks/betterleaks',
  seen: '2026-11-30',
} as const

/** The same source, for what was read earlier. */
export const betterleaksBefore = { ...betterleaks, seen: '2026-11-21' } as const
