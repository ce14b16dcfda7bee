import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../functions/aws/clients.ts'
import { accountRefusals } from '../aws/account.ts'
import { untaggedRefusal } from '../aws/secret-change.ts'
import type { Refusals } from '../experiment/experiment.ts'
import { type Inverse, undoChange } from './inverse.ts'
import type { AllowList } from './permission.ts'
import type { UndoRecord } from './run-folder.ts'

/** Describes what undoing a change does. */
export function inverseWords(one: Inverse): string {
  switch (one.kind) {
    case 'controller':
      return `end the fault of run ${one.run} at the controller ${one.url}`
    case 'order-file':
      return `delete the order file ${one.file}`
    case 'resource-policy':
      return one.policy === null
        ? `delete the resource policy of ${one.secretId}`
        : `write the earlier resource policy of ${one.secretId} back`
    case 'stage-move':
      return `move AWSCURRENT of ${one.secretId} back to version ${one.current}`
  }
}

/** Returns the reasons why the changes of a run may not be undone from here: the rules of making them hold for undoing them. */
export async function undoRefusals(record: UndoRecord, allowed: AllowList): Promise<Refusals> {
  const { environment, account, inverses } = record
  const onAws = inverses.flatMap((one) => ('secretId' in one ? [one.secretId] : []))
  const refusals: string[] = []
  if (!allowed.environments.includes(environment)) refusals.push(`environment: ${environment} is not on the allow-list`)
  if (onAws.length === 0 || refusals.length > 0) return refusals
  if (account === null || !allowed.accounts.includes(account)) return ['account: not on the allow-list']
  const others = await accountRefusals(account)
  if (others.length > 0) return others
  const client = new SecretsManagerClient(clientOptions)
  const untagged = await Promise.all(onAws.map((secretId) => untaggedRefusal(client, secretId)))
  client.destroy()
  return untagged.flatMap((one) => (one === null ? [] : [one]))
}

/** Undoes all changes of a run. Rejects if one could not be undone. */
export async function undoRun({ inverses }: UndoRecord, controlToken: string | null): Promise<void> {
  for (const one of inverses) await undoChange(one, undefined, controlToken)
}
