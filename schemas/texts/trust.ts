import type { TrustDenial } from '../trust.ts'
import type { TrustFacts } from '../trust-evidence.ts'
import type { StateText } from './states.ts'

/** What became of a run at its gates. */
export const gateTexts: Record<TrustFacts['gate']['decision'], StateText> = {
  admitted: { word: 'Let through', tone: 'good' },
  denied: { word: 'Not let through', tone: 'bad' },
  escalated: { word: 'Asked the operator', tone: 'ask' },
  stopped: { word: 'Stopped before', tone: 'neutral' },
}

/** Which gate a run did not pass, in two or three words. */
export const denialTexts: Record<TrustDenial, string> = {
  identity_unresolved: 'Identity not known',
  child_credentials_denied: 'Credentials not passed on',
  provider_failed: 'Provider failed',
  trust_denied: 'Trust too low',
  proof_failed: 'Proof failed',
  authorization_denied: 'Not authorized',
  credentials_missing: 'Credentials missing',
  contract_refused: 'Contract cannot be kept',
}

/** What each gate found, in a word or two. */
export const trustDecisionTexts: Record<TrustFacts['trust']['decision'], string> = {
  permit: 'enough',
  warn: 'too low, let pass',
  deny: 'too low',
  not_reached: 'not come to',
}

export const proofResultTexts: Record<TrustFacts['proof']['result'], string> = {
  not_asked: 'none asked for',
  verified: 'holds',
  failed: 'does not hold',
  not_reached: 'not come to',
}

export const authorizationTexts: Record<TrustFacts['authorization']['decision'], string> = {
  not_asked: 'none asked for',
  permit: 'permitted',
  deny: 'denied',
  escalate: 'left to the operator',
  not_reached: 'not come to',
}

export const cleanupTexts = {
  not_needed: 'None were handed over',
  due: 'To be taken back',
  done: 'Taken back',
  given_up: 'Not taken back: the provider failed',
} as const
