import { ownCommand } from './installation.ts'

let program: string | undefined

/** A command of this program as a person types it, in backticks: `typed('jobs list')`. */
export function typed(words: string): string {
  program ??= ownCommand()
  return `\`${program} ${words}\``
}
