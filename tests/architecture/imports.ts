import { posix } from 'node:path'
import ts from 'typescript'

/** One arrow that leaves a file. */
export interface Import {
  /** Where it stands, such as 'engine/core/units.ts:12'. */
  readonly place: string
  /** The file's path, as its importer's is; null for a package. */
  readonly file: string | null
  /** As written; '' when it is computed and so cannot be followed. */
  readonly specifier: string
  readonly typeOnly: boolean
}

/** Parses a source file; its parents are set. */
export const parse = (path: string, source: string): ts.SourceFile =>
  ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, true)

/** Path and line of a node, for messages. */
export function placeOf(node: ts.Node): string {
  const file = node.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(node.getStart())
  return `${file.fileName}:${String(line + 1)}`
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => {
    children.push(child)
  })
  for (const child of children) yield* nodesOf(child)
}

const SCRIPT = /\.[cm]?[jt]sx?($|\?)/

const isImportMeta = (node: ts.Node | undefined): boolean =>
  node !== undefined && ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword

/**
 * All imports of a file: static, re-exported, dynamic, in types, `new URL(…, import.meta.url)` as
 * workers have it, and Vite's `import.meta.glob`.
 */
export function importsOf(file: ts.SourceFile): Import[] {
  return [...nodesOf(file)].flatMap((node) => {
    const found = targetOf(node)
    if (found === null) return []
    const specifiers = found.targets.map((target) =>
      target !== undefined && ts.isStringLiteralLike(target) ? target.text : '',
    )
    return specifiers.map((specifier) => ({
      place: placeOf(node),
      file: resolveFile(file.fileName, specifier),
      specifier,
      typeOnly: found.typeOnly,
    }))
  })
}

interface Found {
  readonly targets: readonly (ts.Node | undefined)[]
  readonly typeOnly: boolean
}

function targetOf(node: ts.Node): Found | null {
  if (ts.isImportDeclaration(node)) {
    return { targets: [node.moduleSpecifier], typeOnly: onlyTypes(node.importClause) }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { targets: [node.moduleSpecifier], typeOnly: node.isTypeOnly }
  }
  if (ts.isExternalModuleReference(node)) return { targets: [node.expression], typeOnly: false }
  if (ts.isImportTypeNode(node)) {
    const { argument } = node
    return {
      targets: [ts.isLiteralTypeNode(argument) ? argument.literal : argument],
      typeOnly: true,
    }
  }
  if (ts.isNewExpression(node) && isImportMeta(metaOf(node.arguments?.[1]))) {
    const target = node.arguments?.[0]
    // A folder's or an asset's address is no import.
    const isAsset = target && ts.isStringLiteralLike(target) && !SCRIPT.test(target.text)
    return isAsset ? null : { targets: [target], typeOnly: false }
  }
  if (!ts.isCallExpression(node)) return null
  const { expression: callee } = node
  const [first] = node.arguments
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return { targets: [first], typeOnly: false }
  if (ts.isPropertyAccessExpression(callee) && isImportMeta(callee.expression)) {
    if (callee.name.text !== 'glob') return null
    const targets = first && ts.isArrayLiteralExpression(first) ? first.elements : [first]
    return { targets, typeOnly: false }
  }
  return null
}

/** `import.meta` in `import.meta.url`. */
const metaOf = (node: ts.Node | undefined): ts.Node | undefined =>
  node && ts.isPropertyAccessExpression(node) && node.name.text === 'url'
    ? node.expression
    : undefined

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = clause
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.length > 0 &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  )
}

function resolveFile(importer: string, specifier: string): string | null {
  if (!/^[./]/.test(specifier)) return null
  const bare = specifier.replace(/\?.*$/s, '')
  // Vite's root is engine/.
  return bare.startsWith('/')
    ? posix.join('engine', bare)
    : posix.join(posix.dirname(importer), bare)
}
