import { commonForm, gitleaks, inTheWild, ownForm, trufflehog, type ValueFormat } from './value-format.ts'

/** Forms of services that offer language models and what belongs to them. */
export const formsOfModels: readonly ValueFormat[] = [
  ownForm('anthropic.token', 'sk-ant-api03-[\\w-]{93}AA', gitleaks),
  ownForm('openai.token', 'sk-(proj|svcacct)-[\\w-]{58,74}T3BlbkFJ[\\w-]{58,74}', gitleaks),
  ownForm('openai.token', 'sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}', gitleaks),
  ownForm('openai-admin.token', 'sk-admin-[\\w-]{58,74}T3BlbkFJ[\\w-]{58,74}', gitleaks),
  ownForm('openrouter.token', 'sk-or-v1-[a-f0-9]{64}', inTheWild),
  commonForm('deepseek.token', 'sk-[a-f0-9]{32}', trufflehog),
  ownForm('groq.token', 'gsk_[A-Za-z0-9]{52}', trufflehog),
  ownForm('xai.token', 'xai-[A-Za-z0-9_]{80}', trufflehog),
  ownForm('cerebras.token', 'csk-[a-z0-9]{48}', inTheWild),
  commonForm('mistral.token', '[A-Za-z0-9]{32}', inTheWild),
  commonForm('cohere.token', '[A-Za-z0-9]{40}', gitleaks),
  ownForm('replicate.token', 'r8_[\\w-]{37}', trufflehog),
  ownForm('hugging-face.token', 'hf_[A-Za-z]{34}', gitleaks),
  ownForm('pinecone.token', 'pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{63}', trufflehog),
  commonForm('elevenlabs.token', 'sk_[a-f0-9]{48}', trufflehog),
]
