import { errorName } from '../aws/clients.ts'
import type { GateCaller } from '../aws/gate-caller.ts'
import { decide, type Ruling } from '../core/gate/decide.ts'
import type { GateSettings, HookMode } from './gate-settings.ts'

/** Decision of a hook: the ruling, true in `passes` if the deployment goes on, and the lines that say why. */
export type HookRuling = { readonly ruling: Ruling; readonly passes: boolean; readonly lines: readonly string[] }

/** Asks the deployed probe function and decides. Every failure on the way is "cannot tell", and does not block by default. */
export async function judge(
  { selection, terms, mode }: GateSettings,
  gate: () => Promise<Pick<GateCaller, 'ask'>>,
): Promise<HookRuling> {
  const { ruling, lines, isMistake } = await ask(selection, terms, gate)
  return { ruling, lines, passes: passes(ruling, isMistake, mode) }
}

function passes(ruling: Ruling, isMistake: boolean, mode: HookMode): boolean {
  if (mode === 'warn' || ruling === 'pass') return true
  return mode === 'block' && ruling === 'cannot_tell' && !isMistake
}

/** A ruling with its lines; `isMistake` is true if the selection names something that the monitor does not have. */
type Found = Omit<HookRuling, 'passes'> & { readonly isMistake: boolean }

async function ask(
  selection: GateSettings['selection'],
  terms: GateSettings['terms'],
  gate: () => Promise<Pick<GateCaller, 'ask'>>,
): Promise<Found> {
  try {
    const answer = await (await gate()).ask({ selection, evidence: 'either', maxAgeSeconds: terms.maxAgeSeconds })
    const lost = answer.unmatched.map(({ kind, name }) => `no check matches the ${kind} ${name}`)
    if (lost.length > 0 || answer.judgements.length === 0)
      return { ruling: 'cannot_tell', lines: lost.length > 0 ? lost : ['no check matches'], isMistake: true }
    const { ruling, ruled, dead } = decide(answer, terms)
    const bad = ruled.filter((one) => one.ruling !== 'pass')
    const lines = bad.map(({ judgement, because, todo }) => {
      const advisory = judgement.gate === 'advisory' ? ' (advisory)' : ''
      return `${judgement.check}${advisory}: ${because}; ${todo ?? 'no action is needed'}; owner ${judgement.owner ?? 'nobody'}`
    })
    return { ruling, lines: [...dead.map(({ because }) => because), ...lines], isMistake: false }
  } catch (error) {
    const line = `the deployed probe could not be asked (${errorName(error)})`
    return { ruling: 'cannot_tell', lines: [line], isMistake: false }
  }
}
