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
    sentence: () => 'This job asks for the network, which only the operator can grant, for exactly one job.',
    remedy: () => 'This version cannot ask for approvals yet. Take allow_network out of the policy.',
  }),
} as const
