import type { HostileAnswer } from './answer.ts'
import { echoedTokens, hostileBodies } from './bodies.ts'
import { brokenAnswers } from './broken.ts'
import { endlessAnswers } from './endless.ts'
import { hostileIssuers } from './issuers.ts'
import { packedBodies } from './packed.ts'
import { redirects } from './redirects.ts'

/** Every attack by an answer, under the heading of its kind. */
export const hostileAnswers: Readonly<Record<string, readonly HostileAnswer[]>> = {
  'redirects: not followed': redirects,
  'packed bodies: bounded': packedBodies,
  'answers without end: ended': endlessAnswers,
  'broken HTTP: no proof': brokenAnswers,
  'bodies: no proof by accident': hostileBodies,
  'echoes: not repeated': echoedTokens,
  'authorization servers: as any other': hostileIssuers,
}
