import type { PolicyDifference } from '#schemas'

/** In what a policy differs from a preset, as a sentence about the job. */
export function differenceSentence(difference: PolicyDifference): string {
  const { field, preset, job } = difference
  switch (field) {
    case 'allow_network':
      return job === true ? 'Asks for the network.' : 'Does not ask for the network.'
    case 'allow_subprocess':
      return job === true ? 'Starts commands.' : 'Starts no commands.'
    case 'allowed_tools':
      return listSentence(difference, 'Calls', 'Does not call')
    case 'min_sandbox':
      return `Runs from ${String(job)} on, where the preset needs ${String(preset)}.`
    case 'write_workspace':
      return job === true ? 'Commands may write in the workspace.' : 'Commands may not write in the workspace.'
    case 'write_git':
      return job === true ? 'Commands may write in .git.' : 'Commands may not write in .git.'
    case 'unix_sockets':
      return job === true ? 'Commands may make Unix sockets.' : 'Commands may make no Unix sockets.'
    case 'network_hosts':
      return listSentence(difference, 'Commands may reach', 'Commands may not reach')
    case 'secrets':
      return listSentence(difference, 'Commands are given the secrets', 'Commands are not given the secrets')
  }
}

function listSentence({ preset, job }: PolicyDifference, more: string, less: string): string {
  const [ours, theirs] = [listOf(preset), listOf(job)]
  const added = theirs.filter((each) => !ours.includes(each))
  const missing = ours.filter((each) => !theirs.includes(each))
  return [added.length > 0 && `${more} ${added.join(', ')}.`, missing.length > 0 && `${less} ${missing.join(', ')}.`]
    .filter((part) => part !== false)
    .join(' ')
}

function listOf(value: PolicyDifference['job']): readonly string[] {
  return Array.isArray(value) ? value : []
}
