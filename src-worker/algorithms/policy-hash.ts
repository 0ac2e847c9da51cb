import { createHash } from 'node:crypto'
import { type PythonJson, pythonJson } from './python-json.ts'

/**
 * How DALI's run header names a policy or a set of budgets: the first 16 hex digits of SHA-256 over its JSON with sorted keys,
 * no spaces and raw non-ASCII.
 */
function daliHash(value: PythonJson): string {
  return createHash('sha256')
    .update(pythonJson(value, { style: 'compact', sortKeys: true }), 'utf8')
    .digest('hex')
    .slice(0, 16)
}

/** `tool_policy_hash` of a run header. */
export function toolPolicyHash(policy: PythonJson): string {
  return daliHash(policy)
}

/** `budgets_hash` of a run header. */
export function budgetsHash(budgets: PythonJson): string {
  return daliHash(budgets)
}
