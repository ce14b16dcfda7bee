import { z } from 'zod'
import { regionsOfAll } from '../../functions/core/model/sns-principals.ts'
import { type Endpoint, type Service, startEndpoint } from './endpoint.ts'
import { parse, refusalAnswer } from './json.ts'
import { pageOf } from './paging.ts'
import { AwsRefusal } from './refusal.ts'

/** Account Management, as far as somebody asks it for Regions. */
export type AccountRegions = Endpoint & {
  /** Switches a Region on that an account has to switch on. */
  readonly enable: (region: string) => void
}

/** States of a Region that the account may use. */
const states = ['ENABLED', 'ENABLED_BY_DEFAULT'] as const

const wanted = z.strictObject({
  RegionOptStatusContains: z.array(z.enum(states)).min(1),
  MaxResults: z.int().min(1).max(50).optional(),
  NextToken: z.string().optional(),
})

const json = { 'content-type': 'application/json' }
const regionsPerPage = 20

export async function startAccountRegions({ now = Date.now }: { now?: () => number } = {}): Promise<AccountRegions> {
  const enabled: string[] = []
  const endpoint = await startEndpoint(serviceOf(enabled), now)
  return { ...endpoint, enable: (region) => void enabled.push(region) }
}

function serviceOf(enabled: readonly string[]): Service {
  return {
    read: ({ url }, body) => ({ operation: url === '/listRegions' ? 'ListRegions' : '', input: parse(body) }),
    async answer({ call }) {
      const parsed = wanted.safeParse(call.input)
      if (call.operation !== 'ListRegions' || !parsed.success)
        throw new AwsRefusal('ValidationException', 'No such request')
      const all = [
        ...regionsOfAll.filter((name) => !/^(?:us-gov|cn)-/.test(name)).map((name) => [name, states[1]] as const),
        ...enabled.map((name) => [name, states[0]] as const),
      ].filter(([, state]) => parsed.data.RegionOptStatusContains.includes(state))
      const { page, nextToken } = pageOf(all, { MaxResults: regionsPerPage, ...parsed.data })
      const Regions = page.map(([RegionName, RegionOptStatus]) => ({ RegionName, RegionOptStatus }))
      return { status: 200, headers: json, body: JSON.stringify({ Regions, NextToken: nextToken }) }
    },
    refuse: (refusal) => refusalAnswer(refusal, json),
  }
}
