import { z } from 'zod'
import { errorKind } from './define.ts'

export const workspaceErrors = {
  workspace_not_found: errorKind({
    status: 404,
    data: z.strictObject({ name: z.string(), known: z.array(z.string()) }),
    sentence: ({ name, known }) =>
      known.length === 0
        ? `There is no workspace ${name}; none has been added yet.`
        : `There is no workspace ${name}. Known: ${known.join(', ')}.`,
    remedy: () => 'Name one that is there, or add the folder as a workspace first.',
  }),
  workspace_required: errorKind({
    status: 422,
    data: z.strictObject({ known: z.array(z.string()) }),
    sentence: ({ known }) =>
      known.length === 0
        ? 'A job needs a workspace, and none has been added yet.'
        : `Name the workspace this job is for: ${known.join(', ')}.`,
    remedy: () => 'Add a workspace, or say which one.',
  }),
  workspace_exists: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string(), path: z.string() }),
    sentence: ({ name, path }) => `The workspace ${name} is already there, for ${path}.`,
    remedy: () => 'Choose another name, or remove the old one first.',
  }),
  workspace_folder_taken: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string(), path: z.string() }),
    sentence: ({ name, path }) => `${path} is already the workspace ${name}.`,
    remedy: ({ name }) => `Use ${name}, or remove it first.`,
  }),
  workspace_invalid: errorKind({
    status: 422,
    data: z.strictObject({ path: z.string(), reason: z.string() }),
    sentence: ({ path, reason }) => `${path} cannot be a workspace: ${reason}.`,
    remedy: () => 'Name an existing folder that is yours and is not part of Interlock’s own data.',
  }),
  workspace_busy: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string(), jobs: z.int() }),
    sentence: ({ name, jobs }) => `${jobs} unfinished jobs point at the workspace ${name}.`,
    remedy: () => 'Cancel or finish them, or remove it with force: they will be held.',
  }),
} as const
