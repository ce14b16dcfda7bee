/** Open questions that the clients of this project cannot ask. */
export const unasked = [
  {
    question: 'Does a customer managed key work for logs, table and queues?',
    needs: 'a second deployment, with account.keys',
  },
  { question: 'How long is the cold start of each bundle?', needs: 'CloudWatch Logs, with system logs at INFO' },
  { question: 'Do events of the rotation reach a rule of EventBridge?', needs: 'an EventBridge client' },
  { question: 'Is BatchGetSecretValue billed by call or by secret?', needs: 'a bill' },
  { question: 'What do PromQL alarms and a GB of OTLP metrics cost?', needs: 'a bill' },
] as const
