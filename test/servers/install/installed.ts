import { fileURLToPath } from 'node:url'

/** An installed product. */
export type Installed = {
  readonly version: string
  /** Path of a file of it, such as `usr/sbin/nginx`, or of a package of npm. */
  path(name: string): string
  /** Variables that its programs need, because they do not stand where they were built for. */
  readonly env: Readonly<Record<string, string>>
}

/** Folder of everything that `npm run test:servers` installs. Git and TypeScript pass over it. */
export const cache = fileURLToPath(new URL('../../../.cache/servers/', import.meta.url))
