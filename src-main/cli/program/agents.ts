import type { Command } from 'commander'
import type { AgentOptions, MessageListOptions, SendOptions } from '../commands/agents.ts'
import type { GroupOptions } from '../commands/groups.ts'
import type { Perform } from './perform.ts'
import { names, wholeNumber } from './values.ts'

const AGENT = 'Name of the agent'

/** Agents, what they say to each other, and what they do together. */
export function addAgentCommands(program: Command, perform: Perform): void {
  program.commandsGroup('Agents:')
  addAgents(program, perform)
  addMessages(program, perform)
  addGroups(program, perform)
  addTeams(program, perform)
}

function addAgents(program: Command, perform: Perform): void {
  const agents = program.command('agents').description('Register agents and what they offer')
  agents
    .command('list')
    .description('List agents, what each offers and is doing')
    .action(() => perform(async (cli) => (await import('../commands/agents.ts')).list(cli)))
  agents
    .command('set')
    .description('Register an agent, or change what it offers')
    .argument('<name>', AGENT)
    .option('--capability <name>', 'Offers this; * is all; can be repeated', names)
    .option('--deliver-to <alias>', 'Alias that is told when a message came')
    .option('--note <text>', 'What it is for')
    .action((name: string, options: AgentOptions) =>
      perform(async (cli) => (await import('../commands/agents.ts')).set(cli, name, options)),
    )
  agents
    .command('seen')
    .description('Say for an agent that it is there')
    .argument('<name>', AGENT)
    .argument('<state>', 'idle, busy or offline')
    .action((name: string, state: string) =>
      perform(async (cli) => (await import('../commands/agents.ts')).seen(cli, name, state)),
    )
  agents
    .command('remove')
    .description('Remove an agent; its messages stay')
    .argument('<name>', AGENT)
    .action((name: string) => perform(async (cli) => (await import('../commands/agents.ts')).remove(cli, name)))
}

function addMessages(program: Command, perform: Perform): void {
  const messages = program.command('messages').description('Send and read what agents say to each other')
  messages
    .command('send')
    .description('Send a message; its text is read from standard input unless it is given')
    .argument('[text]', 'The text')
    .option('--from <name>', 'Who says it', 'operator')
    .option('--to <name>', 'Agent, or operator')
    .option('--capability <name>', 'An agent that offers this')
    .option('--team <name>', 'Everyone of a team')
    .option('--everyone', 'Every agent')
    .option('--kind <kind>', 'constraint, decision, fact, task, preference, steer, text, result, status, system, spawn')
    .option('--subject <text>', 'What it is about')
    .option('--reply-to <id>', 'Message it answers')
    .option('--priority <number>', 'Higher comes first among its kind', wholeNumber(-100, 100))
    .option('--ack', 'Wants to be acknowledged')
    .option('--expires-at <time>', 'ISO 8601 with zone')
    .action((text: string | undefined, options: SendOptions) =>
      perform(async (cli) => (await import('../commands/agents.ts')).send(cli, text, options)),
    )
  messages
    .command('list')
    .description('List messages, newest first')
    .option('--to <name>', 'Only those to somebody')
    .option('--from <name>', 'Only those of somebody')
    .option('--state <state>', 'Only these: pending, delivered, read, expired, refused')
    .option('--thread <id>', 'Only those of a thread')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 20)
    .action((options: MessageListOptions) =>
      perform(async (cli) => (await import('../commands/agents.ts')).listMessages(cli, options)),
    )
  messages
    .command('show')
    .description('Show one message with its receipts')
    .argument('<id>', 'Id of a message')
    .action((id: string) => perform(async (cli) => (await import('../commands/agents.ts')).show(cli, id)))
  messages
    .command('inbox')
    .description('Show what waits for an agent, the most binding first')
    .argument('<name>', AGENT)
    .option('--take', 'They count as delivered')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 200), 20)
    .action((name: string, options: { take?: boolean; limit: number }) =>
      perform(async (cli) => (await import('../commands/agents.ts')).inbox(cli, name, options)),
    )
  messages
    .command('read')
    .description('Say that messages were read')
    .argument('<ids...>', 'Ids of messages')
    .action((ids: string[]) => perform(async (cli) => (await import('../commands/agents.ts')).read(cli, ids)))
  messages
    .command('ack')
    .description('Acknowledge a message')
    .argument('<id>', 'Id of a message')
    .option('--note <text>', 'What you make of it')
    .action((id: string, options: { note?: string }) =>
      perform(async (cli) => (await import('../commands/agents.ts')).ack(cli, id, options)),
    )
}

