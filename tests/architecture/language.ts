import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { parse } from './imports.ts'

/** In the language, but they read the time, the place, the collector or a text. */
const UNFIT = ['Date', 'Intl', 'WeakRef', 'FinalizationRegistry', 'eval', 'Function']

/** Global names without a declaration in TypeScript's library. */
const INTRINSIC = ['undefined', 'arguments', 'const']

/**
 * Names that ES2023 itself declares, read from TypeScript's library, without those that would make
 * two runs differ.
 */
export function languageNames(): ReadonlySet<string> {
  const folder = dirname(createRequire(import.meta.url).resolve('typescript'))
  const names = new Set(INTRINSIC)
  const seen = new Set<string>()
  const read = (library: string): void => {
    if (seen.has(library)) return
    seen.add(library)
    const path = join(folder, `lib.${library}.d.ts`)
    const file = parse(path, readFileSync(path, 'utf8'))
    for (const reference of file.libReferenceDirectives) read(reference.fileName)
    for (const statement of file.statements) addNames(statement, names)
  }
  read('es2023')
  for (const name of UNFIT) names.delete(name)
  return names
}

function addNames(statement: ts.Statement, names: Set<string>): void {
  if (ts.isVariableStatement(statement)) {
    for (const { name } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name)) names.add(name.text)
    }
  } else if (
    (ts.isFunctionDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isModuleDeclaration(statement)) &&
    statement.name
  ) {
    names.add(statement.name.text)
  }
}
