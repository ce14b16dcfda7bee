import { z } from 'zod'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { operation } from './operation.ts'
import { AwsRefusal } from './refusal.ts'

/** Systems Manager's Parameter Store, as far as somebody reads from it. */
export type Parameters = Endpoint & { readonly put: (name: string, value: string) => void }

const wanted = z.strictObject({ Name: z.string().min(1), WithDecryption: z.boolean().optional() })

/** Plain text parameters of version 1; CloudFormation writes them, and so does the lab. */
export async function startParameters({ now = Date.now }: { now?: () => number } = {}): Promise<Parameters> {
  const values = new Map<string, string>()
  const operations = {
    GetParameter: operation(wanted, ({ Name }) => {
      const Value = values.get(Name)
      // AWS answers without a message.
      if (Value === undefined) throw new AwsRefusal('ParameterNotFound', '')
      return { Parameter: { Name, Value, Type: 'String', Version: 1, DataType: 'text' } }
    }),
  }
  const service = jsonService({ version: '1.1', operations, invalidCode: 'ValidationException' })
  const endpoint = await startEndpoint(service, now)
  return { ...endpoint, put: (name, value) => void values.set(name, value) }
}
