import { formatCount } from '#schemas/format'
import { killSwitchTexts } from '#schemas/texts'
import { waitingWords } from '../approvals/waiting-words.ts'
import type { CoreState } from '../core-side/types.ts'
import { type Order, orderWords, switchLine } from '../kill/words.ts'

/** Each has a shape of its own; the files of the icons are named so. */
export type TrayIcon = 'idle' | 'running' | 'attention' | 'engaged' | 'hard' | 'lost'

/** What the tray says of the core. */
export interface TrayView {
  readonly icon: TrayIcon
  /** The kill switch, in one line. */
  readonly state: string
  /** What runs and waits, in one line. */
  readonly work: string
  readonly tooltip: string
  /** Beside the icon, where a system shows text there. */
  readonly title: string
}

export interface TrayFacts {
  readonly core: Pick<CoreState, 'contact' | 'otherVersion' | 'killSwitch' | 'running' | 'queued' | 'pendingApprovals'>
  /** An order that the core has not confirmed. */
  readonly asked: Order | undefined
  readonly clock: (ms: number) => string
}

/** What is not safe comes before what waits for somebody, and that before what merely goes on. */
export function trayView({ core, asked, clock }: TrayFacts): TrayView {
  const { contact, killSwitch, running, pendingApprovals } = core
  const icon = iconOf(core)
  const state =
    contact === 'lost'
      ? `${lostWords(core)}: kill switch state unknown`
      : asked !== undefined
        ? orderWords(asked)
        : switchLine(killSwitch, clock)
  const work = workWords(core)
  const short =
    contact === 'lost'
      ? `${lostWords(core)}, state unknown`
      : asked
        ? orderWords(asked)
        : killSwitchTexts[killSwitch.mode].word
  return {
    icon,
    state: contact === 'lost' || asked !== undefined ? state : `Kill switch: ${state}`,
    work,
    tooltip: [`Interlock: ${short}`, work, ...(pendingApprovals > 0 ? [waitingWords(pendingApprovals)] : [])].join(
      ', ',
    ),
    title: icon === 'running' ? formatCount(running) : icon === 'attention' ? formatCount(pendingApprovals) : '',
  }
}

function iconOf({ contact, killSwitch, running, pendingApprovals }: TrayFacts['core']): TrayIcon {
  if (contact === 'lost') return 'lost'
  if (killSwitch.mode === 'engaged_hard') return 'hard'
  if (killSwitch.mode === 'engaged') return 'engaged'
  if (pendingApprovals > 0) return 'attention'
  return running > 0 ? 'running' : 'idle'
}

function lostWords({ otherVersion }: TrayFacts['core']): string {
  return otherVersion === null ? 'No contact with the core' : `No contact with Interlock ${otherVersion}`
}

function workWords({ contact, otherVersion, running, queued }: TrayFacts['core']): string {
  if (otherVersion !== null) return 'what runs is not known'
  const words = `${running === 0 ? 'nothing' : formatCount(running)} running, ${formatCount(queued)} queued`
  return contact === 'lost' ? `${words} when it was last heard of` : words
}
