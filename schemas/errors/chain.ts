import { z } from 'zod'
import { errorKind } from './define.ts'

const NOTHING = 'Nothing was changed.'

export const chainErrors = {
  chain_parent_not_found: errorKind({
    status: 422,
    data: z.strictObject({ parent: z.string() }),
    sentence: ({ parent }) => `There is no schedule ${parent} to follow.`,
    remedy: () => `${NOTHING} List the schedules to find its id or name.`,
  }),
  chain_cycle: errorKind({
    status: 422,
    data: z.strictObject({ names: z.array(z.string()) }),
    sentence: ({ names }) => `These schedules would follow one another in a circle: ${names.join(' → ')}.`,
    remedy: () => `${NOTHING} Take one of these links out.`,
  }),
  chain_too_deep: errorKind({
    status: 422,
    data: z.strictObject({ links: z.int(), limit: z.int() }),
    sentence: ({ links, limit }) =>
      `With these links ${links} schedules would follow one after the other; the limit is ${limit}.`,
    remedy: () => `${NOTHING} Put several of them into the steps of one job.`,
  }),
} as const
