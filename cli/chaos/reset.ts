import type { Lock, UndoRecord } from '../../chaos/safety/run-folder.ts'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { agree } from '../framework/agreement.ts'
import type { CommandResult } from '../framework/command-result.ts'
import type { Terminal } from '../framework/terminal.ts'
import { readAllowList, refusedCommand } from './options.ts'

export type ResetOptions = { readonly folder: string; readonly allow: string; readonly yes?: boolean }

/** Undoes the pending changes that runs of this folder have made. Can be repeated. Exit code 1 if a change could not be undone. */
export async function run(
  { folder: path, allow, yes = false }: ResetOptions,
  terminal: Terminal,
): Promise<CommandResult> {
  const [{ openRunFolder }, { undoRun }] = await Promise.all([
    import('../../chaos/safety/run-folder.ts'),
    import('../../chaos/safety/undo.ts'),
  ])
  const folder = openRunFolder(path)
  const all = [...(await folder.pendingUndos())]
  const records = all.flatMap(([, record]) => (record === null ? [] : [record]))
  const strange = all.flatMap(([runId, record]) => (record === null ? [runId] : []))
  await permit(records, { allow, yes }, terminal)
  const controlToken = terminal.environment['TOKENWATCH_CHAOS_CONTROL_TOKEN'] ?? (await folder.controlToken())
  const [restored, pending]: [string[], string[]] = [[], []]
  for (const record of records) {
    const isDone = await succeeded(undoRun(record, controlToken))
    if (isDone) await folder.clearUndo(record.runId)
    ;(isDone ? restored : pending).push(record.runId)
  }
  await folder.allow()
  const count = restored.length === 1 ? '1 run' : `${restored.length} runs`
  const lines = [
    `the changes of ${count} were undone; the kill switch is off`,
    ...pending.map((runId) => `not undone yet: ${runId}`),
    ...(await folder.locks()).map(lockWords),
    ...strange.map((name) => `left alone: undo/${name}.json was not written by a run of this folder, or was changed`),
  ]
  const exitCode = pending.length === 0 && strange.length === 0 ? 0 : 1
  return { exitCode, data: { restored, pending, strange }, text: `${lines.join('\n')}\n` }
}

/** Says how long a lock lasts. It is that of its run, which may be alive. */
function lockWords({ file, runId, untilMs }: Lock & { readonly file: string }): string {
  const seconds = Math.max(1, Math.ceil((untilMs - Date.now()) / 1_000))
  return `still locked: ${file} of run ${runId}; the lock ends with that run, or in ${seconds} s if it died`
}

/** Checks every change against the rules of making it, shows the plan and asks for agreement. */
async function permit(
  records: readonly UndoRecord[],
  { allow, yes }: { readonly allow: string; readonly yes: boolean },
  terminal: Terminal,
): Promise<void> {
  if (records.length === 0) return
  const { inverseWords, undoRefusals } = await import('../../chaos/safety/undo.ts')
  const allowed = await readAllowList(allow)
  const refused = await Promise.all(records.map((record) => undoRefusals(record, allowed)))
  const reasons = refused.flatMap((some, index) => some.map((one) => `${records[index]?.runId}: ${one}`))
  if (reasons.length > 0) throw refusedCommand(reasons)
  const steps = records.flatMap(({ inverses }) => inverses.map(inverseWords))
  await agree({ what: 'undo the changes of runs that died', steps }, { yes }, terminal)
}
