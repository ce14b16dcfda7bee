import { comparesNothing, evaluate, evaluateWatched } from './expression.ts'
import { type Logic, operandsOf } from './operands.ts'

/**
 * Judgement of an assertion: it holds; something that is there `differs`; something is there that was to be absent, which is `not_absent`;
 * the answer lacks what is asserted; or an operand is neither true nor false.
 */
export type AssertionOutcome = 'holds' | 'differs' | 'not_boolean' | 'absent' | 'not_absent'

/** Outcomes of conditions; the first that was found decides. One that differs is enough, and an absence says nothing beside it. */
const decidesAll = ['differs', 'not_boolean', 'absent', 'not_absent'] as const

/** Outcomes of alternatives in the same way: nothing differs before all are there, since what is absent could have made it true. */
const decidesAny = ['holds', 'not_boolean', 'absent', 'not_absent', 'differs'] as const

/**
 * Judges an assertion by each of its operands, whatever their order. JMESPath alone would stop at the first operand that decides, and take
 * what is absent for false.
 */
export function outcomeOf(assertion: string, answer: unknown): AssertionOutcome {
  return outcomeOfLogic(operandsOf(assertion), answer)
}

/** Returns true if a condition of a rule is met. A function that fails in one alternative does not hide another one. */
export function holds(condition: string, answer: unknown): boolean {
  return (
    evaluate(condition, answer) === true || (condition.includes('||') && operandsHold(operandsOf(condition), answer))
  )
}

/** Returns true where `outcomeOfLogic` says `holds`. A rule needs no reason why its condition is not met. */
function operandsHold(logic: Logic, answer: unknown): boolean {
  if (logic.kind === 'operand') return evaluate(logic.text, answer) === true
  const hold = (operand: Logic) => operandsHold(operand, answer)
  return logic.kind === 'all' ? logic.operands.every(hold) : logic.operands.some(hold)
}

function outcomeOfLogic(logic: Logic, answer: unknown): AssertionOutcome {
  if (logic.kind === 'operand') return outcomeOfOperand(logic.text, answer)
  const found = new Set(logic.operands.map((operand) => outcomeOfLogic(operand, answer)))
  const decides = logic.kind === 'all' ? decidesAll : decidesAny
  return decides.find((outcome) => found.has(outcome)) ?? 'holds'
}

function outcomeOfOperand(operand: string, answer: unknown): AssertionOutcome {
  if (evaluate(operand, answer) === true) return 'holds'
  const { value, missesField, nullField, isMistyped } = evaluateWatched(operand, answer)
  if (missesField || nullField !== null || isMistyped || value === null) return 'absent'
  if (isEmpty(answer) || comparesNothing(operand, answer)) return 'absent'
  if (value !== false) return 'not_boolean'
  return needsValue(operand) ? 'differs' : 'not_absent'
}

const isEmpty = (json: unknown): boolean => typeof json !== 'object' || json === null || Object.keys(json).length === 0

/** Answers with nothing in them. */
const emptyAnswers: readonly unknown[] = [null, {}, []]

/** Returns true if an assertion cannot hold of an answer with nothing in it. */
export function needsValue(assertion: string): boolean {
  return emptyAnswers.every((answer) => outcomeOf(assertion, answer) !== 'holds')
}
