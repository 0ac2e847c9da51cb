export type Row = Record<string, unknown>

export interface ApprovalTables {
  readonly approval: Map<string, Row>
  readonly approval_grant: Map<string, Row>
  readonly approval_rule: Map<string, Row>
}

export function emptyApprovalTables(): ApprovalTables {
  return { approval: new Map(), approval_grant: new Map(), approval_rule: new Map() }
}
