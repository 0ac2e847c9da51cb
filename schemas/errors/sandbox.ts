import { z } from 'zod'
import { errorKind } from './define.ts'

export const sandboxErrors = {
  sandbox_below_minimum: errorKind({
    status: 409,
    data: z.strictObject({ level: z.string(), minimum: z.string(), reason: z.string(), remedy: z.string() }),
    sentence: ({ level, minimum, reason }) =>
      `This job needs the sandbox level ${minimum}, and this machine reaches ${level}: ${reason}`,
    remedy: ({ remedy }) => remedy,
  }),
  network_needs_approval: errorKind({
    status: 409,
    data: z.strictObject({}),
    sentence: () => 'This job asks for the network, and nobody has approved that for exactly this job.',
    remedy: () => 'Nothing was run. Queue it again to be asked for your approval.',
  }),
  named_hosts_off: errorKind({
    status: 409,
    data: z.strictObject({ hosts: z.array(z.string()) }),
    sentence: ({ hosts }) =>
      `This job asks to reach ${hosts.join(', ')}, and reaching named hosts is switched off here.`,
    remedy: () =>
      'Take network_hosts out of the policy, or start Interlock with INTERLOCK_NAMED_HOSTS=1 if jobs may send what they see to the hosts they name.',
  }),
  sandbox_lowering_unexplained: errorKind({
    status: 422,
    data: z.strictObject({ minimum: z.string(), usual: z.string() }),
    sentence: ({ minimum, usual }) =>
      `This job asks for the sandbox level ${minimum} where ${usual} is usual, and does not say why.`,
    remedy: () => 'Nothing was written. Say why in `sandbox_why`, or leave out `min_sandbox`.',
  }),
  toolchain_unknown: errorKind({
    status: 422,
    data: z.strictObject({ name: z.string(), found: z.array(z.string()) }),
    sentence: ({ name, found }) =>
      `There is no toolchain ${name} on this machine. ${found.length === 0 ? 'None was found.' : `Found: ${found.join(', ')}.`}`,
    remedy: () => 'Nothing was changed. Name one that was found, or a folder by its absolute path.',
  }),
  toolchain_invalid: errorKind({
    status: 422,
    data: z.strictObject({ path: z.string(), reason: z.string() }),
    sentence: ({ path, reason }) => `${path} cannot be shown to jobs: ${reason}.`,
    remedy: () => 'Nothing was changed. Name the folder that holds the programs and nothing private.',
  }),
  no_worker_to_test: errorKind({
    status: 409,
    data: z.strictObject({}),
    sentence: () => 'No worker is up, and only a worker can try its sandbox.',
    remedy: () => 'Start Interlock with workers, release the kill switch, and try again.',
  }),
} as const
