import { lintSource } from '@secretlint/core'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'

/** A place in a text that a rule of secretlint takes for a secret. */
export interface Hit {
  readonly from: number
  readonly to: number
  readonly rule: string
}

const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] }

/** What the recommended rules of secretlint find. Their messages hold the secret, so only places and names leave here. */
export async function secretlintHits(content: string): Promise<Hit[]> {
  const { messages } = await lintSource({
    source: { filePath: 'export.txt', content, contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  })
  return messages.map(({ range: [from, to], ruleId }) => ({
    from,
    to,
    rule: ruleId.replace('@secretlint/secretlint-rule-', ''),
  }))
}
