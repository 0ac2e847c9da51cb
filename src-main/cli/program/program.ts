import { Command } from 'commander'
import { addApprovalCommands } from './approvals.ts'
import { addArtifactCommands } from './artifacts.ts'
import { addChainCommands } from './chains.ts'
import { addControlCommands } from './control.ts'
import { addAgentCommands } from './agents.ts'
import { addDeliveryCommands } from './delivery.ts'
import { addJobCommands } from './jobs.ts'
import { addKeyCommands } from './keys.ts'
import { addSandboxCommands } from './sandbox.ts'
import { addSessionCommands } from './session.ts'
import { addEndpointCommands } from './endpoints.ts'
import { addEvidenceCommands } from './evidence.ts'
import { addExchangeCommands } from './exchange.ts'
import { addSchedulerCommands } from './scheduler.ts'
import { addSetupCommand } from './setup.ts'
import { addServiceCommands } from './service.ts'
import { addScheduleCommands } from './schedules.ts'
import { addSecretCommands } from './secrets.ts'
import { addTrustCommands } from './trust.ts'
import type { Perform } from './perform.ts'

/** Options every command takes. */
export interface GlobalOptions {
  readonly home?: string
  readonly json?: boolean
}

/** The whole command line, as it is parsed, helps and is documented. */
export function createProgram(version: string, perform: Perform): Command {
  const program = new Command('interlock')
    .description('Queues, bounds, records and stops work of agents and scripts on this machine.')
    .version(version, '-V, --version', 'Print the version of Interlock')
    .helpOption('-h, --help', 'Say what a command does and takes')
    .helpCommand('help [command]', 'Say what a command does and takes')
    .option('--home <folder>', 'Data directory (default: INTERLOCK_HOME, else the place of this system)')
    .option('--json', 'Answer with one JSON value on stdout')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
  addSessionCommands(program, perform)
  addSetupCommand(program, perform)
  addServiceCommands(program, perform)
  addJobCommands(program, perform)
  addScheduleCommands(program, perform)
  addSchedulerCommands(program, perform)
  addChainCommands(program, perform)
  addApprovalCommands(program, perform)
  addArtifactCommands(program, perform)
  addControlCommands(program, perform)
  addSandboxCommands(program, perform)
  addSecretCommands(program, perform)
  addKeyCommands(program, perform)
  addTrustCommands(program, perform)
  addDeliveryCommands(program, perform)
  addAgentCommands(program, perform)
  addEndpointCommands(program, perform)
  addEvidenceCommands(program, perform)
  addExchangeCommands(program, perform)
  return program
}
