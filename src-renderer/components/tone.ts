import type { Tone } from '#schemas/texts'

/** The classes of each tone, spelt out because Tailwind finds classes by reading the source. */
export const toneText: Record<Tone, { text: string; tint: string; fill: string }> = {
  neutral: { text: 'text-neutral', tint: 'bg-neutral-tint', fill: 'bg-neutral' },
  run: { text: 'text-run', tint: 'bg-run-tint', fill: 'bg-run' },
  good: { text: 'text-good', tint: 'bg-good-tint', fill: 'bg-good' },
  warn: { text: 'text-warn', tint: 'bg-warn-tint', fill: 'bg-warn' },
  bad: { text: 'text-bad', tint: 'bg-bad-tint', fill: 'bg-bad' },
  ask: { text: 'text-ask', tint: 'bg-ask-tint', fill: 'bg-ask' },
}
