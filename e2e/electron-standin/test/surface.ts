import { EventEmitter } from 'node:events'
import { app } from '../app/app.ts'
import standin from '../electron.ts'
import { theSession } from '../network/session.ts'
import { MainFrame } from '../windows/main-frame.ts'
import { MessagePortMain } from '../wire/message-port-main.ts'
import { UtilityProcess } from '../workers/utility-process.ts'

// Prints what the stand-in has: its names, and the members of each. A program of its own, since being Electron changes the process.

/** What applications get from calls rather than by a name. */
const GIVEN = {
  Session: theSession,
  MessagePortMain: MessagePortMain.prototype,
  UtilityProcess: UtilityProcess.prototype,
  WebFrameMain: MainFrame.prototype,
}

const FOREIGN = [EventEmitter.prototype, Object.prototype, Function.prototype]

function membersOf(thing: object): string[] {
  const names = new Set<string>()
  for (
    let at: object | null = thing;
    at !== null && !FOREIGN.includes(at);
    at = Object.getPrototypeOf(at) as object | null
  )
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
  // What an emitter keeps for itself, and what every function and class has.
  return [...names].filter(
    (name) => !/^(_|constructor$|prototype$|length$|name$|domain$)/.test(name) || (name === 'name' && thing === app),
  )
}

/** A class of Node's comes along where an emitter is inherited from. */
const staticsOf = (kind: object) => membersOf(kind).filter((name) => !(name in EventEmitter))

const named = Object.entries(standin).map(([name, thing]) => {
  if (typeof thing === 'function')
    return [name, { statics: staticsOf(thing), instance: membersOf(thing.prototype as object), isClass: true }]
  return [name, { statics: [], instance: membersOf(thing as object), isClass: false }]
})
const given = Object.entries(GIVEN).map(([name, thing]) => [name, { statics: [], instance: membersOf(thing) }])
console.log(JSON.stringify({ named: Object.fromEntries(named), given: Object.fromEntries(given) }))
process.exit(0)
