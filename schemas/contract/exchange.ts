import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { daliExportSchema, importStepSchema } from '../exchange.ts'
import { workspaceNameSchema } from '../names.ts'
import { openclawImportSchema } from '../openclaw.ts'
import { failsWith, procedure } from './base.ts'

export const exchangeContract = {
  importOpenclaw: procedure('policy')
    .route({
      method: 'POST',
      path: '/import/openclaw-scheduler',
      summary: 'Take over what OpenClaw or its scheduler has scheduled',
      description:
        'From a database of openclaw-scheduler, or the `jobs.json` of OpenClaw. Every schedule of it is off; importing the same again adds nothing. Says what became of what and what needs a decision.',
      tags: ['exchange'],
    })
    .input(
      z.strictObject({
        path: z.string().min(1).max(4096).meta({ description: 'Absolute; a file, or the folder it lies in.' }),
        workspace: workspaceNameSchema.optional(),
        dry_run: z.boolean().default(false),
        shell_lines: z.enum(['ask', 'allow']).default('ask').meta({
          description:
            'What command lines that need a shell become: nothing, or jobs that give them to /bin/sh. Lines of plain words need none.',
        }),
      }),
    )
    .output(openclawImportSchema)
    .errors(failsWith('import_source_unreadable', 'import_running', 'workspace_not_found', 'workspace_required')),
  importDali: procedure('policy')
    .route({
      method: 'POST',
      path: '/import/dali',
      summary: 'Take over what a DALI installation holds',
      description:
        'Says what becomes of what while it goes on. Nothing that is imported runs by itself; importing the same again adds nothing.',
      tags: ['exchange'],
    })
    .input(
      z.strictObject({
        path: z
          .string()
          .min(1)
          .max(4096)
          .meta({ description: 'Absolute path of the repository, or of its jobs.jsonl.' }),
        workspace: workspaceNameSchema
          .optional()
          .meta({ description: 'What the jobs are for; otherwise the repository, which is added if it is new.' }),
        dry_run: z.boolean().default(false).meta({ description: 'Only say what would become of what.' }),
      }),
    )
    .output(eventIterator(importStepSchema))
    .errors(
      failsWith(
        'import_source_unreadable',
        'import_source_busy',
        'import_running',
        'workspace_not_found',
        'workspace_required',
        'workspace_exists',
        'workspace_folder_taken',
        'workspace_invalid',
      ),
    ),
  exportDali: procedure('operate', { naming: { allow_findings: 'secrets' } })
    .route({
      method: 'POST',
      path: '/export/dali',
      summary: 'Write jobs and runs as a ledger that DALI reads',
      tags: ['exchange'],
    })
    .input(
      z.strictObject({
        path: z.string().min(1).max(4096).meta({ description: 'Absolute path of a file that does not exist yet.' }),
        workspace: workspaceNameSchema.optional().meta({ description: 'Only its jobs.' }),
        allow_findings: z
          .boolean()
          .default(false)
          .meta({ description: 'Write it although it holds what looks like secrets.' }),
      }),
    )
    .output(daliExportSchema)
    .errors(failsWith('export_file_exists', 'export_unwritable', 'export_has_secrets', 'workspace_not_found')),
}
