import { z } from 'zod'
import { formatDuration } from '../../core/model/duration.ts'
import type { Provider } from '../../providers/provider.ts'
import { addressFault, isPrivateRange } from '../addresses.ts'
import { type CheckRule, faultAt, maybe, rule, says } from '../rules.ts'
import { duration } from '../schema/text.ts'
import { shown } from '../secrecy.ts'
import { needsAreHarmless } from './answer.ts'

/** Rules for the checks of one provider of the catalogue. */
export function catalogueRules(provider: Provider): readonly CheckRule[] {
  return [
    needsAreHarmless,
    notOftenerThan(provider),
    namedSomewhere(provider),
    scopesExist(provider),
    ...Object.entries(provider.options).flatMap(([name, { kind }]) => (kind === 'host' ? [hostIsAllowed(name)] : [])),
  ]
}

const notOftenerThan = ({ title, minimumSeconds }: Provider): CheckRule =>
  rule(z.looseObject({ every: duration }), ({ every }) =>
    every >= minimumSeconds
      ? []
      : [
          faultAt(
            'every',
            `expected at least ${formatDuration(minimumSeconds)}, the shortest interval for ${title}, found ${formatDuration(every)}`,
          ),
        ],
  )

/** Refuses expectations that no answer names: such a check would never be valid. */
const namedSomewhere = ({ title, paths }: Provider): CheckRule =>
  rule(z.looseObject({ read: maybe }), (check) => {
    const places = new Map<string, unknown>([
      ['identity', paths.identity],
      ['scopes', paths.scopes],
      ['environmentLabel', paths.environment],
    ])
    return [...places]
      .filter(([name, place]) => place === null && says(check, name) && !says(check.read, pathFor(name)))
      .map(([name]) => faultAt(name, `the answers of ${title} do not name it: drop it, or name its place in read`))
  })

const pathFor = (name: string): string => (name === 'environmentLabel' ? 'environment' : name)

const lists = z.looseObject({ require: z.array(z.string()).default([]), forbid: z.array(z.string()).default([]) })
const written = z.looseObject({
  scopes: z.union([z.array(z.string()).transform((require) => ({ require, forbid: [] })), lists]),
})

const scopesExist = ({ title, scopes: known }: Provider): CheckRule =>
  rule(written, ({ scopes }) => {
    if (known === null || known.pattern === null) return []
    const whole = new RegExp(`^(?:${known.pattern})$`)
    return [...scopes.require, ...scopes.forbid]
      .filter((scope) => !whole.test(scope))
      .map((scope) =>
        faultAt(
          'scopes',
          `expected scopes of ${title} such as ${known.example}, found ${shown(scope) ?? 'another one'}`,
        ),
      )
  })

/** Refuses a host on a private address, and plain http, unless the check allows its range. */
const hostIsAllowed = (option: string): CheckRule =>
  rule(
    z.looseObject({ [option]: z.string(), scheme: maybe, allowPrivate: z.array(z.unknown()).catch([]) }),
    (check) => {
      const host = z.string().parse(check[option])
      const allowed = z.array(z.string().refine(isPrivateRange)).catch([]).parse(check['allowPrivate'])
      const url = URL.parse(`${check['scheme'] === 'http' ? 'http' : 'https'}://${host}/`)
      const message = url === null ? undefined : addressFault(url, allowed)
      return message === undefined ? [] : [faultAt(option, message)]
    },
  )
