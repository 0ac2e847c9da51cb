export {
  type Choice,
  choiceOf,
  coreFilter,
  type FilterText,
  fullTypeName,
  isReason,
  isState,
  isType,
  type ListFilter,
  type ReadFilter,
  readFilter,
  splitList,
} from './filter.ts'
export { formatTokens, parseTokens, type Tokens } from './tokens.ts'
export { type FilterProblem, parseMoment, quote } from './vocabulary.ts'
