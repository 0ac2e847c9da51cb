import { z } from 'zod'
import { systemText } from './text.ts'

/** They make a program load, run or trust something, or lead it to the user's session. */
const INJECTING =
  /^(NODE_OPTIONS|NODE_PATH|NODE_COMPILE_CACHE|NODE_EXTRA_CA_CERTS|NODE_REPL_EXTERNAL_MODULE|LD_.*|DYLD_.*|GIT_.*|NPM_CONFIG_.*|PYTHON.*|PERL5.*|PERLLIB|RUBY(OPT|LIB)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|BASH_ENV|BASH_FUNC_.*|ENV|ZDOTDIR|PROMPT_COMMAND|PS4|SHELLOPTS|BASHOPTS|IFS|CDPATH|EDITOR|VISUAL|PAGER|BROWSER|LESSOPEN|LESSCLOSE|GCONV_PATH|GLIBC_TUNABLES|HOSTALIASES|MALLOC_.*|(HTTP|HTTPS|FTP|ALL|NO)_PROXY|SSH_.*|GPG_AGENT_INFO|DBUS_.*|XDG_RUNTIME_DIR|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DOCKER_.*|KUBECONFIG|ELECTRON_.*|INTERLOCK_.*)$/i

const SECRET =
  /(^|_)(TOKENS?|SECRETS?|PASS(WORD|WD|PHRASE)?|PWD|CREDENTIALS?|PRIVATE_KEY|ACCESS_KEY(_ID)?|API_?KEY|APIKEY|AUTH|KEY|DSN|COOKIE|SESSION)($|_)|^(AWS|AZURE)_|^GOOGLE_APPLICATION_/i

/** An address with a password in it, as in DATABASE_URL. */
const ADDRESS_WITH_PASSWORD = /:\/\/[^/\s]*:([^/\s]*)@/

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const BAD_VALUE = /[\0\r\n]/

/** Where programs and files of a command are looked for; Interlock sets them for every command. */
const PLACES = /^(PATH|HOME|TMPDIR|TEMP|TMP|USERPROFILE|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT)$/i

/** Whether a variable of a command may have this name at all. */
export function isVariableName(name: string): boolean {
  return NAME.test(name) && name !== '__proto__'
}

/** Whether a variable changes what programs load or run. */
export function isInjecting(name: string): boolean {
  return INJECTING.test(name)
}

/** Whether a variable looks like a secret by its name. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name)
}

/** The password in a value that is an address with one; undefined where there is none. */
export function passwordInAddress(value: string): string | undefined {
  return ADDRESS_WITH_PASSWORD.exec(value)?.[1]
}

/** Whether a variable looks like a secret, by its name or its value. */
export function looksSecret(name: string, value: string | undefined): boolean {
  return isSecretName(name) || (value !== undefined && passwordInAddress(value) !== undefined)
}

/** Whether no variable can have this value. */
export function isBadValue(value: string): boolean {
  return BAD_VALUE.test(value)
}

const MAX_VARIABLES = 64
const MAX_VARIABLE_NAME = 128

/** Values for variables of a job's commands, in plain sight: what programs load and what is secret has no place here. */
export const variablesSchema = z.record(z.string(), systemText(8192)).superRefine((variables, context) => {
  const refuse = (path: string[], rule: string, more: object = {}) =>
    context.addIssue({ code: 'custom', path, params: { rule, ...more } })
  const entries = Object.entries(variables)
  if (entries.length > MAX_VARIABLES) refuse([], 'max_keys', { limit: MAX_VARIABLES })
  for (const [name, value] of entries) {
    if (name.length > MAX_VARIABLE_NAME) refuse([name], 'max_name', { limit: MAX_VARIABLE_NAME })
    else if (!isVariableName(name)) refuse([name], 'variable_name')
    else if (PLACES.test(name)) refuse([name], 'reserved_name')
    else if (isInjecting(name)) refuse([name], 'injecting_name')
    else if (looksSecret(name, value)) refuse([name], 'secret_value')
    else if (isBadValue(value)) refuse([name], 'single_line')
  }
})
