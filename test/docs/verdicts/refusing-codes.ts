import { jsonReply } from '../../support/watched-api.ts'
import { type ShownOutcome, tokenAnswer } from './proves-nothing.ts'

const statuses = [200, 403, 404, 500, 503]
const codes = ['invalid_client', 'invalid_client_secret', 'incorrect_client_credentials']

/** Asks a token endpoint that answers every status with every refusing code, and with these words. */
const refused = (words?: string): readonly (() => Promise<ShownOutcome>)[] =>
  statuses.flatMap((status) =>
    codes.map(
      (error) => () =>
        tokenAnswer(jsonReply(status, { error, ...(words === undefined ? {} : { error_description: words }) })),
    ),
  )

/** Real answers for each row of the table of refusing codes. */
export const refusingCodes: Readonly<Record<string, readonly (() => Promise<ShownOutcome>)[]>> = {
  'with a code that is documented to refuse the client': refused(),
  'with such a code, and words that blame the server': refused('The service is under maintenance'),
  'with such a code, and words that blame the number of attempts': refused('Too many attempts'),
}
