import { z } from 'zod'
import { arnOf } from './account.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { operation } from './operation.ts'
import { pageOf } from './paging.ts'
import { AwsRefusal } from './refusal.ts'

/** Type of a parameter, and the customer's key that it is encrypted under. */
export type StoredAs = { readonly type: 'String' | 'StringList' | 'SecureString'; readonly keyArn?: string }

/** Asked of tags: those of parameters alone. */
const tagged = z.strictObject({ ResourceType: z.literal('Parameter'), ResourceId: z.string().min(1) })

/** Systems Manager's Parameter Store, as far as somebody reads from it. */
export type Parameters = Endpoint & {
  /** Stores a new version and returns its number. */
  readonly put: (name: string, value: string, as?: StoredAs) => number
  readonly remove: (name: string) => void
  /** Tags a parameter that is there. Tags belong to no version, and leave with the parameter. */
  readonly tag: (name: string, tags: Readonly<Record<string, string>>) => void
  /** Returns the customer's key of a parameter; `null` for AWS's own, and for a parameter that is not there. */
  readonly keyOf: (name: string) => string | null
}

type StoredParameter = StoredAs & { readonly value: string; readonly version: number; readonly changedAt: number }

const wanted = z.strictObject({ Name: z.string().min(1), WithDecryption: z.boolean().optional() })

/** The service takes at most fifty names in a filter, and shows at most fifty parameters in an answer. */
const filtered = z.strictObject({
  ParameterFilters: z.tuple([
    z.strictObject({
      Key: z.enum(['Name', 'Type']),
      Option: z.literal('Equals'),
      Values: z.array(z.string()).min(1).max(50),
    }),
  ]),
  MaxResults: z.int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
})

/** Parameters with the number of their newest version; CloudFormation writes plain ones, and so does the lab. */
export async function startParameters({ now = Date.now }: { now?: () => number } = {}): Promise<Parameters> {
  const parameters = new Map<string, StoredParameter>()
  let removedAt = 0
  const tagsOf = new Map<string, Readonly<Record<string, string>>>()
  const operations = {
    ListTagsForResource: operation(tagged, ({ ResourceId }) => {
      if (!parameters.has(ResourceId)) throw new AwsRefusal('InvalidResourceId', '')
      return { TagList: Object.entries(tagsOf.get(ResourceId) ?? {}).map(([Key, Value]) => ({ Key, Value })) }
    }),
    GetParameter: operation(wanted, ({ Name, WithDecryption = false }) => {
      const found = parameters.get(Name)
      // AWS answers without a message.
      if (found === undefined) throw new AwsRefusal('ParameterNotFound', '')
      const isEncrypted = found.type === 'SecureString' && !WithDecryption
      const Value = isEncrypted ? Buffer.from('encrypted').toString('base64') : found.value
      return { Parameter: { ...shownAs(Name, found), Value } }
    }),
    DescribeParameters: operation(filtered, ({ ParameterFilters: [{ Key, Values }], ...paging }) => {
      const names = [...parameters].filter(([name, { type }]) => Values.includes(Key === 'Name' ? name : type))
      const { page, nextToken } = pageOf(names, paging)
      return { Parameters: page.map(([name, found]) => shownAs(name, found)), NextToken: nextToken }
    }),
  }
  const service = jsonService({ version: '1.1', operations, invalidCode: 'ValidationException' })
  const endpoint = await startEndpoint(service, now)
  return {
    ...endpoint,
    put(name, value, as = { type: 'String' }) {
      const version = (parameters.get(name)?.version ?? 0) + 1
      const before = parameters.get(name)?.changedAt ?? removedAt
      // Two changes within a millisecond are two changes.
      parameters.set(name, { ...as, value, version, changedAt: Math.max(now(), before + 1) })
      return version
    },
    remove(name) {
      removedAt = Math.max(removedAt, parameters.get(name)?.changedAt ?? 0)
      parameters.delete(name)
      tagsOf.delete(name)
    },
    tag: (name, tags) => void tagsOf.set(name, tags),
    keyOf: (name) => parameters.get(name)?.keyArn ?? null,
  }
}

const shownAs = (Name: string, { type, version, changedAt }: StoredParameter) => ({
  Name,
  ARN: parameterArnOf(Name),
  Type: type,
  Version: version,
  LastModifiedDate: changedAt / 1_000,
  DataType: 'text',
})

/** Returns the ARN of a parameter: the slash at the beginning of its name is the one behind `parameter`. */
export function parameterArnOf(name: string): string {
  return arnOf('ssm', `parameter/${name.replace(/^\//, '')}`)
}
