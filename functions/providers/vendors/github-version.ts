import type { PinnedVersion, Source } from '../provider.ts'

/** Version of GitHub's REST API that all its questions pin. */
export const githubVersion = {
  at: '2022-11-28',
  until: '2028-03-10',
  source: 'versions',
} as const satisfies PinnedVersion

/** Source of `githubVersion`. */
export const githubVersionSource = {
  versions: {
    evidence: 'documented',
    title: 'GitHub, REST API version 2026-03-10: 2022-11-28 is supported for 24 more months at least',
    url: 'https://github.blog/changelog/2026-03-12-rest-api-version-2026-03-10-is-now-available',
    seen: '2026-11-30',
  },
} as const satisfies Record<string, Source>
