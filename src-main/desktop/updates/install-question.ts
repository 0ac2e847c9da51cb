import { line } from '../dialogs/line.ts'
import type { Question } from '../dialogs/question.ts'

/** A version that is here, and where it came from. */
export interface Staged {
  readonly version: string
  readonly feed: string
}

/** What is asked before a version is installed, outside of any page: a page names the feed, and must not install by itself. */
export function installQuestion(
  { version, feed }: Staged,
  platform: NodeJS.Platform,
): Question & { readonly yes: number } {
  const vouched =
    platform === 'linux'
      ? 'It carries no signature: whoever can change what lies there decides what runs here.'
      : 'It carries the signature of this installation.'
  return {
    type: 'question',
    message: `Install Interlock ${line(version)}?`,
    detail: `It comes from ${line(feed)}\n${vouched}\n\nInterlock ends in order and starts anew with it.`,
    buttons: ['Do not install', 'Install'],
    yes: 1,
    refuse: 0,
    enter: 0,
  }
}
