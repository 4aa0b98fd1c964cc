import { hashNumbers } from './numberHash.ts'
import { shapeOf, type TemplateSet } from './templates.ts'

/** Tells sets of templates apart, by their meshes; names do not count. 16 hexadecimal digits. */
export const hashTemplates = ({ templates }: TemplateSet): string =>
  hashNumbers(templates.map(shapeOf))
