import type { Channel, Delivery, DeliveryProblem, DeliveryState, DeliveryWait } from '../delivery.ts'
import type { StateText } from './states.ts'

export const deliveryStateTexts: Record<DeliveryState, StateText> = {
  waiting: { word: 'Waiting', tone: 'neutral' },
  sent: { word: 'Sent', tone: 'good' },
  collected: { word: 'In a digest', tone: 'neutral' },
  dead: { word: 'Given up', tone: 'bad' },
  discarded: { word: 'Discarded', tone: 'neutral' },
}

export const deliveryWaitTexts: Record<DeliveryWait, string> = {
  outbox_paused: 'the outbox is paused',
  alias_paused: 'its alias is paused',
  kill_switch: 'the kill switch is engaged',
  secrets_locked: 'the secrets are locked',
  quiet_hours: 'quiet hours',
  digest: 'gathered for a digest',
  retry: 'tried again later',
  sending: 'being sent',
}

export const deliveryProblemTexts: Record<DeliveryProblem, string> = {
  address_refused: 'its address is one of this machine or a private network, which the alias does not allow',
  body_gone: 'what it says is gone',
  connect_failed: 'no connection',
  file_unwritable: 'the file cannot be written',
  file_too_large: 'the file is full; move it away',
  http_status: 'refused',
  kill_switch: 'the kill switch was engaged while it was being sent',
  plain_http_refused: 'http without TLS, which the alias does not allow',
  rate_limited: 'the other side wants to be left alone for a while',
  redirect_refused: 'it leads elsewhere, and redirects are not followed',
  secret_missing: 'its secret is not kept',
  secret_unusable: 'its secret is not of the form the channel needs',
  timed_out: 'no answer in time',
  tls_failed: 'the certificate does not count',
}

export const channelTexts: Record<Channel, string> = {
  inbox: 'Inbox',
  desktop: 'Desktop notice',
  webhook: 'Webhook',
  file: 'File',
  telegram: 'Telegram',
  discord: 'Discord',
}

/** Why the last try failed, in words; empty where none did. */
export function deliveryProblemText({ problem, status }: Pick<Delivery, 'problem' | 'status'>): string {
  if (problem === null) return ''
  const words = deliveryProblemTexts[problem]
  return status === null ? words : `${words} (HTTP ${status})`
}
