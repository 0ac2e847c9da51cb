import { ownCommand } from './installation.ts'

let program: string | undefined

/** A command of this program as a person types it, in backticks: `typed('jobs list')`. */
export function typed(words: string): string {
  program ??= ownCommand()
  return `\`${program} ${words}\``
}

/** A text of ours with the commands in it as a person types them here: elsewhere they stand by the name alone. */
export function typedIn(text: string): string {
  return text.replaceAll(/`interlock ([^`]+)`/g, (_, words: string) => typed(words))
}
