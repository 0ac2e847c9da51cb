export { createGroups, type Groups } from './groups.ts'
export { createTeams, type Teams } from './teams.ts'
