export {
  approvalKindTexts,
  approvalReasonText,
  approvalStateTexts,
  argvPatternText,
  voidReasonTexts,
} from './approvals.ts'
export {
  changesSince,
  type RequestFact,
  requestFacts,
  saidInputs,
  timeoutWords,
  valueWords,
} from './approval-request.ts'
export { cautionsOf, countWords, secondsWords } from './cautions.ts'
export { agentStateTexts, groupStateTexts, memberStateTexts, messageStateTexts } from './agents.ts'
export { chainText } from './chain.ts'
export {
  channelTexts,
  deliveryProblemText,
  deliveryProblemTexts,
  deliveryStateTexts,
  deliveryWaitTexts,
} from './delivery.ts'
export { decisionSentence, JOIN_NEVER_MET, linkWords, templateRefusalSentence } from './chains.ts'
export { endpointAdvice, endpointStateTexts } from './endpoints.ts'
export { eventTexts } from './events.ts'
export { sourceWords, switchFacts, things } from './kill-switch.ts'
export { limitTexts } from './limits.ts'
export { importPointText, importSystemTexts, importWhyTexts, rowProblemTexts } from './imports.ts'
export {
  actWords,
  changeSentence,
  countedJobs,
  doneWords,
  hopelessSentence,
  keepWords,
  leftSentences,
  nothingSentence,
  nothingWords,
  progressWords,
  skipSentences,
  undoneWords,
} from './operations.ts'
export {
  appArmorRemedy,
  NOT_TRIED,
  packagesRemedy,
  SANDBOX_TRIAL,
  sandboxPromiseTexts,
  sandboxRemedies,
  sandboxTrialTexts,
} from './sandbox.ts'
export {
  choiceOf,
  commonChoice,
  type ReleaseChoice,
  type ReleaseChoices,
  releaseInput,
  releaseLabel,
  startsWords,
} from './release.ts'
export { keyBoundsText, keyRightTexts, keyStateTexts } from './rights.ts'
export { firingReasonText, firingStateTexts, scheduleStateTexts, triggerWords, weekdayTexts } from './schedules.ts'
export { keeperTexts } from './secrets.ts'
export {
  artifactStateTexts,
  heldReasonTexts,
  jobStateTexts,
  killSwitchTexts,
  runStateTexts,
  sandboxLevelTexts,
  type StateText,
  type Tone,
  verdictTexts,
  workerStateTexts,
} from './states.ts'
export {
  authorizationTexts,
  cleanupTexts,
  denialTexts,
  gateTexts,
  proofResultTexts,
  trustDecisionTexts,
} from './trust.ts'
export { typeLabel } from './type-label.ts'
export { waitingText, waitingWord } from './waiting.ts'
