import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { isSignedIn, withProof } from './account.ts'
import { deliveryQuestions } from './delivery-questions.ts'
import { inboxesIn } from './inboxes.ts'
import { pagingQuestions } from './paging-questions.ts'
import { answerTo } from './question.ts'
import { rotationQuestions } from './rotation-questions.ts'
import { stackQuestions } from './stack-questions.ts'
import { type AccountAnswer, renderTable } from './table.ts'
import { unasked } from './unasked.ts'

/** Usage or configuration, as everywhere in the product. */
const usageFault = 3
const questionLimitMs = 20 * 60_000

const { values } = parseArgs({ options: { yes: { type: 'boolean', default: false } } })
if (!(await isSignedIn())) refuse('No AWS credentials or no Region were found; nothing was deployed.')
if (!values.yes) {
  refuse(
    'This deploys a stack into the account that you are signed in to, for about an hour, and costs less than a dollar. Say --yes.',
  )
}

const inboxes = inboxesIn(process.env)
const answers: AccountAnswer[] = []
const questions = [
  ...deliveryQuestions(inboxes),
  ...stackQuestions,
  ...pagingQuestions(process.env['PAGERDUTY_INTEGRATION_KEY']),
  ...rotationQuestions(),
]
// Ctrl-C ends the questions, not what removes the stack.
const stopped = once(process, 'SIGINT')
try {
  await withProof(inboxes, async (proof) => {
    for (const question of questions) {
      const answer = await Promise.race([answerTo(question, proof, questionLimitMs), stopped])
      if (!('seen' in answer)) return
      answers.push(answer)
    }
  })
} finally {
  const left = unasked.map(({ question, needs }) => ({
    question,
    expected: '',
    seen: `not asked: needs ${needs}`,
    settles: 'none',
  }))
  process.stdout.write(`\n${renderTable([...answers, ...left])}`)
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(usageFault)
}
