import ts from 'typescript'
import { nodesOf, placeOf } from './imports.ts'
import { languageNames } from './language.ts'

/** What IEEE 754 or the language fixes to the last bit, and constants. */
const EXACT_MATHS = new Set([
  ...['abs', 'ceil', 'floor', 'round', 'trunc', 'sign', 'min', 'max', 'sqrt'],
  ...['imul', 'clz32', 'fround'],
  ...['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'],
])

/** They read the machine's language. */
const LOCALE_METHODS = /^(toLocale\w+|localeCompare)$/

/**
 * What in these files is not the same everywhere: names that the language does not declare (DOM,
 * Node, timers, clocks), `Date`, inexact maths, randomness, the machine's locale, `import.meta`.
 * @param files by path
 * @returns one line each, with place and reason
 */
export function impurities(files: ReadonlyMap<string, string>): string[] {
  const allowed = languageNames()
  // Without libraries and imports, a name that does not resolve is a global one.
  const options: ts.CompilerOptions = {
    noLib: true,
    noResolve: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    allowJs: true,
    types: [],
  }
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options, true),
    getCurrentDirectory: () => '',
    fileExists: (path) => files.has(path),
    readFile: (path) => files.get(path),
    getSourceFile: (path, languageVersion) => {
      const source = files.get(path)
      return source === undefined
        ? undefined
        : ts.createSourceFile(path, source, languageVersion, true)
    },
  }
  const program = ts.createProgram([...files.keys()], options, host)
  const checker = program.getTypeChecker()
  return program
    .getSourceFiles()
    .flatMap((file) => [...nodesOf(file)])
    .flatMap((node) => {
      const reason = objection(node, checker, allowed)
      return reason === null ? [] : [`${placeOf(node)}: ${reason}`]
    })
}

function objection(
  node: ts.Node,
  checker: ts.TypeChecker,
  allowed: ReadonlySet<string>,
): string | null {
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
    return 'import.meta is the host’s, not the language’s'
  }
  if (ts.isBinaryExpression(node)) return powerObjection(node)
  if (!ts.isIdentifier(node)) return null
  if (isMember(node)) {
    return LOCALE_METHODS.test(node.text) ? `${node.text} depends on the machine’s language` : null
  }
  if (node.text === 'globalThis') return 'globalThis is everything a floor may not know'
  if (isName(node) || isResolved(node, checker)) return null
  if (node.text === 'Math') return mathsObjection(node)
  return allowed.has(node.text)
    ? null
    : `${node.text} is not in the language, or is not the same everywhere`
}

function powerObjection(node: ts.BinaryExpression): string | null {
  const { kind } = node.operatorToken
  const isPower =
    kind === ts.SyntaxKind.AsteriskAsteriskToken ||
    kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken
  if (!isPower || (isWhole(node.left) && isWhole(node.right))) return null
  return '** is inexact but for whole literals; multiply, or take pow from engine/core/maths.ts'
}

const isWhole = (node: ts.Node): boolean =>
  ts.isNumericLiteral(node) && Number.isSafeInteger(Number(node.text))

function mathsObjection(node: ts.Identifier): string | null {
  const { parent } = node
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) {
    return 'Math is used by its exact members alone, as in Math.floor(x)'
  }
  const member = parent.name.text
  if (EXACT_MATHS.has(member)) return null
  return member === 'random'
    ? 'Math.random has no seed; draw from engine/core/random.ts'
    : `Math.${member} differs in its last bit between engines; take it from engine/core/maths.ts`
}

/** The `b` of `a.b`, in expressions and in types. */
const isMember = (node: ts.Identifier): boolean =>
  (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
  (ts.isQualifiedName(node.parent) && node.parent.right === node)

/** Names a thing rather than refers to one. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isShorthandPropertyAssignment(parent)) return false
  if (ts.isBindingElement(parent) && parent.propertyName === node) return true
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return true
  if (ts.isImportTypeNode(parent) || ts.isNamedTupleMember(parent)) return true
  if (ts.isJSDoc(parent) || ts.isExportSpecifier(parent) || ts.isImportSpecifier(parent))
    return true
  return 'name' in parent && parent.name === node
}

function isResolved(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node)
  return symbol?.declarations !== undefined
}
