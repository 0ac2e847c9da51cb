import type { EventRecord } from '#schemas'
import { denialTexts } from '#schemas/texts'
import { payloadOf } from './event-payload.ts'

/** What stood between a run and its first step. */
export function trustFacts(event: EventRecord): string | undefined {
  const decided = payloadOf(event, 'trust.decided') ?? payloadOf(event, 'run.trust')
  if (decided) return decided.code === null ? decided.decision : denialTexts[decided.code].toLowerCase()
  const asked = payloadOf(event, 'trust.credentials_asked')
  if (asked) return `${asked.names.join(', ')} from ${asked.provider}`
  const failed = payloadOf(event, 'trust.cleanup_failed')
  if (failed) return `${failed.reason.replaceAll('_', ' ')}${failed.given_up ? ', given up' : ''}`
  const loaded = payloadOf(event, 'trust.provider_loaded')
  if (loaded) return `${loaded.provider}, ${loaded.type}`
  const broken = payloadOf(event, 'trust.provider_failed')
  return broken && `${broken.provider}, ${broken.reason.replaceAll('_', ' ')}`
}
