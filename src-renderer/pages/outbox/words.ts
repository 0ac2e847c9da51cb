import type { AliasSpec, Delivery, Outbox } from '#schemas'
import { formatCount } from '#schemas/format'
import { deliveryProblemText, deliveryWaitTexts } from '#schemas/texts'

/** Where an alias leads, as far as that is no secret. */
export function placeWords(spec: AliasSpec): string {
  switch (spec.channel) {
    case 'webhook':
      return spec.url
    case 'file':
      return `exports/${spec.file}`
    case 'telegram':
      return `chat ${spec.chat_id}`
    case 'discord':
      return 'the channel of its webhook'
    case 'inbox':
      return 'the inbox of this console'
    case 'desktop':
      return 'a notice of the desktop'
  }
}

/** When an alias sends: quiet hours and digest; empty where it sends at once. */
export function mannersWords({ quiet, digest, zone }: AliasSpec): string {
  const parts = [
    digest === undefined
      ? ''
      : 'at' in digest
        ? `digest at ${digest.at}`
        : `digest every ${formatCount(digest.every_min)} min`,
    quiet === undefined ? '' : `quiet ${quiet.from} to ${quiet.to}`,
  ].filter((part) => part !== '')
  if (parts.length === 0) return ''
  return `${parts.join(', ')}${digest !== undefined && 'every_min' in digest && quiet === undefined ? '' : ` ${zone}`}`
}

/** Why a delivery is where it is. */
export function whyWords(delivery: Delivery): string {
  const { wait, problem, attempts, max_attempts } = delivery
  const why = deliveryProblemText(delivery)
  if (delivery.state === 'dead') return `${why}; ${formatCount(attempts)} of ${formatCount(max_attempts)} tries`
  if (delivery.state !== 'waiting') return ''
  const reason = wait === null ? 'due' : deliveryWaitTexts[wait]
  return problem === null ? reason : `${reason}; last time ${why}`
}

/** The state of the whole, in one line. */
export function verdictWords({ blocked, counts }: Outbox): string {
  if (blocked === 'outbox_paused') return `Paused, ${formatCount(counts.waiting)} waiting`
  if (blocked === 'kill_switch') return 'The kill switch is engaged: nothing leaves this machine'
  if (counts.dead > 0) return `${formatCount(counts.dead)} given up, ${formatCount(counts.waiting)} waiting`
  return counts.waiting === 0 ? 'Nothing waits' : `${formatCount(counts.waiting)} waiting`
}