function addGroups(program: Command, perform: Perform): void {
  const groups = program.command('groups').description('Expect members to be done within a time')
  groups
    .command('list')
    .description('List task groups, newest first')
    .option('--limit <number>', 'How many at most', wholeNumber(1, 100), 20)
    .action((options: { limit: number }) =>
      perform(async (cli) => (await import('../commands/groups.ts')).list(cli, options)),
    )
  groups
    .command('show')
    .description('Show a task group with its members')
    .argument('<id>', 'Id of a group')
    .action((id: string) => perform(async (cli) => (await import('../commands/groups.ts')).show(cli, id)))
  groups
    .command('start')
    .description('Start a task group')
    .argument('<name>', 'What it is called')
    .argument('<members...>', 'Names of the members; name=job-id for one that is a job')
    .option('--timeout-s <seconds>', 'Time they have together', wholeNumber(1, 2_592_000), 600)
    .option(
      '--stuck-after-s <seconds>',
      'Silence after which a running one is steered',
      wholeNumber(1, 2_592_000),
      2700,
    )
    .option('--deliver-to <alias>', 'Alias that is told of the end', 'inbox')
    .action((name: string, members: string[], options: GroupOptions) =>
      perform(async (cli) => (await import('../commands/groups.ts')).start(cli, name, members, options)),
    )
  groups
    .command('heartbeat')
    .description('Say for a member that it goes on, is done or has failed')
    .argument('<group>', 'Id of the group')
    .argument('<member>', 'Name of the member')
    .argument('[state]', 'running, completed or failed', 'running')
    .option('--note <text>', 'How it is getting on')
    .action((group: string, member: string, state: string, options: { note?: string }) =>
      perform(async (cli) => (await import('../commands/groups.ts')).heartbeat(cli, group, member, state, options)),
    )
}

function addTeams(program: Command, perform: Perform): void {
  const teams = program.command('teams').description('Put agents into teams and give those tasks')
  teams
    .command('list')
    .description('List teams')
    .action(() => perform(async (cli) => (await import('../commands/teams.ts')).list(cli)))
  teams
    .command('set')
    .description('Make a team, or set its members')
    .argument('<name>', 'Name of the team')
    .argument('<agents...>', 'Names of its agents')
    .action((name: string, agents: string[]) =>
      perform(async (cli) => (await import('../commands/teams.ts')).set(cli, name, agents)),
    )
  teams
    .command('remove')
    .description('Remove a team; its tasks stay')
    .argument('<name>', 'Name of the team')
    .action((name: string) => perform(async (cli) => (await import('../commands/teams.ts')).remove(cli, name)))
  teams
    .command('tasks')
    .description('List the tasks of a team, newest first')
    .argument('<team>', 'Name of the team')
    .action((team: string) => perform(async (cli) => (await import('../commands/teams.ts')).tasks(cli, team)))
  teams
    .command('add-task')
    .description('Give a team a task')
    .argument('<team>', 'Name of the team')
    .argument('<title>', 'What is to be done')
    .option('--gate <member...>', 'Blocked until a group of these members is completed')
    .option('--timeout-s <seconds>', 'Time of that group', wholeNumber(1, 2_592_000), 600)
    .action((team: string, title: string, options: { gate?: string[]; timeoutS: number }) =>
      perform(async (cli) => (await import('../commands/teams.ts')).addTask(cli, team, title, options)),
    )
  teams
    .command('end-task')
    .description('Say that a task is done, or has failed')
    .argument('<id>', 'Id of the task')
    .argument('[state]', 'completed or failed', 'completed')
    .action((id: string, state: string) =>
      perform(async (cli) => (await import('../commands/teams.ts')).endTask(cli, id, state)),
    )
}
