/** What the pages say of jobs, runs and events, in one place so that they say the same. */
export {
  type BudgetUse,
  budgetUses,
  canCancel,
  canRequeue,
  canRetry,
  reasonOf,
  stateWord,
  tightestBudget,
} from './job-facts.ts'
export {
  isLimitName,
  type LimitName,
  limitReached,
  limitText,
  outcomeText,
  outputText,
  raisedLimit,
} from './outcome-text.ts'
export { factsOf, kindText } from './event-facts.ts'
export { endOf, failed, isProblem } from './event-problems.ts'
export { payloadOf } from './event-payload.ts'
export { type MayDo, mayDo } from './may-do.ts'
export { type PermissionGroup, permissionGroups } from './permission-groups.ts'
export { differenceSentence } from './policy-words.ts'
export { actorWords } from './actor-words.ts'
export { codeWords } from './code-words.ts'
export { type SplitLine, splitLine } from './command-line.ts'
export { topicWords } from './topic-words.ts'
export { shortTypeName } from './type-name.ts'
