/** Who caused an event: people by what they used, workers by their id. */
export function actorWords(actor: string): string {
  switch (actor) {
    case 'operator':
      return 'you, in the console'
    case 'cli':
      return 'the command line'
    case 'api':
      return 'a script'
    case 'core':
      return 'Interlock itself'
    case 'file':
      return 'the file KILL_SWITCH'
    default:
      return actor.startsWith('api:') ? `the API key ${actor.slice(4)}` : actor
  }
}
