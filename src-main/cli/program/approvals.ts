import type { Command } from 'commander'
import type { PatternOptions, RuleOptions } from '../commands/approval-rules.ts'
import type { ApproveOptions, GrantOptions, ListOptions, NoteOptions } from '../commands/approvals.ts'
import type { Perform } from './perform.ts'
import { budgetPairs, names, wholeNumber } from './values.ts'

const ID = 'Id of an approval, or the last 8 characters of one'
const NOTE = 'Why, for the record'

/** What waits for the operator, what was decided, and what is asked about. */
export function addApprovalCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Approvals:')
  const approvals = program
    .command('approvals')
    .description('Approve or reject what needs asking, exactly as it is shown')
  approvals
    .command('list')
    .description('List approvals; those that wait for you unless a state is named')
    .option('--state <states>', 'Only these states, separated by commas; all for any')
    .option('--job <id>', 'Only of this job, by its whole id')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 50)
    .option('--cursor <cursor>', 'Go on where the page before ended')
    .action((options: ListOptions) =>
      perform(async (cli) => (await import('../commands/approvals.ts')).list(cli, options)),
    )
  approvals
    .command('show')
    .description('Show exactly what would happen, who asks, and what was decided')
    .argument('<id>', ID)
    .action((id: string) => perform(async (cli) => (await import('../commands/approvals.ts')).show(cli, id)))
  approvals
    .command('approve')
    .description('Approve once, after it was shown; several at once where they are alike')
    .argument('<id...>', ID)
    .option('--hash <hash>', 'Approve only what has this hash, without being asked')
    .option('--yes', 'Approve what it is now, without being asked')
    .option('--note <text>', NOTE)
    .action((ids: string[], options: ApproveOptions) =>
      perform(async (cli) => (await import('../commands/approvals.ts')).approve(cli, ids, options)),
    )
  approvals
    .command('reject')
    .description('Reject: the job is cancelled, or goes on without that step where it says so')
    .argument('<id...>', ID)
    .option('--note <text>', NOTE)
    .action((ids: string[], options: NoteOptions) =>
      perform(async (cli) => (await import('../commands/approvals.ts')).reject(cli, ids, options)),
    )
  approvals
    .command('answer')
    .description('Answer with a note instead of yes or no; what was asked does not happen')
    .argument('<id>', ID)
    .argument('<note>', 'What should be done instead, for whoever added the job')
    .action((id: string, note: string) =>
      perform(async (cli) => (await import('../commands/approvals.ts')).answer(cli, id, note)),
    )
  approvals
    .command('edit')
    .description('Change the job and approve what it is then')
    .argument('<id>', ID)
    .requiredOption('--job-file <path>', 'The whole job as it is to be; - reads standard input')
    .option('--dry-run', 'Only show what would be different')
    .option('--note <text>', NOTE)
    .action((id: string, options: NoteOptions & { jobFile: string; dryRun?: boolean }) =>
      perform(async (cli) => (await import('../commands/approvals.ts')).edit(cli, id, options)),
    )
  addGrantCommands(approvals, perform)
  addRuleCommands(approvals.command('rules').description('Say which work needs asking'), perform)
}

function withPattern(command: Command): Command {
  return command
    .option('--prefix <word>', 'Commands that begin with these arguments; give each for itself', names)
    .option('--glob <pattern>', 'Commands whose whole text is like this; * is any text, ? any character')
    .option('--regex <pattern>', 'Commands in whose text this RE2 pattern is found')
}

function addGrantCommands(approvals: Command, perform: Perform): void {
  withPattern(
    approvals
      .command('grant')
      .description('Approve, and the next that are alike as well, for an hour at most')
      .argument('<id>', ID)
      .requiredOption('--uses <number>', 'How many further requests', wholeNumber(1, 100))
      .option('--minutes <number>', 'For how long', wholeNumber(1, 60), 60),
  )
    .option('--dry-run', 'Only show which of the last requests it would have approved')
    .option('--note <text>', NOTE)
    .action((id: string, options: GrantOptions & PatternOptions) =>
      perform(async (cli) => (await import('../commands/approvals.ts')).grant(cli, id, options)),
    )
  approvals
    .command('grants')
    .description('List grants that are in force')
    .option('--all', 'Those that ended as well')
    .action((options: { all?: boolean }) =>
      perform(async (cli) => (await import('../commands/approvals.ts')).grants(cli, options)),
    )
  approvals
    .command('revoke')
    .description('End a grant')
    .argument('<id>', 'Id of a grant, or the last 8 characters of one')
    .option('--note <text>', NOTE)
    .action((id: string, options: NoteOptions) =>
      perform(async (cli) => (await import('../commands/approvals.ts')).revoke(cli, id, options)),
    )
}

function addRuleCommands(rules: Command, perform: Perform): void {
  rules
    .command('list')
    .description('List the rules')
    .action(() => perform(async (cli) => (await import('../commands/approval-rules.ts')).list(cli)))
  withPattern(
    rules
      .command('add')
      .description('Ask about work of this kind from now on; all that is given must hold')
      .argument('<name>', 'What it is called where it asks')
      .option('--at <when>', 'start or step', 'start')
      .option('--dispatch <kind>', 'What makes the job start: schedule, manual, chain, retry, api', names)
      .option('--schedule <schedule>', 'Only jobs of this schedule, by its id or name', names)
      .option('--type <type>', 'Only jobs of this type', names)
      .option('--workspace <name>', 'Only jobs in this workspace', names)
      .option('--tool <name>', 'Only jobs, or steps, with this tool', names)
      .option('--actor <name>', 'Only jobs that this actor adds; agent:* is every one that begins so', names)
      .option('--hosts', 'Only jobs that may reach hosts they name')
      .option('--above <name=number>', 'Only jobs with a larger budget than this', budgetPairs),
  )
    .option('--timeout <seconds>', 'How long it waits for you', wholeNumber(10, 2_592_000))
    .option('--on-timeout <what>', 'reject or approve what nobody decided')
    .option('--priority <number>', 'Requests with a higher one stand first', wholeNumber(-100, 100))
    .option('--note <text>', 'What whoever decides should know')
    .option('--dry-run', 'Only show which of the last jobs it would have asked about')
    .action((name: string, options: RuleOptions) =>
      perform(async (cli) => (await import('../commands/approval-rules.ts')).add(cli, name, options)),
    )
  for (const [word, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const)
    rules
      .command(word)
      .description(enabled ? 'Let a rule ask again' : 'Let a rule ask no more')
      .argument('<rule>', 'Name or id of a rule')
      .action((id: string) =>
        perform(async (cli) => (await import('../commands/approval-rules.ts')).setEnabled(cli, id, enabled)),
      )
  rules
    .command('remove')
    .description('Remove a rule')
    .argument('<rule>', 'Name or id of a rule')
    .action((id: string) => perform(async (cli) => (await import('../commands/approval-rules.ts')).remove(cli, id)))
}
